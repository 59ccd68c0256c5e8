"""A story written down: the case's row, its units' rows, its trail."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random
from typing import Final

from tracker.operations.city import texts
from tracker.operations.city.actions import array
from tracker.operations.city.case_rows import CaseRow, CaseUnitRow, FollowUpRow
from tracker.operations.city.clock import Clock
from tracker.operations.city.draw import chance, pick
from tracker.operations.city.rows import Row
from tracker.operations.city.story import Act, Part, Story
from tracker.operations.city.town import Place, Town
from tracker.rules.audience import case_audience

ORIGINS: Final = ("self",) * 17 + ("handed_down", "handed_down", "sent_up")
LEAD_VERBS: Final = frozenset({"sign", "return", "claim_done", "retract"})
REGISTRAR_VERBS: Final = frozenset({"register", "supply", "settle", "link_action"})
ANYBODY_VERBS: Final = frozenset({"note", "call", "visit", "meeting"})
TOLD_VERBS: Final = frozenset({"accept", "decline", "approve", "call_back", "withdraw"})
RATINGS: Final = ("satisfied",) * 14 + ("basically",) * 4 + ("unreachable",) * 2
ANSWERS: Final = frozenset({"satisfied", "basically", "unsolved"})
EXPLAINED_SHARE: Final = 0.14


@dataclass(slots=True)
class Dates:
    """The days stored on a case."""

    accepted_on: str | None = None
    sign_due_on: str | None = None
    reply_due_on: str | None = None
    due_on: str | None = None
    next_answer_on: str | None = None
    parked_on: str | None = None
    claimed_on: str | None = None
    resolved_on: str | None = None
    handling_days: int | None = None
    closed_on: str | None = None
    clock: str = "[]"


@dataclass(slots=True)
class Writer:
    """Turns stories into rows."""

    town: Town
    clock: Clock
    rng: Random

    def rows(self, story: Story, source: str) -> Iterator[Row]:
        """The case, then its units, then its trail."""
        dates = self._dates(story)
        case = self._case(story, source, dates)
        yield case
        for part in story.parts:
            yield self._part(story.id, part, dates)
        for act in story.acts:
            yield self._follow_up(story, act, case.rating)

    def _case(self, story: Story, source: str, dates: Dates) -> CaseRow:
        clock, setting, lead = self.clock, story.setting, story.lead
        title, description, place = self._texts(story)
        result_kind, result = self._result(story)
        firm, opened, moves = setting.firm, story.acts[0].at, len(story.path.steps)
        is_rated = story.status == "closed" and story.path.steps[-1].verb == "call_back"
        row = CaseRow(
            id=story.id,
            number=story.number,
            campaign_id=self.town.campaign_id,
            title=title,
            description=description,
            enterprise_id=firm.id if firm else None,
            site_id=setting.site_id,
            place=place,
            contact_id=firm.contact_id if firm and chance(self.rng, 0.8) else None,
            district_id=setting.district.place.id,
            owner_office_id=setting.owner.id,
            lead_unit_id=lead.unit.id if lead else None,
            registrar_id=setting.registrar,
            registrar_unit_id=setting.registrar_unit.id,
            origin="handed_down" if source == "superior" else pick(self.rng, ORIGINS),
            category_id=self.town.categories[setting.subject.problem.category],
            case_class=story.case_class if dates.accepted_on else "",
            source=source,
            status=story.status,
            status_before=story.path.before,
            merged_into_id=story.merged_into,
            raised_on=clock.on(max(0.0, opened - self.rng.random() * 2)),
            registered_at=clock.at(opened),
            result_kind=result_kind,
            result=result,
            follow_up_count=len(story.acts),
            last_follow_up_at=clock.at(story.acts[-1].at),
            return_count=story.count("return"),
            redo_count=story.count("call_back", "handling"),
            reopen_count=story.count("reopen"),
            version=moves,
            visible_unit_ids=array(self._audience(story)),
            **asdict(dates),
            rating=pick(self.rng, RATINGS) if is_rated else "",
            rated_on=dates.closed_on if is_rated else None,
            signed_on=clock.on(lead.signed) if lead and lead.signed else None,
        )
        row.drawn_on, row.first_said = _first_answer(story, row.rating, clock)
        return row

    def _audience(self, story: Story) -> list[int]:
        setting = story.setting
        return case_audience(
            owner_office_id=setting.owner.id,
            district_id=setting.district.place.id,
            registrar_unit_id=setting.registrar_unit.id,
            unit_ids=[part.unit.id for part in story.parts],
        )

    def _texts(self, story: Story) -> tuple[str, str, str]:
        """Title, description, and the place when no firm is named."""
        rng, setting = self.rng, story.setting
        subject, firm, district = setting.subject, setting.firm, setting.district.place.name
        if firm:
            text = texts.description(
                rng, subject, firm=firm.name, district=district, industry=firm.industry.split("·")[-1]
            )
            return f"{firm.short}{subject.thing}{subject.trouble}", text, ""
        place = pick(rng, texts.PLACES)
        text = texts.description(rng, subject, place=place, district=district)
        return f"{place}{subject.thing}{subject.trouble}", text, f"{district}{place}"

    def _dates(self, story: Story) -> Dates:
        clock, dates = self.clock, Dates()
        accepted, lead = story.last("accept"), story.lead
        if accepted is not None:
            dates.accepted_on = clock.on(accepted)
            dates.reply_due_on, dates.due_on = clock.due(int(accepted), story.case_class)
            dates.clock = clock.legs(int(accepted), story.case_class)
        if lead and story.last("assign", "reassign", "rule"):
            dates.sign_due_on = clock.step_due(int(lead.assigned), "sign")
        self._late_dates(story, dates)
        return dates

    def _late_dates(self, story: Story, dates: Dates) -> None:
        """Those of a case that is parked, claimed or over."""
        clock = self.clock
        if story.status == "parked":
            parked = story.last("park") or clock.now
            dates.parked_on = clock.on(parked)
            dates.next_answer_on = clock.on(parked + 20 + self.rng.random() * 40)
        if story.status in {"closed", "call_back", "in_review"}:
            dates.claimed_on = clock.on(story.last("claim_done", "settle") or clock.now)
        if story.status in {"closed", "call_back"}:
            dates.resolved_on = dates.claimed_on
            if dates.accepted_on:
                begun, done = story.last("accept") or 0.0, story.last("claim_done", "settle") or clock.now
                dates.handling_days = max(int(done) - int(begun), 0)
        if story.status == "closed":
            dates.closed_on = clock.on(story.last("approve", "call_back") or clock.now)

    def _result(self, story: Story) -> tuple[str, str]:
        if story.status not in {"closed", "call_back", "in_review"}:
            return "", ""
        kind = "explained" if chance(self.rng, EXPLAINED_SHARE) else "solved"
        unit = story.lead.unit if story.lead else story.setting.registrar_unit
        text = texts.result(self.rng, kind, story.setting.subject, unit.name)
        return ("" if story.status == "in_review" else kind), text

    def _part(self, case_id: int, part: Part, dates: Dates) -> CaseUnitRow:
        clock = self.clock
        own_due = clock.step_due(int(part.assigned), "assist")
        return CaseUnitRow(
            case_id=case_id,
            unit_id=part.unit.id,
            part=part.part,
            handler_id=part.handler,
            assigned_on=clock.on(part.assigned),
            signed_on=clock.on(part.signed) if part.signed else None,
            due_on=(dates.due_on if part.part == "lead" else None) or own_due,
            answered_on=clock.on(part.answered) if part.answered else None,
            is_current=part.is_current,
        )

    def _follow_up(self, story: Story, act: Act, rating: str) -> FollowUpRow:
        unit, person = self._actor(story, act)
        notes = "call_back_redo" if act.verb == "call_back" and act.target == "handling" else act.verb
        notes = "note" if notes in {"reconsider", "overturn", "reopen"} else notes
        shown = (act.unit or unit).name
        return FollowUpRow(
            case_id=story.id,
            verb=act.verb,
            audience="enterprise" if act.verb in TOLD_VERBS else "internal",
            note=texts.note(self.rng, notes, shown),
            happened_on=self.clock.on(act.at),
            by_id=person,
            by_unit_id=unit.id,
            at=self.clock.at(act.at),
            from_status=act.source,
            to_status=act.target,
            action_id=act.action_id,
            details=_said(act, rating),
        )

    def _actor(self, story: Story, act: Act) -> tuple[Place, int]:
        """Who did it: the registrar, the unit that led then, or the office that owns the case."""
        setting, lead = story.setting, story.lead
        led = lead is not None and act.at > lead.assigned
        if act.verb in REGISTRAR_VERBS or (act.verb in ANYBODY_VERBS and not led):
            return setting.registrar_unit, setting.registrar
        if act.verb in LEAD_VERBS and act.unit:
            return act.unit, act.unit.anyone(self.rng, "unit_lead")
        if act.verb in ANYBODY_VERBS and lead:
            return lead.unit, lead.handler
        return setting.owner, setting.owner.anyone(self.rng, "office")


def _first_answer(story: Story, rating: str, clock: Clock) -> tuple[str | None, str]:
    """When the case was drawn for the call-back that was answered first, else last; and what was said."""
    drawn: str | None = None
    for act in story.acts:
        if act.verb == "approve" and act.target == "call_back":
            drawn = clock.on(act.at)
        elif act.verb == "call_back":
            said = "unsolved" if act.target == "handling" else rating
            if said in ANSWERS:
                return drawn, said
    return drawn, ""


def _said(act: Act, rating: str) -> str:
    """What a call-back heard, as the trail keeps it."""
    if act.verb != "call_back":
        return "{}"
    return f'{{"facts": {{"rating": "{"unsolved" if act.target == "handling" else rating}"}}}}'
