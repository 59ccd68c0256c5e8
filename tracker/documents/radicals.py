"""Look-alikes that PDFs put in place of letters: ⼯ (a radical, U+2F2F) shows as 工 (U+5DE5) but is never found by it.

Chromium and many office programs name a glyph by its radical. One character becomes one character, so spans hold.
"""

import unicodedata

_KANGXI_AND_COMPATIBILITY = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFB00))

# Unicode's EquivalentUnifiedIdeograph for radicals that are letters of their own and have no decomposition.
_SUPPLEMENT = dict(
    zip(
        "⺁⺒⺓⺝⺟⺠⺩⺪⺬⺶⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂巳幺月母民王疋示羊虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)


_SIMPLIFIED = {
    0x2F3E: "户",
    0x2FAD: "青",
}  # Unicode decomposes these two to 戶 and 靑, which Chinese fonts do not mean


def _decomposed(code: int) -> str:
    folded = unicodedata.normalize("NFKC", chr(code))
    return folded if len(folded) == 1 else chr(code)


UNIFIED: dict[int, str] = (
    {code: _decomposed(code) for code in _KANGXI_AND_COMPATIBILITY}
    | {ord(radical): letter for radical, letter in _SUPPLEMENT.items()}
    | _SIMPLIFIED
)
