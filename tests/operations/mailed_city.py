"""Two districts and a city whose records all carry words of their own, everybody who may get mail, and every mail there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core import mail as sent_mail
from django.db.models import Q

from tests.operations.life import HELPER, LEAD, OTHER, Life
from tests.operations.test_notice_mails import at
from tests.people import add_person, unit
from tests.reference import put as put_reference
from tracker.models import AssistanceAction, Case, Contact, Notice, NoticeChoice, OutgoingMail, Pairing, User
from tracker.operations.actions import ActionData, CommitmentData, log_action
from tracker.operations.cases import CaseData, register_case
from tracker.operations.digest_previews import preview_digest, send_test
from tracker.operations.digests import plan_digests
from tracker.operations.enterprises import add_enterprise
from tracker.operations.notice_mails import plan_mails
from tracker.operations.outbox import send_waiting
from tracker.operations.reminders import remind
from tracker.rules.errors import NotAllowed
from tracker.rules.notices import DEFAULTS, DIGEST

NEAR, FAR, ELSEWHERE = "金水区", "巩义市", "上街区"
MONDAY, NOW, MORNING = at("11-23T08:00"), at("11-23T10:00"), at("11-24T08:30")
NEXT_MONDAY = at("11-30T08:30")
NEVER = at("12-31T23:00")
CANARY = re.compile(r"金丝雀[一-龥]{3}")
LETTERS = "甲乙丙丁戊己庚辛壬癸"
PHONE, ID_NUMBER, LANDLINE = "13912345678", "410102199003074518", "0371-67181234"
SECRETS = (PHONE, ID_NUMBER, LANDLINE, "13711112222")
MORE = {
    "near_supervisor": ("supervisor", f"{NEAR}活动办"),
    "near_manager": ("manager", f"{NEAR}活动办"),
    "near_staff": ("staff", NEAR),
    "far_staff": ("staff", FAR),
    "far_lead": ("unit_lead", FAR),
    "far_chief": ("chief_officer", FAR),
    "far_office": ("office", f"{FAR}活动办"),
    "far_supervisor": ("supervisor", f"{FAR}活动办"),
    "far_manager": ("manager", f"{FAR}活动办"),
    "other_staff": ("staff", OTHER),
    "stranger": ("staff", "登封市"),
}


class MailedCity:
    """Who there is, whose word is which record's, and what was mailed: as stored, and as it left.

    records  word → the case or the action that carries it      seen  address → the words of what its owner sees
    """

    def __init__(self) -> None:
        put_reference()
        self.life, self.records = Life(add_person, NOW), {}
        self.people: dict[str, User] = vars(self.life.people) | {
            name: add_person(name, *held) for name, held in MORE.items()
        }
        for number, (name, user) in enumerate(self.people.items()):
            language = "en" if number % 3 == 0 else "zh-hans"
            known = {"email": f"{name}@example.cn", "phone": "13711112222", "language": language}
            User.objects.filter(pk=user.pk).update(**known)
        self._fill()
        self.left = list(self._mailed())
        self.seen = {user.email: self.sight_of(user) for user in User.objects.exclude(email="")}
        self.mails = list(OutgoingMail.objects.select_related("recipient").order_by("id"))

    def word(self) -> str:
        """One that no other record carries."""
        number = len(self.records)
        return "金丝雀" + "".join(LETTERS[number // 10**place % 10] for place in (2, 1, 0))

    def sight_of(self, user: User) -> set[str]:
        """The words of the records that somebody sees, today and here."""
        user = User.objects.get(pk=user.pk)
        cases = set(Case.objects.visible_to(user).values_list("pk", flat=True))
        actions = set(AssistanceAction.objects.visible_to(user).values_list("pk", flat=True))
        return {
            word
            for word, one in self.records.items()
            if one.pk in (cases if isinstance(one, Case) else actions)
        }

    def _fill(self) -> None:
        """The same happens near and far, and at a bureau that neither has to do with."""
        for place, by, unit_name, head, ways in (
            (NEAR, "staff", LEAD, "unit_lead", WAYS_THROUGH),
            (FAR, "far_staff", FAR, "far_lead", WAYS_THROUGH[3:10]),
            (ELSEWHERE, "other_staff", OTHER, "other_unit_lead", WAYS_THROUGH[5:8]),
        ):
            staff, lead = self.people[by], (unit_name, self.people[head])
            for way in ways:
                self._live(place, staff, lead, way)
            self._act(place, staff, unit_name)
        paired = Case.objects.filter(district=unit(NEAR)).earliest("id")
        for name in ("chief_officer", "helper_chief_officer"):
            Pairing.objects.create(
                enterprise=paired.enterprise, officer=self.people[name], from_on=date(2026, 1, 1)
            )
        _make_due()

    def _live(self, place: str, by: User, lead: tuple[str, User], way: str) -> None:
        word, (unit_name, head) = self.word(), lead
        firm = add_enterprise(
            by=self.people["office"], now=NOW, name=f"郑州{word}机械有限公司", district=unit(place)
        )
        Contact.objects.create(enterprise=firm, name=f"{word}经理", phone=PHONE)
        title = f"{word}用电 {PHONE} {ID_NUMBER} {LANDLINE}"
        data = CaseData(title=title, description=title, source="visit", raised_on=NOW.date(), enterprise=firm)
        case = self.records[word] = register_case(by=by, now=NOW, data=data)
        facts = {
            "unit": unit(unit_name),
            "note": title,
            "handler": by,
            "assisting": [unit(HELPER)] if way == PRESSED and place == NEAR else [],
        }
        for verb in way.split():
            by_unit = verb in {"sign", "return", "claim_done", "ask_extension", "ask_park", "set_handler"}
            who = head if by_unit else self.people[ABOVE.get(verb, "office")]
            until = MORNING.date() if verb == "promise" else date(2026, 12, 31)
            case = self.life.act(case, verb, by=who, until=until, **facts)

    def _act(self, place: str, by: User, reporter: str) -> None:
        word = self.word()
        promise = CommitmentData(f"{word}下周答复 {PHONE}", unit(reporter), MORNING.date())
        data = ActionData(
            kind="调研走访",
            title=f"{word}走访 {PHONE}",
            reporter=unit(reporter),
            day=NOW.date(),
            districts=[unit(place)],
            commitments=[promise],
        )
        self.records[word] = log_action(by=by, now=NOW, data=data)

    def _mailed(self) -> Iterator[Any]:
        """What leaves, of each kind one to everybody: each notice at once, of a day, of a week; digests, tests of them."""
        self._choose("at_once")
        plan_mails(now=NOW + timedelta(minutes=1))
        remind(now=MORNING)
        plan_mails(now=MORNING + timedelta(minutes=1))
        for how, moment in (("daily", MORNING), ("weekly", NEXT_MONDAY)):
            self._choose(how)
            Notice.objects.update(settled_at=None, mail=None)
            plan_mails(now=moment + timedelta(minutes=20))
        for moment in (MORNING, NEXT_MONDAY):
            plan_digests(now=moment)
        for user in self.people.values():
            if user.scope.may("case.view"):
                send_test(user, by=User.objects.get(pk=user.pk), now=MORNING)
        one_each = OutgoingMail.objects.order_by("recipient_id", "kind", "-id").distinct(
            "recipient_id", "kind"
        )
        OutgoingMail.objects.filter(pk__in=one_each.values("pk")).update(next_try_at=NEXT_MONDAY)
        OutgoingMail.objects.exclude(pk__in=one_each.values("pk")).update(next_try_at=NEVER)
        sent_mail.outbox = []
        send_waiting(now=NEXT_MONDAY + timedelta(hours=1))
        yield from sent_mail.outbox

    def _choose(self, how: str) -> None:
        NoticeChoice.objects.all().delete()
        groups = [group for group in DEFAULTS if group != DIGEST]
        NoticeChoice.objects.bulk_create(
            NoticeChoice(user=user, group=group, how=how) for user in self.people.values() for group in groups
        )

    def previews(self, now: datetime) -> Iterator[tuple[str, OutgoingMail]]:
        """Whoever does not see the whole city and may read the next digest of somebody, and what they read."""
        for name, reader in self.people.items():
            by = User.objects.get(pk=reader.pk)
            for of in self.people.values() if not by.scope.sees_everything("case.view") else ():
                try:
                    found = preview_digest(of, by=by, now=now)
                except NotAllowed:
                    continue
                if found is not None:
                    yield name, found.mail


PRESSED = "accept assign sign chase supervise escalate instruct"
WAYS_THROUGH = (
    "",
    "ask_details",
    "accept",
    "accept assign",
    "accept assign return",
    "accept assign sign promise set_handler",
    "accept assign sign ask_extension extend",
    PRESSED,
    "accept assign sign park",
    "accept assign sign claim_done",
    "accept assign sign claim_done reject",
    "accept assign sign claim_done approve",
    "accept assign sign claim_done approve call_back reopen",
    "accept assign withdraw",
)
ABOVE = {"chase": "supervisor", "supervise": "supervisor", "escalate": "supervisor", "instruct": "manager"}


def _make_due() -> None:
    """On the next morning of each district a case is near, due, late for some days and for many; some are for a meeting."""
    days = [1, -7, -2, 0, -14]
    for place in (NEAR, FAR, ELSEWHERE):
        cases = Case.objects.filter(Q(status="handling"), district=unit(place)).order_by("id")
        for case, days_off in zip(cases, days, strict=False):
            due = (MORNING + timedelta(days=days_off)).date()
            Case.objects.filter(pk=case.pk).update(due_on=due, is_difficult=days_off < -5)
