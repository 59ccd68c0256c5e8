"""Who changed what, for those who see the record; and the audit log, for the auditor alone."""

import pytest
from django.urls import reverse
from django.utils import translation
from pghistory.models import Context

from tests.admin.conftest import CANARY, ROLES, signed_in
from tests.admin.typing_in import save
from tracker.operations.cases import edit_case


def history(record):
    return reverse(f"admin:tracker_{record._meta.model_name}_history", args=[record.pk])


def change(record):
    return reverse(f"admin:tracker_{record._meta.model_name}_change", args=[record.pk])


def told(answer):
    """The newest moment: who, what, and each field from what to what."""
    moment = answer.context["moments"][0]
    return moment.who, moment.what, [(field.label, field.before, field.after) for field in moment.fields]


@pytest.mark.django_db(transaction=True)
def test_a_correction_tells_who_and_what(people, own):
    client = signed_in(people["office"])
    save(client, change(own["case"]), title="新标题")
    assert told(client.get(history(own["case"]))) == (
        "office的姓名",
        "Changed",
        [("Title", "本区的诉求", "新标题")],
    )


@pytest.mark.django_db(transaction=True)
def test_rows_of_an_action_are_told_as_what_came_and_went(people, own):
    client = signed_in(people["office"])
    save(client, change(own["assistanceaction"]), **{"figures-0-value": "5"})
    who, what, fields = told(client.get(history(own["assistanceaction"])))
    assert (who, what) == ("office的姓名", "Changed")
    assert [(label, before.split(" · ")[1], after.split(" · ")[1]) for label, before, after in fields] == [
        ("Figures", "3.00", "5.00")
    ]


def test_a_new_record_begins_its_history(people, own):
    moments = signed_in(people["staff"]).get(history(own["case"])).context["moments"]
    assert [(moment.what, moment.fields) for moment in moments] == [("Added", ())]


@pytest.mark.django_db(transaction=True)
def test_what_lies_outside_is_not_named(people, own, foreign, city):
    from tests.admin.conftest import NOW

    own["case"].merged_into = foreign["case"]
    own["case"].save()
    text = signed_in(people["office"]).get(history(own["case"])).content.decode()
    assert "not visible to you" in text
    assert CANARY not in text
    edit_case(own["case"], by=city, now=NOW, version=own["case"].version, changes={"title": "x"})


@pytest.mark.parametrize("role", ROLES)
def test_the_audit_log_is_the_auditors(role, people):
    expected = 200 if role == "auditor" else 403
    assert signed_in(people[role]).get(reverse("admin:pghistory_context_changelist")).status_code == expected


@pytest.mark.django_db(transaction=True)
def test_the_auditor_reads_which_fields_but_no_case(people, own):
    save(signed_in(people["office"]), change(own["case"]), title="机密标题")
    client = signed_in(people["auditor"])
    entry = Context.objects.get(metadata__url=change(own["case"]))
    listed = client.get(reverse("admin:pghistory_context_changelist")).content.decode()
    assert "office的姓名 (office)" in listed
    answer = client.get(reverse("admin:pghistory_context_change", args=[entry.pk]))
    text = answer.content.decode()
    with translation.override("en"):
        touched = [(t.noun, t.key, [f.label for f in t.fields]) for t in answer.context["touched"]()]
    assert touched == [("Case", own["case"].pk, ["Title"])]
    assert "机密标题" not in text
    assert "本区的诉求" not in text


def test_the_log_of_the_admin_names_no_contact(people, own):
    from django.contrib.admin.models import LogEntry

    address = change(own["enterprise"])
    row = {"contacts-TOTAL_FORMS": "2", "contacts-1-name": "赵某", "contacts-1-number": "13700137000"}
    assert save(signed_in(people["office"]), address, **row).status_code == 302
    assert [entry.change_message for entry in LogEntry.objects.all()] == ["[]"]
