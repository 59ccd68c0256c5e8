"""Personal numbers in a text that leaves the house."""

import pytest

from tracker.rules.masking import masked_phone, without_phones


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请联系13912345678。", "请联系139****5678。"),
        ("电话0371-67181234", "电话037****1234"),
        ("电话（0371）67181234", "电话（037****1234"),
        ("+8613912345678、0086 13912345678", "+86139****5678、0086 139****5678"),
        ("139 1234 5678 或 139-1234-5678", "139****5678 或 139****5678"),
        ("2026-000123 号，2026-11-30", "2026-000123 号，2026-11-30"),
        ("身份证410102199003074518", "身份证410****4518"),
        ("身份证41010219900307451X、41010219900307451x", "身份证410****451X、410****451x"),
        ("信用代码91410100MA0000001X", "信用代码91410100MA0000001X"),
        ("编号410102199013074518", "编号410102199013074518"),  # no month 13
        ("合同8410102199003074518号", "合同8410102199003074518号"),  # part of a longer number
        ("投资120000000元", "投资120000000元"),
    ],
)
def test_phones_and_identity_numbers_are_hidden_and_nothing_else(text, shown):
    assert without_phones(text) == shown


def test_a_number_too_short_to_hide_in_is_hidden_whole():
    assert (masked_phone("8812345"), masked_phone("")) == ("****", "")
