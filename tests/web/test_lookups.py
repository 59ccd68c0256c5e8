"""What search boxes are told while somebody types."""

import pytest
from django.urls import reverse

from tests.people import NOW, unit
from tracker.operations.enterprises import add_enterprise


def results(client, name: str, **params) -> list[str]:
    """The texts of an answer."""
    return [row["text"] for row in client.get(reverse(name), params).json()["results"]]


def test_a_row_has_value_text_and_hint(cast, near, sign_in):
    answer = sign_in(cast.owner).get(reverse("lookup_enterprises"), {"q": "金水区机"}).json()
    assert answer == {"results": [{"value": near.firm.public_id, "text": near.firm.name, "hint": "金水区"}]}


@pytest.mark.parametrize(
    "words", ["启航", "郑州市启航物流有限公司", "qhwl", "qihang", "QIHANG", "91410105MA4"]
)
def test_a_firm_is_found_by_name_pinyin_and_code(words, cast, near, sign_in):
    firm = add_enterprise(by=cast.owner, now=NOW, name="郑州市启航物流有限公司")
    type(firm).objects.filter(pk=firm.pk).update(credit_code="91410105MA40000000")
    assert results(sign_in(cast.owner), "lookup_enterprises", q=words) == [firm.name]


def test_the_exact_name_comes_first_and_twenty_are_enough(cast, sign_in):
    for name in [*(f"郑州新华{number}电器有限公司" for number in range(25)), "新华"]:
        add_enterprise(by=cast.owner, now=NOW, name=name)
    found = results(sign_in(cast.owner), "lookup_enterprises", q="新华")
    assert (found[0], len(found)) == ("新华", 20)


def test_cases_are_those_the_person_sees(cast, near, far, sign_in):
    words = {"q": "用工缺口"}
    assert results(sign_in(cast.owner), "lookup_cases", **words) == [f"{near.case.number} {near.case.title}"]
    assert len(results(sign_in(cast.office_city), "lookup_cases", **words)) == 2
    assert results(sign_in(cast.stranger), "lookup_cases", **words) == []


def test_units_by_name_and_alias_and_for_reporting_only_one_s_own(cast, sign_in):
    staff = sign_in(cast.owner)
    assert results(staff, "lookup_units", q="管城区") == ["管城回族区"]
    assert "金水区" in results(staff, "lookup_units", q="金水")
    assert results(staff, "lookup_units", q="金水", **{"for": "report"}) == []
    assert results(staff, "lookup_units", q="工信", **{"for": "report"}) == [str(unit("市工业和信息化局"))]
    assert "金水区" in results(sign_in(cast.office_city), "lookup_units", q="金水", **{"for": "report"})


@pytest.mark.parametrize("name", ["lookup_enterprises", "lookup_cases", "lookup_units"])
def test_nothing_typed_or_nonsense_finds_nothing(name, cast, near, sign_in):
    client = sign_in(cast.office_city)
    for words in ("", "  ", "\x00", "%", "_", "\\", '"; --', "x" * 5000, "10" * 400):
        assert results(client, name, q=words) == [], words


@pytest.mark.parametrize(
    ("name", "queries"), [("lookup_enterprises", 1), ("lookup_cases", 2), ("lookup_units", 1)]
)
def test_few_queries_beside_the_four_of_who_asks(
    name, queries, cast, near, sign_in, django_assert_num_queries
):
    client = sign_in(cast.office_city)
    client.get(reverse(name))
    with django_assert_num_queries(4 + queries):
        client.get(reverse(name), {"q": "金"})
