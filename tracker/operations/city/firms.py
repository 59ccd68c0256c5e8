"""Firms with names, codes, contacts, officers and visits."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from stdnum.cn import uscc

from tracker.operations.city.clock import Clock
from tracker.operations.city.draw import between, chance, pick, public_id
from tracker.operations.city.rows import (
    ContactRow,
    EnterpriseNameRow,
    EnterpriseRow,
    LabelRow,
    PairingRow,
    Row,
    SiteRow,
    VisitRow,
)
from tracker.operations.city.texts import NAMES, note
from tracker.operations.city.town import District, Place, Town, person_name
from tracker.operations.pinyin import pinyin_keys
from tracker.rules.names import normal_name

STATES = ("normal",) * 94 + ("lost", "lost", "dormant", "dormant", "deregistered", "deregistered")
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(slots=True)
class Firm:
    """What a case needs to know of a firm."""

    id: int
    name: str
    short: str
    industry: str
    district: District
    contact_id: int
    site: tuple[int, District] | None
    officer: int
    officer_unit: Place


def firm_count(cases: int) -> int:
    """One firm for twenty cases, a dozen at least."""
    return max(12, min(200_000, cases // 20))


@dataclass(slots=True)
class FirmPlan:
    """Makes firms one after the other; names and codes never come twice.

    taken  normal names that exist already; grows
    ids    starts for enterprises, sites and contacts
    """

    town: Town
    clock: Clock
    rng: Random
    taken: set[str]
    ids: tuple[Iterator[int], Iterator[int], Iterator[int]]

    def plan(self, count: int, firms: list[Firm]) -> Iterator[Row]:
        """The rows of so many firms; appends each firm to `firms`."""
        for number in range(count):
            yield from self._firm(number, firms)

    def _firm(self, number: int, firms: list[Firm]) -> Iterator[Row]:
        rng, district = self.rng, pick(self.rng, self.town.districts)
        name, short, industry = self._name(district)
        firm_ids, site_ids, contact_ids = self.ids
        unit = pick(rng, self._officers_of(district))
        firm = Firm(
            id=next(firm_ids),
            name=name,
            short=short,
            industry=industry,
            district=district,
            contact_id=next(contact_ids),
            site=(next(site_ids), pick(rng, self.town.districts)) if chance(rng, 0.08) else None,
            officer=unit.anyone(rng, "chief_officer", "staff"),
            officer_unit=unit,
        )
        firms.append(firm)
        yield self._enterprise(firm, number)
        yield from self._around(firm)
        yield from self._visits(firm)

    def _name(self, district: District) -> tuple[str, str, str]:
        rng = self.rng
        while True:
            trade, group, industry = pick(rng, NAMES["trades"])
            short = pick(rng, NAMES["brand_first"]) + pick(rng, NAMES["brand_second"]) + trade
            before = pick(rng, (self.town.city, self.town.city, f"{self.town.city}市", district.place.name))
            name = f"{before}{short}{pick(rng, NAMES['legal_forms'])}"
            key = normal_name(name)
            if key not in self.taken:
                self.taken.add(key)
                return name, short, f"{group}·{industry}" if group != industry else group

    def _officers_of(self, district: District) -> list[Place]:
        return [district.place, *district.streets, pick(self.rng, self.town.groups or [district.place])]

    def _enterprise(self, firm: Firm, number: int) -> EnterpriseRow:
        rng = self.rng
        return EnterpriseRow(
            id=firm.id,
            public_id=public_id(rng),
            name=firm.name,
            name_key=normal_name(firm.name),
            pinyin_keys=f"{{{','.join(pinyin_keys(firm.name, self.town.city))}}}",
            credit_code=credit_code(firm.district.code, number) if chance(rng, 0.9) else None,
            district_id=firm.district.place.id,
            industry=firm.industry,
            address=_address(rng, firm.district),
            state=pick(rng, STATES),
            is_verified=chance(rng, 0.6),
            created_at=self.clock.at(0),
            created_by_id=firm.district.office.anyone(rng, "office"),
        )

    def _around(self, firm: Firm) -> Iterator[Row]:
        rng = self.rng
        yield ContactRow(
            firm.contact_id, firm.id, person_name(rng), pick(rng, NAMES["contact_titles"]), phone(rng)
        )
        if chance(rng, 0.3):
            yield EnterpriseNameRow(firm.id, firm.short, normal_name(firm.short))
        if firm.site:
            site_id, other = firm.site
            name = f"{other.place.name}厂区"
            yield SiteRow(site_id, firm.id, name, other.place.id, _address(rng, other))
        for label, issuer in rng.sample(NAMES["labels"], between(rng, 0, 2)):
            yield LabelRow(firm.id, label, issuer, self.clock.on(rng.random() * self.clock.now))
        if chance(rng, 0.85):
            group = firm.officer_unit.id if firm.officer_unit in self.town.groups else None
            yield PairingRow(firm.id, firm.officer, group, self.clock.on(0), None)

    def _visits(self, firm: Firm) -> Iterator[Row]:
        visits = VisitPlan(self.town, self.clock, self.rng)
        for _ in range(between(self.rng, 0, 6)):
            yield visits.row(firm, self.rng.random() * self.clock.now)


@dataclass(slots=True)
class VisitPlan:
    """Turns being there into rows."""

    town: Town
    clock: Clock
    rng: Random

    def row(self, firm: Firm, position: float, case_id: int | None = None) -> VisitRow:
        """Its officer's visit to a firm; with a case, the one at which the problem came up."""
        rng, unit = self.rng, firm.officer_unit
        return VisitRow(
            public_id=public_id(rng),
            campaign_id=self.town.campaign_id,
            enterprise_id=firm.id,
            visited_on=self.clock.on(position),
            unit_id=unit.id,
            by_id=firm.officer,
            people=person_name(rng) if chance(rng, 0.4) else "",
            finding="problem" if case_id else "nothing",
            note=note(rng, "visit", unit.name) if chance(rng, 0.5) else "",
            created_at=self.clock.at(position),
            case_id=case_id,
        )


def credit_code(district_code: str, number: int) -> str:
    """A code with right check digits of a county that does not exist (xx99xx), so it is never a real firm's."""
    letters, rest = "", number
    for _ in range(6):
        rest, digit = divmod(rest, 31)
        letters = CODE_ALPHABET[digit] + letters
    organisation = f"MA{letters}"
    body = f"91{district_code[:2] or '99'}99{district_code[4:6] or '00'}{organisation}{_organisation_digit(organisation)}"
    return body + uscc.calc_check_digit(body)


def phone(rng: Random) -> str:
    """A number nobody can have."""
    return f"000-{between(rng, 0, 9_999_999):07d}"


def _organisation_digit(eight: str) -> str:
    """The check digit of the nine-character organisation code inside (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = (int(letter, 36) for letter in eight)
    digit = 11 - sum(weight * value for weight, value in zip(weights, values, strict=True)) % 11
    return {10: "X", 11: "0"}.get(digit, str(digit))


def _address(rng: Random, district: District) -> str:
    return f"{district.place.name}{pick(rng, NAMES['streets'])}{between(rng, 1, 300)}号"
