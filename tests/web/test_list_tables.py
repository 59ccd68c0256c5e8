"""Rows and heads put together as HTML: what a row holds is escaped, and says the same as a template would."""

from django.utils.translation import override

from tracker.models import User
from tracker.web.columns import Table, badge, count, main, tag, text, toned
from tracker.web.lists import shown_to
from tracker.web.tables import ACTIONS, CASES

WILD = """<script>alert("1")</script>' onload='x"""
ESCAPED = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#x27; onload=&#x27;x"


def test_whatever_a_row_holds_is_escaped() -> None:
    row = {"a": WILD, "url": WILD, "many": [WILD], "number": 3, "title": WILD, "tone": "near"}
    cells = (
        text("a"),
        main("a"),
        badge("a", "a"),
        tag("many"),
        count("number", "url"),
        toned("a", "tone", "title"),
    )
    for cell in cells:
        written = cell(row, "label")
        assert WILD not in written
        assert ESCAPED in written


def test_nothing_is_a_dash_that_a_phone_leaves_out() -> None:
    row = {"a": "", "many": [], "tone": "", "title": ""}
    assert text("a", "unit")(row, "") == '<td class="unit none">—</td>'
    assert tag("many", "")(row, "") == '<td class=" none">—</td>'
    assert toned("a", "tone", "title")(row, "") == '<td class="nowrap due-ok none">—</td>'


def test_a_box_for_each_row_names_it() -> None:
    with override("en"):
        table = Table([], [], [{"id": "2026-000001"}], select=True)
        assert 'value="2026-000001" data-select-row aria-label="Select 2026-000001"' in table.body()
        assert 'aria-label="Select all rows"' in table.head()


def test_columns_that_are_extra_wait_until_they_are_chosen() -> None:
    user = User()
    usual = ["number", "case", "district", "lead", "status", "due", "last"]
    assert [column.code for column in shown_to(user, "cases", CASES)] == usual
    user.list_columns = {"cases": ["category", "nonsense"], "actions": []}
    assert [column.code for column in shown_to(user, "cases", CASES)] == ["case", "category"]
    assert [column.code for column in shown_to(user, "actions", ACTIONS)] == ["action"]
