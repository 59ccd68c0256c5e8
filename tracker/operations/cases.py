"""Cases: register, note, correct. Moves between statuses go through `rules.status.MOVES`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from tracker.models import Case, Category, Contact, Enterprise, FollowUp, Site, Unit, User
from tracker.models.cases import Source
from tracker.models.follow_ups import Audience, Part, Verb
from tracker.models.places import UnitKind
from tracker.operations.campaigns import current_campaign
from tracker.operations.figures import FigureData, as_facts, check_figures, keep_figures
from tracker.operations.holding import held, hold_calendar
from tracker.operations.note_drafts import drop_draft
from tracker.operations.notices import tell
from tracker.operations.repeats import once, own_key
from tracker.operations.trail import write_follow_up
from tracker.reports.calendar import calendar_of_city
from tracker.reports.deadlines import preset_for
from tracker.rules import clock
from tracker.rules.audience import case_audience
from tracker.rules.errors import BadInput, Conflict, NotAllowed
from tracker.rules.names import one_line
from tracker.rules.status import ENDED

NOTE_VERBS = (Verb.NOTE, Verb.CALL, Verb.VISIT, Verb.MEETING)
EDITABLE = (
    "title",
    "description",
    "category",
    "case_class",
    "enterprise",
    "site",
    "place",
    "district",
    "raised_on",
)
FROZEN = (
    "case_class",
    "raised_on",
)  # what dates come from: once a case has ended, only reopening begins them anew


@dataclass(frozen=True)
class CaseData:
    """Everything a form, a review or the admin knows of a new case."""

    title: str
    source: str
    raised_on: date
    description: str = ""
    enterprise: Enterprise | None = None
    site: Site | None = None
    place: str = ""
    contact: Contact | None = None
    district: Unit | None = None
    category: Category | None = None
    case_class: str = ""
    owner_office: Unit | None = None
    suggested_unit: Unit | None = None
    origin: str = "self"


def register_case(
    *, by: User, now: datetime, data: CaseData, unit: Unit | None = None, key: str | None = None
) -> Case:
    """A new case at its office; its clock starts when the office accepts it, not now.

    unit  for which of their units the person takes it down; None for the main one
    """
    if not by.scope.may("case.register"):
        raise NotAllowed("not_permitted", verb="case.register")
    _check(data, now)
    key = own_key(by, key)
    return once(key, Case, lambda: _register(by, now, data, unit, key))


def add_note(  # noqa: PLR0913  # what a follow-up form holds
    case: Case,
    *,
    by: User,
    now: datetime,
    note: str,
    verb: str = "note",
    audience: str = "internal",
    happened_on: date | None = None,
    figures: Sequence[FigureData] = (),
    key: str | None = None,
) -> FollowUp:
    """Something happened on a case that does not move it; the same `key` twice writes it once.

    figures  what it achieved, counted as those of an action are
    """
    _check_note(note, verb, audience=audience, happened_on=happened_on, on=now.date())
    check_figures(figures)
    key = own_key(by, key)

    def write() -> FollowUp:
        drop_draft(case, by=by)
        act = write_follow_up(
            _locked(case, by, "case.note"),
            by=by,
            now=now,
            verb=verb,
            note=note,
            audience=audience,
            happened_on=happened_on,
            details=as_facts(figures),
            key=key,
        )
        keep_figures(figures, of=act)
        return act

    return once(key, FollowUp, write)


def _check_note(note: str, verb: str, *, audience: str, happened_on: date | None, on: date) -> None:
    if not note.strip():
        raise BadInput("required", field="note")
    if verb not in NOTE_VERBS or audience not in Audience.values:
        raise BadInput("required", field="verb")
    if happened_on and happened_on > on:
        raise BadInput("day_in_future", day=happened_on.isoformat())


def edit_case(case: Case, *, by: User, now: datetime, version: int, changes: dict[str, Any]) -> Case:
    """Correct facts of a case, never its status; what changed stands on the trail.

    A link that was given to another enterprise than the case's now is ends.
    Raises NotAllowed for anybody but the office whose case it is, Conflict `stale`, `frozen`, BadInput
    """
    with transaction.atomic():
        hold_calendar()  # another class is another date
        current = held(case, by)
        if not may_correct(by, current):
            raise NotAllowed("not_permitted", verb="case.edit")
        if current.version != version:
            raise Conflict("stale")
        changed = {name: value for name, value in changes.items() if _differs(current, name, value)}
        if not changed:
            return current
        before = {name: _shown(getattr(current, name)) for name in changed}
        _correct(current, changed, now)
        after = {name: _shown(getattr(current, name)) for name in changed}
        write_follow_up(current, by=by, now=now, verb="edit", details={"before": before, "after": after})
    return current


def may_correct(by: User, case: Case) -> bool:
    """Whether the facts of a case are the person's to correct: the office's whose case it is, or the city's."""
    return by.scope.may("case.edit", [case.owner_office_id])


def _correct(case: Case, changed: dict[str, Any], now: datetime) -> None:
    frozen = [name for name in FROZEN if name in changed]
    if frozen and case.status in ENDED:
        raise Conflict("frozen", field=frozen[0])
    for name, value in changed.items():
        setattr(case, name, one_line(value) if name == "title" else value)
    if "case_class" in changed:
        _recount(case, now)
    _check_whole(case.title, case.enterprise, case.place, case.raised_on, now)
    if "enterprise" in changed:
        case.links.current().update(revoked_at=now)
    case.version += 1
    case.visible_unit_ids = audience_of(case)
    case.save()


def _recount(case: Case, now: datetime) -> None:
    """Another class, another time to solve: the clock is counted again from the day it started."""
    if not case.clock:
        return
    if not case.case_class:
        raise BadInput("required", field="case_class")
    span = preset_for(case.campaign).span("solve", case.case_class)
    case.clock = [{**case.clock[0], "span": str(span)}, *case.clock[1:]]
    case.due_on = clock.due_on(case.clock, calendar_of_city(now.date()))
    case.units.filter(part=Part.LEAD, is_current=True).update(due_on=case.due_on)


def audience_of(case: Case) -> list[int]:
    """The units that have a part in a case, from its row and its handling units."""
    return case_audience(
        owner_office_id=case.owner_office_id,
        district_id=case.district_id,
        registrar_unit_id=case.registrar_unit_id,
        unit_ids=list(case.units.values_list("unit_id", flat=True)) if case.pk else [],
    )


def office_for(unit: Unit | None) -> Unit:
    """The office that owns what a unit raises: its district's, else the city's."""
    step, office = unit, None
    while step is not None and office is None:
        office = Unit.objects.filter(kind=UnitKind.OFFICE, parent=step).select_related("parent").first()
        step = step.parent
    found = office or Unit.objects.filter(kind=UnitKind.OFFICE, parent__isnull=True).first()
    if found is None:
        raise BadInput("no_office")
    return found


def _register(by: User, now: datetime, data: CaseData, unit: Unit | None, key: str | None) -> Case:
    main = by.main_membership
    district = data.district or (data.enterprise.district if data.enterprise else None)
    office = data.owner_office or office_for(district or (main.unit if main else None))
    case = Case(
        number=_next_number(now),
        campaign=current_campaign(),
        registrar=by,
        registrar_unit=unit or (main.unit if main else None),
        registered_at=now,
        idempotency_key=key,
        **{
            name: getattr(data, name) for name in (*EDITABLE, "contact", "source", "suggested_unit", "origin")
        },
    )
    case.title, case.district, case.owner_office = one_line(data.title), district or office.parent, office
    case.visible_unit_ids = audience_of(case)
    case.save(force_insert=True)
    moved = ("", case.status)
    tell(write_follow_up(case, by=by, now=now, verb="register", happened_on=data.raised_on, moved=moved))
    return case


def _next_number(now: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_case_number(%s)", [now.year])
        number: str = cursor.fetchone()[0]
    return number


def _check(data: CaseData, now: datetime) -> None:
    if data.source not in Source.values:
        raise BadInput("required", field="source")
    _check_whole(data.title, data.enterprise, data.place, data.raised_on, now)


def _check_whole(title: str, firm: Enterprise | None, place: str, raised_on: date, now: datetime) -> None:
    if not title.strip():
        raise BadInput("required", field="title")
    if firm is None and not place.strip():
        raise BadInput("enterprise_or_place")
    if raised_on > now.date():
        raise BadInput("day_in_future", day=raised_on.isoformat())


def _locked(case: Case, by: User, verb: str) -> Case:
    """The case's row, locked, when the person sees it and may do this to it."""
    current = held(case, by)
    if not by.scope.may(verb, current.visible_unit_ids, current.enterprise_id):
        raise NotAllowed("not_permitted", verb=verb)
    return current


def _differs(case: Case, name: str, value: Any) -> bool:
    if name not in EDITABLE:
        raise BadInput("not_editable", field=name)
    return bool(getattr(case, name) != value)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
