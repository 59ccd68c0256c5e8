"""Spellings of one name meet, other firms stay apart, and credit codes check like the registry's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from tracker.rules.errors import BadInput
from tracker.rules.names import (
    are_kin,
    chinese_number,
    core_name,
    credit_code,
    is_branch,
    is_credit_code,
    is_same_name,
    likeness,
    may_be_same,
    normal_name,
)

PLACES = ("河南省", "郑州市", "新郑市")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("富士康（郑州）有限公司", "富士康(郑州)有限公司"),
        ("富士康【郑州】有限公司", "富士康 郑州 有限公司"),
        ("郑州宇通客车股份有限公司", " 郑州宇通客车\u3000股份有限公司\n"),
        ("河南某某有限责任公司", "河南某某有限公司"),
        ("河南某某有限责任公司郑州分公司", "河南某某有限公司郑州分公司"),
        ("郑州某某股份公司", "郑州某某股份有限公司"),
        ("ＵＦＯ科技有限公司", "ufo科技有限公司"),
        ("河南省第五建筑安装公司", "河南省第5建筑安装公司"),
        ("河南省第伍建筑安装公司", "河南省第五建筑安装公司"),
        ("约翰·迪尔有限公司", "约翰•迪尔有限公司"),
        ("甲\u200b乙有限公司", "甲乙有限公司"),
        ("郑州启航〔物流〕有限公司", "郑州启航（物流）有限公司"),
        ("郑州啟航機械製造有限公司", "郑州启航机械制造有限公司"),
        ("河南億豐農業開發股份有限公司", "河南亿丰农业开发股份有限公司"),
        ("鄭州銀行股份有限公司", "郑州银行股份有限公司"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    assert is_same_name(one, other)
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("郑州宇通客车股份有限公司", "宇通客车股份有限公司"),
        ("郑州宇通集团有限公司", "郑州宇通有限公司"),
        ("河南某某有限公司", "河南某某有限公司郑州分公司"),
        ("河南某某有限公司", "河南某某股份有限公司"),
        ("第十四工作组", "第四工作组"),
        ("郑州陆港有限公司", "郑州六港有限公司"),
        ("郑州启航物流有限公司", "河南启航物流有限公司"),
        ("郑州市启航物流有限公司", "新郑市启航物流有限公司"),
        ("", ""),
        ("（）", "··"),
    ],
)
def test_not_one_name(one: str, other: str) -> None:
    assert not is_same_name(one, other)


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("郑州宇通客车股份有限公司", "宇通客车"),
        ("郑州市宇通客车股份有限公司", "宇通客车"),
        ("河南省郑州宇通客车有限公司", "宇通客车"),
        ("新郑某某红枣加工有限公司", "某某红枣加工"),
        ("郑州银行股份有限公司", "郑州银行"),
        ("河南五建", "河南五建"),
        ("有限公司", "有限公司"),
    ],
)
def test_core(name: str, core: str) -> None:
    assert core_name(name, PLACES) == core


@pytest.mark.parametrize(
    ("one", "other", "candidate"),
    [
        ("宇通客车", "郑州宇通客车股份有限公司", True),
        ("郑煤机", "郑州煤矿机械集团股份有限公司", True),
        ("郑州煤矿机械集团股份有限公司", "郑煤机", True),
        ("中原银行", "中原银行股份有限公司", True),
        ("中原银行", "郑州银行", False),
        ("郑煤", "郑州煤矿机械集团股份有限公司", False),
        ("", "", False),
        ("", "郑州银行", False),
    ],
)
def test_candidates(one: str, other: str, candidate: bool) -> None:
    assert may_be_same(one, other, PLACES) is candidate


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        ("郑州启航物流有限公司", "郑州启航物流有限公司新郑分公司", True),
        ("郑州启航商贸有限公司花园路店", "郑州启航商贸有限公司", True),
        ("郑州启航商贸有限公司花园路分店", "郑州启航商贸有限公司", True),
        ("郑州启航有限公司第一分厂", "郑州启航有限公司第二分厂", True),
        ("郑州银行股份有限公司金水支行", "郑州银行股份有限公司", True),
        ("郑州启航集团有限公司", "郑州启航有限公司", True),
        ("郑州启航有限责任公司新郑分公司", "郑州启航有限公司（新郑分公司）", False),
        ("郑州启航有限公司", "郑州起航有限公司", False),
    ],
)
def test_kin_is_never_taken_for_the_same(one: str, other: str, kin: bool) -> None:
    assert are_kin(one, other) is are_kin(other, one) is kin


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("郑州启航物流有限责任公司", "郑州启航物流有限公司", "same_name"),
        ("郑州启航物流有限公司", "启航物流有限公司", "same_core"),
        ("郑州启航物流有限公司", "河南省启航物流股份有限公司", "same_core"),
        ("郑州启航物流有限公司", "郑州起航物流有限公司", "one_character"),
        ("郑州启航物流有限公司", "郑州启航达物流有限公司", "one_character"),
        ("郑州启航物流有限公司", "郑州航启物流有限公司", "one_character"),
        ("郑州启航物流有限公司", "郑州启航物流供应链有限公司", "within"),
        ("郑州启航物流有限公司", "郑州启航物流有限公司新郑分公司", "branch"),
        ("郑煤机", "郑州煤矿机械集团股份有限公司", "short_form"),
        ("郑州启航物流有限公司", "郑州宇通客车股份有限公司", ""),
        ("甲乙有限公司", "甲丙有限公司", ""),
    ],
)
def test_why_two_names_may_be_one_firm(one: str, other: str, why: str) -> None:
    assert likeness(one, other, PLACES) == likeness(other, one, PLACES) == why


def test_branches() -> None:
    assert is_branch("河南启航有限公司（郑州营业部）")
    assert not is_branch("郑州启航有限公司")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一", 1),
        ("十", 10),
        ("十四", 14),
        ("二十", 20),
        ("二十一", 21),
        ("一百", 100),
        ("一百零五", 105),
        ("壹拾肆", 14),
        ("14", 14),
        ("１４", 14),
        ("〇", 0),
        ("三百二十一", 321),
        ("", None),
        ("百", None),
        ("甲", None),
        ("十十", None),
        ("1000", None),
    ],
)
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number


@given(st.integers(min_value=1, max_value=999))
def test_every_number_is_read_back(number: int) -> None:
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{digits[hundreds]}百" if hundreds else ""
    text += f"{digits[tens]}十" if tens else ("零" if hundreds and ones else "")
    text += digits[ones] if ones else ""
    assert chinese_number(text) == number
    assert normal_name(f"第{text}工作组") == f"第{number}工作组"


@given(st.text(alphabet="郑州宇通第一十四叁两有限责任公司股份制（）()【】·－- ＡａＺz１4\u3000", max_size=40))
def test_a_normal_form_is_its_own_normal_form(name: str) -> None:
    once = normal_name(name)
    assert normal_name(once) == once


@given(st.text(alphabet=LETTERS, min_size=8, max_size=8), st.text(alphabet=LETTERS, min_size=1, max_size=1))
def test_codes_check_like_stdnum(organisation: str, last: str) -> None:
    for letter in LETTERS + last:
        code = f"91410100{organisation}X{letter}"
        assert is_credit_code(code) is uscc.is_valid(code)


@given(st.text(alphabet=LETTERS + "IOSVZa 中", min_size=17, max_size=19))
def test_odd_codes_never_pass_unseen(code: str) -> None:
    assert not is_credit_code(code) or uscc.is_valid(code)


@pytest.mark.parametrize(
    "text", ["91110000600037341L", " 9111 0000 6000 3734 1l\n", "９１１１００００６０００３７３４１Ｌ"]
)
def test_codes_are_kept_in_one_form(text: str) -> None:
    assert credit_code(text) == "91110000600037341L"


@pytest.mark.parametrize(
    "text", ["", "91110000600037341M", "91110000600037341", "9111000060003734IL", "１" * 18]
)
def test_wrong_codes_are_named(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        credit_code(text)
    assert (caught.value.code, caught.value.params) == ("bad_credit_code", {"text": text})
