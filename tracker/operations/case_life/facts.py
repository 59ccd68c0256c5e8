"""What a person says when acting on a case, and the act itself while it is carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from tracker.models import BulkRow, Case, Category, Commitment, Tag, Unit, User
from tracker.reports.calendar import calendar_of_city
from tracker.reports.deadlines import preset_for
from tracker.rules.deadlines import Preset
from tracker.rules.status import Move
from tracker.rules.workdays import Calendar


@dataclass(frozen=True)
class Facts:
    """Everything any act may want; `rules.status` says which of it an act asks for.

    unit       lead unit of an assignment, or another one by a ruling     office     of a hand-down
               whose promise it is, where that is not the person's main unit
    suggested  who should have it, says the unit that returns it          assistant  a unit to be excused
    until      the day of an extension or a promise                       answer_on  when a parked case is answered next
    ruling     upheld: another unit; refused: the same one, final
    tags       to be put on, a new one by its name        untags     to be taken off
    undo       what is taken back: the row of a batch
    """

    note: str = ""
    audience: str = ""
    happened_on: date | None = None
    case_class: str = ""
    category: Category | None = None
    unit: Unit | None = None
    suggested: Unit | None = None
    office: Unit | None = None
    assistant: Unit | None = None
    assisting: Sequence[Unit] = ()
    parallel: Sequence[Unit] = ()
    handler: User | None = None
    until: date | None = None
    answer_on: date | None = None
    result: str = ""
    result_kind: str = ""
    rating: str = ""
    ruling: str = ""
    target: Case | None = None
    promise: Commitment | None = None
    tags: Sequence[Tag | str] = ()
    untags: Sequence[Tag] = ()
    undo: BulkRow | None = None


@dataclass
class Change:
    """A change under way, whoever brings it about: the locked case that effects alter, and what the trail will tell.

    told  label → text or texts, as people read them: shown under the act on the trail
    """

    case: Case
    move: Move
    facts: Facts
    now: datetime
    told: dict[str, Any] = field(default_factory=dict, kw_only=True)

    @property
    def today(self) -> date:
        """The day on the city's clock."""
        return self.now.date()

    @property
    def day(self) -> date:
        """When it happened: as told, else today."""
        return self.facts.happened_on or self.today

    @cached_property
    def calendar(self) -> Calendar:
        """The city's days."""
        return calendar_of_city(self.today)

    @cached_property
    def preset(self) -> Preset:
        """The deadlines of the case's campaign."""
        return preset_for(self.case.campaign)


@dataclass
class Act(Change):
    """An act of somebody with an account."""

    by: User
