"""Second mentions of a firm: other spellings, short forms, and what 以下简称 says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .mask import Mask
from .shapes import is_wordless
from .words import INDUSTRY, PLACE

_ALIAS_GIVEN = re.compile(r"\((?:以下|下|下文)?简称[::]?“?([^“”()\n,]{2,12})”?\)")
_SHORT_TAIL = re.compile(r"公司|集团|企业|负责人|相关负责人|有关负责人|董事长|总经理|方面")
_IS_PLACE = re.compile(r"(?:园|中心|基地|平台|院)$")  # 郑州市大学生创业园 is not its operating company
_ALSO_BRANDS = ("中原", "中州", "华中", "华北", "中国")
_CALLED = re.compile(r"[为给助访、与和]$")


@dataclass
class Hit:
    """A stretch of the text that names a firm."""

    start: int
    end: int
    name: str
    reason: str
    aliases: list[str] = field(default_factory=list)
    known: str | None = None
    in_headline: bool = False
    role: str = "assisted"


def with_given_names(text: str, hits: list[Hit]) -> list[Hit]:
    """The hits without those that only repeat a short name some firm was given: (以下简称“郑州公交集团”)."""
    for hit in hits:
        given = _ALIAS_GIVEN.match(text, hit.end)
        if given:
            hit.aliases.append(given[1])
    given_names = {alias for hit in hits for alias in hit.aliases}
    return [hit for hit in hits if hit.name not in given_names]


def join_mentions(hits: list[Hit]) -> list[Hit]:
    """Second mentions become aliases of the fullest spelling, which keeps the first one's place."""
    firms: list[Hit] = []
    for hit in sorted(hits, key=lambda h: -len(h.name)):
        owner = next((f for f in firms if _is_same(hit, f)), None)
        if owner is None:
            firms.append(hit)
        elif hit.name != owner.name:
            owner.aliases.append(hit.name)
    return sorted(firms, key=lambda h: h.start)


def _is_same(short: Hit, full: Hit) -> bool:
    if _without_form(short.name) == _without_form(full.name) or (short.known and short.known == full.known):
        return True
    if re.search(r"有限(?:责任)?公司$|合作社$", short.name):
        return False
    core = re.sub(r"(?:公司|集团|厂)$", "", short.name)
    if short.reason == "bank_name" and re.search(r"[支分]行(?:营业部)?$", full.name):
        return short.in_headline and full.name.startswith(short.name)  # in a list, bank and branch are two
    if core in full.name:
        return True
    if short.name.endswith("集团") and "集团" in full.name and _is_abbreviated(core, full.name):
        return True
    return len(core) >= 2 and set(core) <= set(full.name) and short.name[-1] == full.name[-1]


def _is_abbreviated(core: str, name: str) -> bool:
    """郑煤 in 郑州煤炭工业: the same first character, the others in the same order."""
    rest = iter(name)
    return len(core) >= 2 and core[0] == name[0] and all(c in rest for c in core)


def _without_form(name: str) -> str:
    """中国银行股份有限公司河南省分行 and 中国银行河南省分行 are one."""
    return name if name.endswith("公司") else re.sub(r"股份有限公司|有限责任公司", "", name)


def find_short_forms(text: str, firm: Hit, mask: Mask) -> None:
    """瑞恒精密 for 河南瑞恒精密制造有限公司; and what 以下简称 says."""
    given = _ALIAS_GIVEN.match(text, firm.end)
    if given:
        firm.aliases.append(given[1])
        mask.claim(*given.span())
    core = _core(firm.name)
    place = firm.name[: firm.name.find(core)]
    for size in range(min(len(core), 8), 1, -1):
        short = core[:size]
        at = -1 if INDUSTRY.match(short) or _IS_PLACE.search(short) else text.find(short)
        while at >= 0:
            end = at + size
            if not mask.hits(at, end) and (size >= 4 or _SHORT_TAIL.match(text, end)):
                tail = re.match("公司|集团", text[end : end + 2])
                end += 2 if tail else 0
                at -= len(place) if place in _ALSO_BRANDS and text.endswith(place, 0, at) else 0
                firm.aliases.append(text[at:end])
                mask.claim(at, end)
            at = text.find(short, end)


def find_headline_forms(headline: str, firm: Hit, mask: Mask) -> None:
    """为海尔、格力解决…: a headline calls a firm by as little as its two telling characters."""
    core = _core(firm.name)
    short = next((core[:size] for size in (4, 3, 2) if len(core) >= size and core[:size] in headline), "")
    at = headline.find(short) if short and is_wordless(short) and not INDUSTRY.match(short) else -1
    if at >= 0 and len(short) < 4 and not _CALLED.search(headline, 0, at):
        return
    if at >= 0 and not mask.hits(at, at + len(short)) and short != firm.name:
        firm.aliases.append(short)
        mask.claim(at, at + len(short))


def _core(name: str) -> str:
    place = PLACE.match(name)
    core = name[place.end() :] if place else name
    return re.split(r"\(|(?:集团)?(?:股份|有限)", core.removeprefix("市"), maxsplit=1)[0]
