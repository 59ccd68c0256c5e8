"""Only an exact name, a code or an alias links; the rest is offered to a person."""

from __future__ import annotations

from tracker.reading.match import Match, match

KNOWN = {
    "郑州煤矿机械集团股份有限公司": "郑州煤矿机械集团股份有限公司",
    "郑煤机": "郑州煤矿机械集团股份有限公司",
    "郑州宇通客车股份有限公司": "郑州宇通客车股份有限公司",
    "河南新仰韶生物科技有限公司": "河南新仰韶生物科技有限公司",
}
CODES = {"91410100170033534A": "郑州煤矿机械集团股份有限公司"}


def test_an_exact_name_links() -> None:
    assert match("郑州宇通客车股份有限公司", KNOWN) == Match("郑州宇通客车股份有限公司", "exact")
    assert match("郑州宇通客车 股份有限公司", KNOWN) == Match("郑州宇通客车股份有限公司", "exact")


def test_an_alias_and_a_code_link() -> None:
    assert match("郑煤机", KNOWN) == Match("郑州煤矿机械集团股份有限公司", "alias")
    assert match("别的名字", KNOWN, code="91410100170033534a", codes=CODES) == Match(
        "郑州煤矿机械集团股份有限公司", "code"
    )


def test_a_likeness_is_only_a_candidate() -> None:
    found = match("河南省新仰韶生物科技股份有限公司", KNOWN)
    assert (found.linked, [name for name, _ in found.candidates]) == (None, ["河南新仰韶生物科技有限公司"])


def test_a_stranger_has_no_candidate() -> None:
    assert match("深圳市大疆创新科技有限公司", KNOWN) == Match(None, "candidates", ())
