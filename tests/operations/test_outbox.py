"""What stands in the outbox goes out over a real connection: once, in order, and whatever the server says is written down."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import connection

from tests.mail_sink import CUT, HANG, TAKEN, Sink, free_port, listening
from tests.operations.test_notice_mails import at
from tracker.models import OutgoingMail, User
from tracker.operations.outbox import CLAIM, GIVE_UP, send_waiting

NOON = at("11-25T12:00")


@pytest.fixture
def sink(settings):
    """A server that takes everything."""
    made = Sink()
    with listening(made) as port:
        point_to(settings, port)
        yield made


def point_to(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 1
    settings.DEFAULT_FROM_EMAIL = "tracker@city.example.cn"


@pytest.fixture
def write(person):
    """write("a", "b"): a mail to each, due at noon."""
    user = person("reader", "staff", "市商务局")

    def written(*names, **fields):
        given = {
            "kind": "notice",
            "subject": "【助企服务台账】交办",
            "text": "您好：\n有一件诉求交办给您。\n",
            "html": "<p>您好</p>",
            "created_at": NOON,
            "next_try_at": NOON,
        }
        return [
            OutgoingMail.objects.create(
                recipient=user,
                dedupe_key=f"test:{name}",
                to_address=f"{name}@example.cn",
                message_id=f"<{name}@tracker>",
                **given | fields,
            )
            for name in names
        ]

    return written


def states() -> dict[str, str]:
    return {row.to_address.partition("@")[0]: row.state for row in OutgoingMail.objects.order_by("id")}


def of(name: str) -> OutgoingMail:
    return OutgoingMail.objects.get(to_address=f"{name}@example.cn")


def test_a_mail_arrives_as_it_was_written(sink, write):
    write("a")
    assert send_waiting(now=NOON).sent == 1
    (message,) = sink.taken
    assert (message["Subject"], message["To"], message["Message-ID"]) == (
        "【助企服务台账】交办",
        "a@example.cn",
        "<a@tracker>",
    )
    assert (message["From"], message["Auto-Submitted"]) == ("tracker@city.example.cn", "auto-generated")
    assert message["Date"].datetime == NOON
    assert message.get_body(("plain",)).get_content().splitlines() == ["您好：", "有一件诉求交办给您。"]
    assert message.get_body(("html",)).get_content().strip() == "<p>您好</p>"
    assert (of("a").state, of("a").attempts, of("a").last_error) == ("sent", 1, "")


def test_mail_programs_are_told_how_to_stop_it(sink, write):
    write("a", choice_url="https://zhuqi.example.cn/mails/choice/abc/")
    write("b")
    send_waiting(now=NOON)
    told = [(one["List-Unsubscribe"], one["List-Unsubscribe-Post"]) for one in sink.taken]
    assert told == [
        ("<https://zhuqi.example.cn/mails/choice/abc/>", "List-Unsubscribe=One-Click"),
        (None, None),
    ]


def test_a_claim_finds_its_mail_once_whatever_the_plan(write):
    """Joined as a subquery it was asked anew for every row by one plan, and all mails were marked."""
    write("a", "b")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {CLAIM}", {"now": NOON})
        plan = [line.strip() for (line,) in cursor.fetchall()]
    assert "CTE due" in plan
    assert sum("LockRows" in line for line in plan) == 1


def test_every_try_is_the_same_to_the_byte(sink, write):
    sink.says = lambda _address, time: CUT if time == 0 else TAKEN
    write("a")
    for seconds in (0, 60):
        send_waiting(now=NOON + timedelta(seconds=seconds))
    first, again = (message.as_bytes() for message in sink.taken)
    assert first == again


def test_those_that_are_due_go_in_their_order_over_one_connection_and_once(sink, write):
    write("later", next_try_at=NOON + timedelta(minutes=1))
    write("b", "c")
    write("a", next_try_at=NOON - timedelta(minutes=1))
    assert [send_waiting(now=NOON).sent for _time in range(3)] == [3, 0, 0]
    assert (sink.addresses, sink.connections) == (["a@example.cn", "b@example.cn", "c@example.cn"], 1)
    assert states()["later"] == "new"


def test_what_the_server_refuses_for_good_is_shown_in_its_words_and_holds_up_nobody(sink, write):
    sink.says = lambda address, _time: "550 5.1.1 查无此人" if address.startswith("b") else TAKEN
    write("a", "b", "c")
    done = send_waiting(now=NOON)
    assert (done.sent, done.failed, done.postponed) == (2, 1, 0)
    assert (of("b").state, of("b").last_error) == ("failed", "550 5.1.1 查无此人")
    assert send_waiting(now=NOON + timedelta(days=1)).sent == 0


def test_what_it_cannot_take_now_is_tried_again_ever_more_rarely(sink, write):
    sink.says = lambda _address, time: "451 try later" if time < 3 else TAKEN
    write("a")
    now, waits = NOON, []
    while of("a").state == "new":
        send_waiting(now=now)
        waits.append((of("a").next_try_at - now).total_seconds())
        now = of("a").next_try_at
    assert [round(wait) for wait in waits] == [15, 30, 60, 0]
    assert (of("a").attempts, len(sink.taken)) == (4, 1)


def test_after_two_days_it_is_given_up(sink, write):
    sink.says = lambda _address, _time: "451 try later"
    write("a")
    send_waiting(now=NOON + GIVE_UP - timedelta(minutes=5))
    assert of("a").state == "new"
    OutgoingMail.objects.update(next_try_at=NOON + GIVE_UP)
    send_waiting(now=NOON + GIVE_UP + timedelta(minutes=5))
    assert (of("a").state, of("a").last_error) == ("failed", "451 try later")


@pytest.mark.parametrize("trouble", [HANG, CUT])
def test_a_connection_that_breaks_is_made_anew_for_the_next_mail(sink, write, trouble):
    sink.says = lambda address, time: trouble if address.startswith("a") and time == 0 else TAKEN
    write("a", "b")
    done = send_waiting(now=NOON)
    assert (done.sent, done.postponed, states()) == (1, 1, {"a": "new", "b": "sent"})
    assert of("a").last_error
    assert send_waiting(now=NOON + timedelta(seconds=30)).sent == 1
    copies = [message["Message-ID"] for message in sink.taken if message["To"] == "a@example.cn"]
    assert copies == ["<a@tracker>"] * (2 if trouble == CUT else 1)


def test_a_server_that_is_not_there_costs_no_mail_a_try(settings, write):
    write("a", "b")
    port = free_port()
    point_to(settings, port)
    assert send_waiting(now=NOON).sent == 0
    assert [(mail.attempts, mail.state) for mail in OutgoingMail.objects.all()] == [(0, "new")] * 2
    sink = Sink()
    with listening(sink, port):
        assert send_waiting(now=NOON + timedelta(seconds=30)).sent == 2


def test_a_mail_that_cannot_be_written_holds_up_nobody(sink, write):
    write("a", subject="two\nlines")
    write("b")
    assert (send_waiting(now=NOON).failed, states()) == (1, {"a": "failed", "b": "sent"})


def test_what_was_late_waits_for_the_morning_if_it_was_meant_for_working_hours(sink, write):
    write("day")
    write("urgent", next_try_at=at("11-25T22:00"))
    assert send_waiting(now=at("11-25T23:00")).sent == 1
    assert (sink.addresses, of("day").next_try_at) == (["urgent@example.cn"], at("11-26T08:30"))
    assert send_waiting(now=at("11-26T08:30")).sent == 1


def test_nobody_writes_to_an_account_that_was_closed(sink, write):
    write("a")
    User.objects.update(is_active=False)
    send_waiting(now=NOON)
    assert (states(), sink.taken) == ({"a": "void"}, [])


def test_a_round_ends_in_time(sink, write):
    write("a", "b")
    assert send_waiting(now=NOON, seconds=0).sent == 0
    assert sink.connections == 0


def test_the_command_plans_and_sends_without_a_broker(settings, write, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    write("a", created_at=NOON - timedelta(days=2), next_try_at=at("11-23T22:00"))
    call_command("send_mails")
    assert capsys.readouterr().out == "0 planned, 1 sent, 0 to be tried again, 0 failed\n"
    assert [message.to for message in django_mail.outbox] == [["a@example.cn"]]
