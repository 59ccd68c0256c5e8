"""A record leaves a person's sight while what they sent waits for its row: a sentence, nothing saved, never an error."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.operations.crossing import just_before
from tests.people import cast, far, near, plain_static, reference, unit
from tracker.models import (
    AssistanceAction,
    Attachment,
    Bulletin,
    Case,
    Draft,
    EnterpriseLink,
    FollowUp,
    Membership,
    Visit,
)
from tracker.operations.bulk import act_on_many
from tracker.operations.case_life import Facts
from tracker.web.fields import new_key

__all__ = ["cast", "far", "near", "plain_static", "reference"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("plain_static")]

LOCKED = "FOR NO KEY UPDATE"
SENTENCE = "您已看不到这条记录"


@pytest.fixture
def client_of(client):
    """Signed in without the sign-in page; an error of the server is an answer."""

    def sign_in(user):
        client.raise_request_exception = False
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def hide(rows, **values):
    """What a colleague does meanwhile."""
    return lambda: rows.update(**values)


def counts():
    nouns = (FollowUp, AssistanceAction, Attachment, EnterpriseLink)
    return [noun.objects.count() for noun in nouns]


def is_refused(client, url, sent, *, locking, meanwhile):
    """Whether it ends with the sentence; and nothing was written."""
    before = counts()
    with just_before([f'FROM "tracker_{locking}"', LOCKED], meanwhile) as fired:
        answer = client.post(url, sent)
    assert fired, url
    assert counts() == before
    assert (answer.status_code, SENTENCE in answer.content.decode()) == (403, True), url
    return answer


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (
            "notes/",
            {"note": "电话", "verb": "note", "happened_on": "2026-11-20", "audience": "internal"},
        ),
        ("acts/accept/", {"case_class": "B", "seen_version": "1"}),
        ("acts/promise/", {"note": "三天内答复"}),
        ("acts/tag/", {"tags": "停电"}),
        ("edit/", {"title": "改名", "place": "某路", "raised_on": "2026-11-20", "version": "1"}),
        ("link/", {}),
        ("link/revoke/", {}),
    ],
)
def test_a_case(cast, near, client_of, path, sent):
    url = f"{reverse('case', args=[near.case.number])}{path}"
    away = hide(Case.objects.filter(pk=near.case.pk), visible_unit_ids=[])
    answer = is_refused(client_of(cast.office_district), url, sent, locking="case", meanwhile=away)
    assert sent.get("note", "") in answer.content.decode()


def test_figures_of_a_follow_up(cast, near, client_of):
    url = reverse("case_note", args=[near.case.number])
    sent = {"note": "放款", "verb": "note", "happened_on": "2026-11-20", "audience": "internal"}
    sent |= {"figure1_measure": "融资", "figure1_value": "500", "figure1_unit": "万元"}
    away = hide(Case.objects.filter(pk=near.case.pk), visible_unit_ids=[])
    answer = is_refused(client_of(cast.office_district), url, sent, locking="case", meanwhile=away)
    assert "融资 500 万元" in answer.content.decode()


def test_a_case_in_the_admin(cast, near, client_of):
    url = reverse("admin:tracker_case_act", args=[near.case.pk, "accept"])
    away = hide(Case.objects.filter(pk=near.case.pk), visible_unit_ids=[])
    sent = {"case_class": "B", "seen_version": "1"}
    is_refused(client_of(cast.office_district), url, sent, locking="case", meanwhile=away)


def test_an_action_logged_for_a_case(cast, near, client_of):
    sent = {
        "case": near.case.number,
        "kind": "调研走访",
        "title": "走访",
        "day": "2026-11-20",
        "reporter": unit("金水区").public_id,
        "key": new_key(),
    }
    away = hide(Case.objects.filter(pk=near.case.pk), visible_unit_ids=[])
    is_refused(client_of(cast.office_district), reverse("action_new"), sent, locking="case", meanwhile=away)


def test_an_action(cast, near, client_of):
    action = near.action
    away = hide(AssistanceAction.objects.filter(pk=action.pk), visible_unit_ids=[])
    url = reverse("action_void", args=[action.public_id])
    is_refused(
        client_of(cast.office_district), url, {"reason": "x"}, locking="assistanceaction", meanwhile=away
    )
    action.refresh_from_db()
    assert action.status != "voided"


def test_a_file(cast, near, client_of):
    away = hide(Case.objects.filter(pk=near.case.pk), visible_unit_ids=[])
    url = reverse("file_withdraw", args=[near.attachment.public_id])
    is_refused(client_of(cast.office_district), url, {"reason": "x"}, locking="attachment", meanwhile=away)
    near.attachment.refresh_from_db()
    assert near.attachment.withdrawn_at is None


@pytest.mark.parametrize("door", ["draft_save", "draft_decide"])
def test_a_draft(cast, near, client_of, door):
    url = reverse(door, args=[near.bulletin.public_id, near.draft.public_id])
    elsewhere = hide(Bulletin.objects.filter(pk=near.bulletin.pk), office=unit("巩义市活动办"))
    sent = {"version": near.draft.version, "act": "discard", "reason": "x"}
    is_refused(client_of(reviewer_of(near)), url, sent, locking="draft", meanwhile=elsewhere)
    assert Draft.objects.get(pk=near.draft.pk).decision == "pending"


def reviewer_of(near):
    """Somebody of the bulletin's office and no other."""
    return Membership.objects.filter(unit=near.bulletin.office, role="office").first().user


def test_a_batch_that_is_taken_back(cast, near, client_of):
    now = timezone.localtime()
    batch = act_on_many({near.case.number: None}, "chase", by=cast.office_district, now=now, facts=Facts())
    away = hide(Case.objects.filter(pk=near.case.pk), visible_unit_ids=[])
    with just_before(['FROM "tracker_case"', LOCKED], away) as fired:
        answer = client_of(cast.office_district).post(reverse("bulk_undo", args=[batch.public_id]))
    assert (len(fired), answer.status_code) == (1, 302)
    assert list(batch.rows.values_list("undo", "undo_refusal")) == [(None, "gone")]


def test_a_visit_keeps_what_was_typed_when_the_role_ends_meanwhile(cast, near, client_of):
    url, before = reverse("visit_new", args=[near.firm.public_id]), Visit.objects.count()
    sent = {"finding": "nothing", "visited_on": "2026-11-20", "note": "生产正常", "people": "张三", "key": new_key()}  # fmt: skip
    away = hide(Membership.objects.filter(user=cast.owner), role="supervisor")
    with just_before(['FROM "tracker_membership"', '"role" IN', "LIMIT 1"], away) as fired:
        answer = client_of(cast.owner).post(url, sent)
    assert (len(fired), answer.status_code, Visit.objects.count()) == (1, 403, before)
    assert answer.context["form"].errors
    text = answer.content.decode()
    assert ("生产正常" in text, "张三" in text) == (True, True)
