"""What every mail of ours keeps to, so that common mail programs show it and nothing in it loads or runs."""

import re
from html.parser import HTMLParser

LONGEST = 100 * 1024  # bytes; above, some programs cut a mail short
SITE = "https://zhuqi.example.cn/"
ALONE = frozenset({"br", "meta", "hr"})
KNOWN = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "body",
        "table",
        "tr",
        "td",
        "th",
        "p",
        "h2",
        "h3",
        "br",
        "a",
        "span",
        "strong",
        "ul",
        "li",
    ]  # what all of them draw
)
ATTRIBUTES = frozenset(
    [
        "lang",
        "charset",
        "name",
        "content",
        "role",
        "width",
        "align",
        "valign",
        "bgcolor",
        "cellpadding",
        "cellspacing",
        "colspan",
        "style",
        "href",
    ]
)
NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d(?:[\d,.]*\d)?%?")


class _Reader(HTMLParser):
    """Collects what is wrong with the markup, the links, and the words that are shown."""

    def __init__(self):
        super().__init__()
        self.faults, self.links, self.words, self._open = [], [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in KNOWN:
            self.faults.append(f"<{tag}>")
        self.faults += [f"{tag} {name}" for name, _value in attrs if name not in ATTRIBUTES]
        known = dict(attrs)
        if tag == "a":
            self.links.append(known.get("href", ""))
            self.faults += [] if "color:" in (known.get("style") or "") else ["a link in a colour of its own"]
        if "url(" in (known.get("style") or "") or "@" in (known.get("style") or ""):
            self.faults.append("a style that loads")
        if tag not in ALONE:
            self._open.append(tag)

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data):
        if "title" not in self._open:
            self.words.append(data)

    def close(self):
        super().close()
        self.faults += [f"<{tag}> stays open" for tag in self._open]


def faults_of(subject: str, text: str, html: str, site: str = SITE) -> list[str]:
    """Everything wrong with a mail; nothing where it is sound."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    faults = list(reader.faults)
    if len(html.encode()) > LONGEST:
        faults.append(f"{len(html.encode())} bytes")
    faults += [f"the link {link}" for link in reader.links if not link.startswith(site)]
    told = set(NUMBER.findall(f"{subject}\n{text}"))
    shown = {number for part in reader.words for number in NUMBER.findall(part)}
    return faults + [f"the number {number} is not in the text" for number in sorted(shown - told)]
