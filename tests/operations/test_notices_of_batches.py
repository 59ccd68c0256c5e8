"""A batch is taken back: whoever heard of it hears of that too, whoever did not never knew, and nobody's reading is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from tests.operations.conftest import unit
from tests.operations.life import OTHER, Life
from tracker.models import Membership, Notice, OutgoingMail, User
from tracker.models.mail import MailState
from tracker.models.notice_words import text_of, titled
from tracker.operations.bulk import act_on_many, undo_batch
from tracker.operations.notice_mails import plan_mails
from tracker.operations.notices import mark_read
from tracker.operations.profile import choose_notices

WAIT = 30


@pytest.fixture
def life(person, now):
    return Life(person, now)


@pytest.fixture
def lead(life):
    """Somebody with an address, who hears of the chase."""
    User.objects.filter(pk=life.people.unit_lead.pk).update(email="lead@example.cn")
    return User.objects.get(pk=life.people.unit_lead.pk)


@pytest.fixture
def batch(life):
    chosen = {life.walk("handling", life.register(title)).number: None for title in ("用电", "用水")}
    Notice.objects.update(settled_at=life.now)
    return act_on_many(chosen, "chase", by=life.people.supervisor, now=life.now, facts=life.facts())


def undo(batch, life):
    undo_batch(batch, by=life.people.supervisor, now=life.now + timedelta(minutes=5))


def told(user, kind) -> int:
    return Notice.objects.filter(recipient=user, kind=kind, withdrawn_at__isnull=True).count()


def chase_of(user):
    return Notice.objects.get(recipient=user, kind="chase")


def test_whoever_wants_no_mail_and_did_not_look_never_knew(life, lead, batch):
    choose_notices(lead, chosen={"pressing": "off"})
    plan_mails(now=life.now)
    assert chase_of(lead).settled_at is not None
    undo(batch, life)
    assert (told(lead, "chase"), told(lead, "unchase")) == (0, 0)


def test_nor_did_whoever_has_no_address(life, lead, batch):
    User.objects.filter(pk=lead.pk).update(email="")
    plan_mails(now=life.now)
    undo(batch, life)
    assert (told(lead, "chase"), told(lead, "unchase")) == (0, 0)


@pytest.mark.parametrize(
    ("state", "knows"),
    [(MailState.NEW, False), (MailState.FAILED, False), (MailState.SENT, True)],
)
def test_a_mail_tells_when_it_was_sent(life, lead, batch, state, knows):
    plan_mails(now=life.now)
    OutgoingMail.objects.filter(recipient=lead).update(state=state)
    undo(batch, life)
    assert told(lead, "unchase") == knows
    is_stopped = state == MailState.NEW
    assert OutgoingMail.objects.get(recipient=lead).state == (MailState.VOID if is_stopped else state)


def test_a_digest_on_its_way_tells(life, lead, batch):
    choose_notices(lead, chosen={"pressing": "daily"})
    morning = life.now + timedelta(days=1)
    plan_mails(now=morning)
    assert OutgoingMail.objects.get(recipient=lead).kind == "notices_daily"
    undo(batch, life)
    assert told(lead, "unchase") == 1
    assert OutgoingMail.objects.get(recipient=lead).state == MailState.NEW


def test_a_digest_of_other_news_does_not(life, lead, batch):
    """Settled in the same moment as a digest that tells something else."""
    choose_notices(lead, chosen={"pressing": "off"})
    case = chase_of(lead).case
    Notice.objects.create(recipient=lead, kind="near_due", case=case, told_for="x", at=life.now)
    plan_mails(now=life.now + timedelta(days=1))
    assert OutgoingMail.objects.get(recipient=lead).kind == "notices_daily"
    undo(batch, life)
    assert told(lead, "unchase") == 0


def test_of_a_case_out_of_sight_those_who_knew_hear_the_number_alone(life, lead, batch, settings):
    """As a unit that had one by mistake, which sees nothing of it once that is taken back."""
    settings.SITE_URL = "https://zhuqi.example.cn"
    mark_read(lead, now=life.now, public_id=chase_of(lead).public_id)
    Membership.objects.filter(user=lead).update(unit=unit(OTHER))
    undo(batch, life)
    lead = User.objects.get(pk=lead.pk)
    plan_mails(now=life.now + timedelta(minutes=5))
    notice = Notice.objects.visible_to(lead).get(kind="unchase")
    numbers = sorted(row.case.number for row in batch.rows.select_related("case"))
    assert (notice.case, notice.follow_up, notice.params) == (None, None, {"numbers": numbers})
    assert text_of(notice, url="https://x/", product="台账") == (
        f"【台账】{numbers[0]} 及另外 1 件：催办作废。https://x/"
    )
    mail = OutgoingMail.objects.get(recipient=lead)
    assert f"\n{titled(notice)}\n" in mail.text
    assert "https://zhuqi.example.cn/notices/\n" in mail.text
    assert [word for word in ("用电", "用水", "/cases/") if word in mail.text + mail.html] == []


def meanwhile(act):
    """Run on another connection; returns what will come of it once it waits for a row that is held here."""
    pool = ThreadPoolExecutor(1)

    def alone():
        try:
            return act()
        finally:
            connections.close_all()

    future, until = pool.submit(alone), time.monotonic() + WAIT
    while not future.done() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else the transaction goes on seeing the first
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                break
        time.sleep(0.02)
    pool.shutdown(wait=False)
    return future


@pytest.mark.django_db(transaction=True)
def test_what_is_read_while_it_is_taken_back_stays_read_and_is_told(life, lead, batch):
    with transaction.atomic():
        assert mark_read(lead, now=life.now, public_id=chase_of(lead).public_id) == 1
        undone = meanwhile(lambda: undo(batch, life))
        assert not undone.done()
    undone.result(WAIT)
    notice = chase_of(lead)
    assert (notice.read_at, notice.withdrawn_at) == (life.now, None)
    assert told(lead, "unchase") == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_while_somebody_opens_it_is_not_read(life, lead, batch):
    with transaction.atomic():
        undo(batch, life)
        read = meanwhile(lambda: mark_read(lead, now=life.now, public_id=chase_of(lead).public_id))
        assert not read.done()
    assert read.result(WAIT) == 0
    assert chase_of(lead).read_at is None
    assert (told(lead, "chase"), told(lead, "unchase")) == (0, 0)
