"""What is looked for on a page: barriers, sideways scrolling, words of the other language."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROWEST = 360
OTHER_LANGUAGE = {"zh-hans": re.compile(r"[A-Za-z]{3,}"), "en": re.compile(r"[\u4e00-\u9fff]+")}
SAME_IN_BOTH = {"docx", "txt", "pdf", "PDF", "Office", "Excel", "Ctrl", "Enter"}
EXAMPLES = {
    "万元",
    "家",
    "国庆节",
    "国务院办公厅关于",
    "年部分节假日安排的通知",
}  # they are typed as they stand
FILE_NAME = re.compile(r"[^\s“”\"]+\.(?:jpe?g|png|pdf|docx?|xlsx?)\b")  # typed by people, in any language
# Words of the site itself; what people typed (names, titles, texts) stands elsewhere or is left out by name.
OWN_WORDS = """() => {
  const places = "nav a, nav summary, button, .btn, label, legend, th, dt, h1, h2, .help, .optional, .empty, .tag-own, .sub .state, .basis, option[value='']";
  const data = ".crumbs, .review-source, .data, .user-name, .who, .brand, .select-bar, .choice-data, .value-list .ts-wrapper, del, kbd, code, .ts-control, #user-tools, .page-head h1, .breadcrumbs a, #result_list tbody, #content > h2, .bar summary";
  const english = document.documentElement.lang.startsWith("en");
  const foreign = (element) => {
    const lang = element.closest("[lang]")?.lang ?? "";
    return lang.startsWith("en") !== english;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (parent && !parent.closest(data) && !foreign(parent)) found.push(walker.currentNode.textContent);
    }
    return found;
  };
  // a button in a row may say whose row it is, in the words that stand in it
  const withoutNames = (element, label) => {
    const row = [...(element.closest("li, tr")?.querySelectorAll("*") ?? [])].map((one) => one.textContent.trim());
    return row.filter((text) => text.length > 1).reduce((left, text) => left.replaceAll(text, " "), label);
  };
  const words = [];
  for (const element of document.querySelectorAll(places)) {
    if (!shown(element) || element.closest(data)) continue;
    words.push(...texts(element));
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [data-placeholder]")) {
    if (element.closest(data) || foreign(element)) continue;
    for (const name of ["aria-label", "placeholder", "data-placeholder"]) words.push(withoutNames(element, element.getAttribute(name) ?? ""));
  }
  return [...new Set(words.map((word) => word.trim()).filter(Boolean))];
}"""


def barriers(page: Page) -> list[str]:
    """What axe finds, a line an element; in a window as high as the page, so that nothing lies under a fixed bar."""
    window = page.viewport_size
    height = page.evaluate("Math.min(document.scrollingElement.scrollHeight, 6000) + 200")
    page.set_viewport_size({"width": window["width"], "height": max(height, window["height"])})
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "preload": False})
    page.set_viewport_size(window)
    return [
        f"{one['id']} {' '.join(map(str, node['target']))}: {node['failureSummary'].splitlines()[-1].strip()} {node['html'][:160]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def sideways(page: Page) -> list[str]:
    """Elements that stick out to the right of a narrow window, empty when it cannot be scrolled sideways."""
    return page.evaluate(
        """() => {
        const width = document.documentElement.clientWidth;
        if (document.scrollingElement.scrollWidth <= width) return [];
        const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
        return [`${document.scrollingElement.scrollWidth} px wide`, ...out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120))];
      }"""
    )


def words_of_other_language(page: Page, language: str) -> list[str]:
    """Buttons, navigation, labels, heads and hints that are not in the page's language; what people typed may be in any."""
    own = [FILE_NAME.sub("", word) for word in page.evaluate(OWN_WORDS)]
    allowed = SAME_IN_BOTH | EXAMPLES
    found = [word for word in own if set(OTHER_LANGUAGE[language].findall(word)) - allowed]
    return [f"not {language}: {word}" for word in found]
