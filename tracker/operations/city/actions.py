"""Assistance actions with who took part and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from tracker.operations.city.case_rows import (
    ActionCaseRow,
    ActionDistrictRow,
    ActionRow,
    FigureRow,
    ParticipantRow,
)
from tracker.operations.city.clock import Clock
from tracker.operations.city.draw import between, chance, pick, public_id
from tracker.operations.city.firms import Firm
from tracker.operations.city.rows import Row
from tracker.operations.city.texts import THEMES, Theme
from tracker.operations.city.town import Place, Town
from tracker.rules.audience import action_audience

PARTNERS: Final = ("合作银行", "行业协会", "职业技术学院", "技术服务机构", "融资担保机构", "律师事务所")


@dataclass(slots=True)
class Deed:
    """What was done, for whom, when, on which case."""

    id: int
    firm: Firm
    at: float
    thing: str
    case_id: int | None


@dataclass(slots=True)
class ActionPlan:
    """Turns deeds into rows."""

    town: Town
    clock: Clock
    rng: Random

    def rows(self, deed: Deed) -> Iterator[Row]:
        """The action, its district, its participants, its figure, its case."""
        rng, theme = self.rng, pick(self.rng, THEMES)
        reporter = self._reporter(deed.firm)
        partner = pick(rng, self.town.workers_citywide) if chance(rng, 0.3) else None
        yield self._action(deed, theme, reporter, partner)
        yield ActionDistrictRow(deed.id, deed.firm.district.place.id)
        yield ParticipantRow(deed.id, "assisted", enterprise_id=deed.firm.id)
        if partner:
            yield ParticipantRow(deed.id, "partner", unit_id=partner.id)
        if chance(rng, 0.3):
            yield ParticipantRow(deed.id, "partner", name=pick(rng, PARTNERS))
        if theme.measure and chance(rng, 0.7):
            yield self._figure(deed, theme)
        if deed.case_id:
            yield ActionCaseRow(deed.id, deed.case_id)

    def _reporter(self, firm: Firm) -> Place:
        district = firm.district
        return pick(
            self.rng,
            (firm.officer_unit, firm.officer_unit, district.place, *district.departments.values()),
        )

    def _action(self, deed: Deed, theme: Theme, reporter: Place, partner: Place | None) -> ActionRow:
        rng, day = self.rng, self.clock.on(deed.at)
        district = deed.firm.district.place
        vague = chance(rng, 0.12)
        written = "近日" if vague else f"{int(day[5:7])}月{int(day[8:])}日"
        where = "辖区" if reporter.name.startswith(district.name) else district.name
        slots = {"unit": reporter.name, "district": where, "firm": deed.firm.name}
        return ActionRow(
            id=deed.id,
            public_id=public_id(rng),
            campaign_id=self.town.campaign_id,
            kind=theme.kind,
            title=pick(rng, theme.titles).format(**slots),
            summary=theme.summary.format(day=written, object=deed.thing, **slots),
            day=None if vague else day,
            day_precision="vague" if vague else "day",
            day_as_written=written,
            listed_on=day,
            reporter_id=reporter.id,
            unnamed_enterprises=between(rng, 2, 60) if chance(rng, 0.25) else None,
            logged_by_id=reporter.anyone(rng, "staff"),
            logged_at=self.clock.at(deed.at),
            visible_unit_ids=array(
                action_audience(
                    reporter_id=reporter.id,
                    district_ids=[district.id],
                    participant_unit_ids=[partner.id if partner else None],
                )
            ),
        )

    def _figure(self, deed: Deed, theme: Theme) -> FigureRow:
        value = between(self.rng, theme.low, theme.high)
        approx = chance(self.rng, 0.4)
        text = f"{'约' if approx else ''}{value}{theme.unit}"
        return FigureRow(deed.id, theme.measure, value, theme.unit, approx, text)


def array(ids: list[int]) -> str:
    """As PostgreSQL reads an array."""
    return f"{{{','.join(map(str, ids))}}}"
