"""Windows of the browser: size, language, theme, and who is signed in."""

from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tracker.models import User

HEIGHTS = {1280: 900, 390: 844}
BACKEND = "django.contrib.auth.backends.ModelBackend"
WATCH_POLICY = """
  window.refusals = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.refusals.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@dataclass(frozen=True)
class View:
    """How somebody looks at a page."""

    width: int = 1280
    language: str = "zh-hans"
    theme: str = "light"

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.theme}"


class Windows:
    """Keeps one context a person and view, so that a page costs no new sign-in."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self._contexts: dict[tuple[str | None, View], BrowserContext] = {}

    def page(self, username: str | None, view: View) -> Page:
        """A new page of this person and view; faults of the page gather in `faults_of`."""
        if (username, view) not in self._contexts:
            self._forget_other_views(view)
            self._contexts[username, view] = self._context(username, view)
        page = self._contexts[username, view].new_page()
        page.faults = []  # type: ignore[attr-defined]  # what the console says, kept with its page
        page.on("console", lambda message: _note(page, message))
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        return page

    def close(self) -> None:
        """Close them all."""
        for context in self._contexts.values():
            context.close()

    def _forget_other_views(self, view: View) -> None:
        """Each context keeps connections to the server open, and each of those one to the database."""
        for key, context in list(self._contexts.items()):
            if key[1] != view and not context.pages:
                context.close()
                del self._contexts[key]

    def _context(self, username: str | None, view: View) -> BrowserContext:
        context = self.browser.new_context(
            viewport={"width": view.width, "height": HEIGHTS[view.width]},
            base_url=self.site,
            locale="zh-CN" if view.language == "zh-hans" else "en-GB",
            timezone_id=settings.TIME_ZONE,
            has_touch=view.width < 768,
            color_scheme="dark" if view.theme == "dark" else "light",
            reduced_motion="reduce",
        )
        cookies = {settings.LANGUAGE_COOKIE_NAME: view.language, "theme": view.theme}
        if username:
            cookies[settings.SESSION_COOKIE_NAME] = session_of(username)
        context.add_cookies([{"name": n, "value": v, "url": self.site} for n, v in cookies.items()])
        context.add_init_script(WATCH_POLICY)
        context.set_default_timeout(10_000)
        return context


def session_of(username: str) -> str:
    """The cookie of a fresh session."""
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def faults_of(page: Page, *, expected_status: int = 200) -> list[str]:
    """Errors of the console and refusals of the content policy; a page with an error status may say so itself."""
    own = f"status of {expected_status}"
    told = [fault for fault in page.faults if expected_status < 400 or own not in fault]  # type: ignore[attr-defined]
    return told + page.evaluate("window.refusals")


def _note(page: Page, message) -> None:
    if message.type in ("error", "warning"):
        page.faults.append(f"{message.type}: {message.text}")
