"""What a made-up city does besides its cases: visits, actions, bulletins and figures of every kind that counts, or does not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.people import unit
from tracker.models import (
    AssistanceAction,
    Bulletin,
    Campaign,
    Case,
    Draft,
    Enterprise,
    Figure,
    FollowUp,
    Pairing,
    Participant,
    Unit,
    User,
    Visit,
)
from tracker.models.actions import ActionKind, FigureNature, ParticipantRole
from tracker.rules.audience import action_audience

BACK_DAYS = 300
MEASURES = ["融资", "授信", "用工", "节约成本", ""]
AMOUNTS = ["元", "万元", "亿元", "人", "万人", "家", "%", "天", "个月"]
DECISIONS = ["pending", "accepted", "accepted", "attached", "discarded", "replaced"]


class Deeds:
    """Draws who did what, where and when; every kind of unit, and those below it, takes part."""

    def __init__(self, rng: random.Random, now: datetime) -> None:
        self.rng, self.now, self.by = rng, now, User.objects.order_by("id")[0]
        self.campaign = Campaign.objects.get(is_current=True)
        self.firms = list(Enterprise.objects.order_by("id"))
        self.units = list(Unit.objects.exclude(kind="office").order_by("id"))
        self.places = [one for one in self.units if one.kind in {"district", "county", "development_zone"}]
        below = {one.pk for one in self.units if one.kind == "subunit" and one.parent in self.places}
        self.places += [one for one in self.units if one.pk in below or one.parent_id in below]
        self.officers = list(User.objects.filter(memberships__role="chief_officer").order_by("id"))

    def day(self) -> date:
        """One of the last months, a day of last week as often as not."""
        back = self.rng.randint(1, 14) if self.rng.random() < 0.5 else self.rng.randint(0, BACK_DAYS)
        return self.now.date() - timedelta(days=back)

    def do(self, many: int) -> None:
        """So many actions, as many visits and pairings, and a few bulletins; some firms are merged, some lie in a sub-district."""
        gone = self.rng.sample(self.firms, len(self.firms) // 8)
        for firm in gone:
            firm.merged_into = self.rng.choice([one for one in self.firms if one not in gone])
            firm.save(update_fields=["merged_into"])
        for firm in self.rng.sample(self.firms, len(self.firms) // 4):
            firm.district = self.rng.choice(self.places)
            firm.save(update_fields=["district"])
        self._visit(many)
        self._pair(many)
        actions = [self._act(number) for number in range(many)]
        for number in range(1 + many // 20):
            self._report(number, actions)
        self._note(many // 3)

    def _visit(self, many: int) -> None:
        Visit.objects.bulk_create(
            Visit(
                campaign=self.campaign,
                enterprise=self.rng.choice(self.firms),
                visited_on=self.day(),
                unit=self.rng.choice(self.units),
                by=self.by,
                finding="nothing",
                created_at=self.now,
            )
            for _number in range(many)
        )

    def _pair(self, many: int) -> None:
        """In force, over, to come; through a working group, a unit below one, or none."""
        groups = [one for one in self.units if self._kind_above(one) == "working_group"]
        rows = []
        for _number in range(many):
            begins = self.day() + timedelta(days=self.rng.choice([0, 0, 0, 30]))
            until = self.rng.choice([None, None, begins + timedelta(days=self.rng.randint(0, 90))])
            firm, officer = self.rng.choice(self.firms), self.rng.choice(self.officers)
            group = self.rng.choice([None, *groups]) if self.rng.random() < 0.7 else None
            rows.append(Pairing(enterprise=firm, officer=officer, group=group, from_on=begins, to_on=until))
        Pairing.objects.bulk_create(rows, ignore_conflicts=True)

    def _kind_above(self, one: Unit) -> str:
        while one.parent is not None:
            one = one.parent
        return one.kind

    def _act(self, number: int) -> AssistanceAction:
        rng, reporter = self.rng, self.rng.choice(self.units)
        districts = rng.sample(self.places, rng.choice([0, 0, 1, 1, 2]))
        partner = rng.choice([None, None, rng.choice(self.units)])
        action = AssistanceAction.objects.create(
            campaign=self.campaign,
            kind=rng.choice([*ActionKind.values, ActionKind.INTERNAL_MEETING]),
            title=f"第{number}次行动",
            day=(day := self.day()),
            listed_on=day,
            reporter=reporter,
            status=rng.choice(["standing"] * 8 + ["voided"]),
            logged_by=self.by,
            logged_at=self.now,
            visible_unit_ids=action_audience(
                reporter_id=reporter.pk,
                district_ids=[one.pk for one in districts],
                participant_unit_ids=[partner.pk if partner else None],
            ),
        )
        action.districts.set(districts)
        drawn = rng.sample(self.firms, rng.randint(0, 3))
        firms = dict.fromkeys(
            one.merged_into or one for one in drawn
        )  # once, whichever of two merged was drawn
        took_part = [
            Participant(action=action, role=rng.choice(ParticipantRole.values), enterprise=firm)
            for firm in firms
        ]
        took_part += [Participant(action=action, role="partner", unit=partner)] if partner else []
        Participant.objects.bulk_create(
            [*took_part, Participant(action=action, role="assisted", name="某企业")]
        )
        self._figure(rng.randint(0, 2), action=action)
        return action

    def _figure(self, many: int, **of: Any) -> None:
        rng = self.rng
        Figure.objects.bulk_create(
            Figure(
                measure=rng.choice(MEASURES),
                value=rng.randint(1, 5000),
                unit=rng.choice(AMOUNTS),
                approx=rng.random() < 0.2,
                nature=rng.choice([*FigureNature.values, *["current"] * 6]),
                **of,
            )
            for _number in range(many)
        )

    def _report(self, number: int, actions: Sequence[AssistanceAction]) -> None:
        """A bulletin with items; those that were adopted became an action each."""
        rng = self.rng
        bulletin = Bulletin.objects.create(
            campaign=self.campaign,
            direction=rng.choice(["in", "in", "in", "out"]),
            title=f"简报{number}",
            dated_on=self.day(),
            text="★" * 100,
            text_sha256=f"{number:064d}",
            office=unit("市活动办"),
            taken_in_by=self.by,
            taken_in_at=self.now,
        )
        mine = actions[number * 20 : number * 20 + 20]
        for place, action in enumerate(mine):
            decision = rng.choice(DECISIONS)
            Draft.objects.create(
                bulletin=bulletin,
                reporter=rng.choice([action.reporter, None]),
                headline=f"第{place}条",
                start=place,
                end=place + 1,
                decision=decision,
                action=action if decision in {"accepted", "attached"} else None,
            )

    def _note(self, many: int) -> None:
        """Figures written down on cases."""
        cases = list(Case.objects.order_by("id").values_list("pk", flat=True))
        for pk in self.rng.sample(cases, min(many, len(cases))):
            day = self.day()
            known = {
                "audience": "internal",
                "note": "到账",
                "happened_on": day,
                "by": self.by,
                "at": self.now,
            }
            self._figure(1, follow_up=FollowUp.objects.create(case_id=pk, verb="note", **known))
