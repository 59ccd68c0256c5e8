"""Brands in quotation marks: “豫乐鲜”“麦小香”等企业, 与“鲜到家”达成采购协议."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .listed import Span, ends_list_of_firms, joints
from .mask import Mask
from .shapes import has_trade, is_brand

_QUOTED = re.compile(r"“(?P<name>[\u4e00-\u9fffA-Za-z]{2,8})”")
_BETWEEN = re.compile(r"(?:、|以及|[和与及])?")
_MORE = re.compile(r"(?:(?:、|以及|[和与及])[^,。;:!?\n“”《》]{2,60}?)?(?=等|\d|[两三四五六七八九十])")
_AGREES = re.compile(
    r"(?:就[^,。;\n“”]{2,16})?(?:现场|当场|成功|共同|正式|初步|也|已)?(?:达成|签订|签署|签约|签下|签了|合作|对接|结成|联手)"
)
_LATER = re.compile(rf"[^,。;\n“”]{{0,24}}?{_AGREES.pattern}")
_SPEAKS = re.compile(r"(?:公司)?(?:相关|有关|主要)?(?:负责人|董事长|总经理|创始人)")
_KIND = re.compile(  # what is quoted of firms is more often their kind than their name
    r"企|冠军|巨人|雏鹰|头雁|领军|先锋|标杆|灯塔|种子|链|[三四五百千双](?:上|强|新|优|高)|[板贷融券码保险池]$|(?:行动|计划|工程|活动|空间|大赛)$"
)
_THING = r"(?:平台|系统|专区|大赛|赛|活动|机制|模式|产品|品牌|行动|工程|计划|小程序|APP|服务)"
_NEAR = 800


def quoted_names(text: str, mask: Mask, found: Mask) -> Iterator[Span]:
    """Brands in quotes that stand in a list of firms, sign with a firm, or have somebody who speaks for them."""
    for run in _runs(text):
        is_free = not any(mask.hits(*span) or found.hits(*span) for span in run)
        if is_free and _are_names([text[a:b] for a, b in run]) and _is_told(text, run, found):
            for start, end in run:
                found.claim(start, end)
                yield start, end


def _runs(text: str) -> Iterator[list[Span]]:
    """The quoted words, those that stand side by side together."""
    run: list[Span] = []
    for quote in _QUOTED.finditer(text):
        if run and not _BETWEEN.fullmatch(text, run[-1][1] + 1, quote.start()):
            yield run
            run = []
        run.append(quote.span("name"))
    if run:
        yield run


def _are_names(words: list[str]) -> bool:
    """Whether all are brands or end in a trade; short ones (三全) only beside a longer one."""
    if any(_KIND.search(word) for word in words):
        return False
    sure = [word for word in words if has_trade(word) or is_brand(word)]
    return bool(sure) and all(word in sure or is_brand(word, 2) for word in words)


def _is_told(text: str, run: list[Span], found: Mask) -> bool:
    """Whether what stands around the quotes makes firms of them."""
    before, behind = run[0][0] - 1, run[-1][1] + 1
    more = _MORE.match(text, behind)
    if more and ends_list_of_firms(text, more.end()):
        return True
    if len(run) > 1:
        return False
    if _SPEAKS.match(text, behind):  # the head of a contest called so elsewhere speaks for no firm
        around = text[max(0, before - _NEAR) : behind + _NEAR]
        return not re.search(rf"“{text[slice(*run[0])]}”{_THING}", around)
    joint = next(joints(text, max(0, before - 1), before), None)
    if joint and joint[0] and found.hits(joint[0] - 1, joint[0]):
        return bool(_AGREES.match(text, behind))
    joint = next(joints(text, behind, min(len(text), behind + 1)), None)
    return bool(joint and found.hits(joint[1], joint[1] + 1) and _LATER.match(text, joint[1]))
