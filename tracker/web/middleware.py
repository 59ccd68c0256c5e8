"""What surrounds every request: language, sign-in, idle sign-out, and domain errors turned into pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect
from django_structlog.middlewares import RequestMiddleware
from pghistory.middleware import HistoryMiddleware
from structlog.contextvars import bind_contextvars

from tracker.operations.audit import record_request
from tracker.rules.masking import without_tokens
from tracker.web.lockouts import source_of

Handler = Callable[[HttpRequest], HttpResponse]
REFRESH_SECONDS = 60
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def chosen_language(get_response: Handler) -> Handler:
    """The language somebody chose, else the city's; what a browser prefers does not turn an office PC English."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response

    return middleware


class SignInRequired(LoginRequiredMiddleware):
    """Every page but those marked public needs an account; htmx is sent to the sign-in page as a whole page."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know only the redirect
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """To the sign-in page and back; lookups get a plain 401."""
        if request.path.startswith("/lookups/"):
            return HttpResponse(status=401)
        answer: HttpResponse = super().handle_no_permission(request, view_func)
        return HttpResponseClientRedirect(answer["Location"]) if request.headers.get("HX-Request") else answer


def idle_sign_out(get_response: Handler) -> Handler:
    """Sign out after `SESSION_IDLE_SECONDS` without a request, and `SESSION_COOKIE_AGE` after signing in whatever came.

    The stamp is written at most once a minute; each writing would otherwise put the session's end off.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            seen, since = request.session.get("seen", now), request.session.get("since", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - since > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen >= REFRESH_SECONDS or "seen" not in request.session:
                request.session.update({"seen": now, "since": since})
        return get_response(request)

    return middleware


def on_record(get_response: Handler) -> Handler:
    """Every request that might change something, and every export, stands on record with its outcome, refused ones too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        before = request.user.pk if request.method not in SAFE else None
        response = get_response(request)
        if request.method in SAFE and not hasattr(request, "exported"):
            return response
        match = request.resolver_match
        record_request(
            user_id=request.user.pk or before,
            now=timezone.now(),
            method=request.method or "",
            view=match.view_name if match else "",
            on=_named(match.kwargs if match else {})
            or getattr(request, "exported", getattr(request, "acted_on", "")),
            outcome=response.status_code,
            source=source_of(request),
        )
        return response

    return middleware


def _named(ids: dict[str, Any]) -> str:
    """The ids of an address; a token is a secret and names nothing."""
    return "/".join(str(value) for name, value in ids.items() if name != "token")


class RequestLog(RequestMiddleware):
    """One line a request: the address without what was asked, for people type phone numbers into search boxes."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """The method and the path."""
        return f"{request.method} {request.path}"

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """The same address that lock-outs count."""
        bind_contextvars(ip=source_of(request))


class History(HistoryMiddleware):
    """Who changed something, and at which address; the address of an enterprise's link without its token."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """As it is written beside each event."""
        context: dict[str, Any] = super().get_context(request)
        return context | {"url": without_tokens(request.path)}


class say_what_went_wrong:  # noqa: N801  # reads as the verb it is in the list of middleware
    """Turns a refused act that a view did not handle itself into a page with the sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a domain error; everything else goes its own way."""
        from tracker.web.errors import answer

        return answer(request, error)
