"""What is searched follows its rows, whoever writes at the same time."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.operations.crossing import crossing
from tests.people import NOW, cast, near
from tracker.models import Case, CaseText, Enterprise
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import add_enterprise
from tracker.operations.search_texts import make_anew

__all__ = ["cast", "near"]


def stop():
    """Where the first of two stops, within its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'here it stops'")


def rename(firm):
    with transaction.atomic():
        Enterprise.objects.filter(pk=firm.pk).update(
            name="新密天工机械有限公司", name_key="新密天工机械有限公司"
        )
        stop()


def register(firm, by):
    data = CaseData(title="用工难", source="phone", raised_on=NOW.date(), enterprise=firm)
    with transaction.atomic():
        case = register_case(by=by, now=NOW, data=data)
        stop()
    return case


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("renamed_first", [True, False])
def test_a_case_registered_while_its_firm_is_renamed_is_found_by_the_new_name(cast, renamed_first):
    firm = add_enterprise(by=cast.owner, now=NOW, name="郑州华泓电子科技有限公司")
    acts = [lambda: rename(firm), lambda: register(firm, cast.owner)]
    first, second = acts if renamed_first else acts[::-1]
    for done in crossing(first, "here it stops", second):
        done.result(30)
    text = CaseText.objects.get(pk=Case.objects.get().pk).text
    assert ("天工" in text, "华泓" in text) == (True, False)
    assert make_anew(keep=False) == 0


def test_the_command_finds_and_repairs(near, capsys):
    call_command("search_texts")
    CaseText.objects.update(text="")
    with pytest.raises(CommandError, match="--anew"):
        call_command("search_texts")
    call_command("search_texts", "--anew")
    call_command("search_texts")
    assert capsys.readouterr().out.splitlines() == [
        "what is searched is what the rows say",
        "1 texts written anew",
        "what is searched is what the rows say",
    ]
