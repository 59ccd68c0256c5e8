"""Who may do what: one table. Who may see what is `visible_to` on each noun's queryset, fed by `Scope`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from tracker.rules.status import TABLE, TAGGERS

STAFF: Final = "staff"
CHIEF: Final = "chief_officer"
UNIT_LEAD: Final = "unit_lead"
OFFICE: Final = "office"
SUPERVISOR: Final = "supervisor"
MANAGER: Final = "manager"
SYSTEM_ADMIN: Final = "system_admin"
SECURITY_ADMIN: Final = "security_admin"
AUDITOR: Final = "auditor"

WORKERS: Final = frozenset({STAFF, CHIEF, UNIT_LEAD, OFFICE})
READERS: Final = WORKERS | {SUPERVISOR, MANAGER}
TERRITORIAL: Final = frozenset({OFFICE, SUPERVISOR, MANAGER})
ROLES: Final = READERS | {SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR}
_OFFICE: Final = frozenset({OFFICE})
_SYSTEM: Final = frozenset({SYSTEM_ADMIN})

MAY: Final[dict[str, frozenset[str]]] = {
    **{f"case.{move.verb}": move.by for move in TABLE.values()},
    "case.view": READERS,
    "case.note": READERS,
    "case.edit": _OFFICE,
    "tag.make": _OFFICE | _SYSTEM,
    "bulk.view": TAGGERS,
    "link.make": _OFFICE,
    "action.view": READERS,
    "action.log": WORKERS,
    "action.edit": WORKERS,
    "action.void": _OFFICE,
    "action.keep_promise": WORKERS,
    "enterprise.view": READERS,
    "enterprise.add": WORKERS,
    "enterprise.edit": WORKERS,
    "enterprise.merge": _OFFICE,
    "visit.log": WORKERS,
    "file.withdraw": _OFFICE,
    "contact.view": frozenset({CHIEF, OFFICE}),
    "contact.edit": frozenset({CHIEF, OFFICE}),
    "progress.view": READERS,
    "closing.confirm": _OFFICE,
    "closing.publish": _OFFICE,
    "circular.write": _OFFICE,
    "ranking.set": _OFFICE,
    "bulletin.view": READERS,
    "bulletin.take_in": _OFFICE,
    "bulletin.review": _OFFICE,
    "pairing.edit": _OFFICE,
    "person.view": _OFFICE | _SYSTEM | {SECURITY_ADMIN},
    "person.edit": _SYSTEM,
    "membership.edit": frozenset({SECURITY_ADMIN, OFFICE}),
    "reference.view": ROLES,
    "reference.edit": _SYSTEM,
    "calendar.edit": _SYSTEM,
    "lockout.view": frozenset({SECURITY_ADMIN}),
    "lockout.edit": frozenset({SECURITY_ADMIN}),
    "history.view": frozenset({AUDITOR}),
    "mail.view": _OFFICE | _SYSTEM,
    "mail.resend": _OFFICE | _SYSTEM,
    "view.save": READERS,
}


def may(role: str, verb: str) -> bool:
    """Whether a role may do a verb at all; an unknown verb is a mistake and raises KeyError."""
    return role in MAY[verb]


@dataclass(frozen=True)
class Grant:
    """One membership, resolved: a role and the units it reaches (its unit and the units below)."""

    role: str
    everything: bool
    unit_ids: frozenset[int]

    def reaches(self, audience: Collection[int]) -> bool:
        """Whether a record whose interested units are `audience` lies within this grant."""
        return self.everything or not self.unit_ids.isdisjoint(audience)


@dataclass(frozen=True)
class Scope:
    """What a person reaches on a day: their grants and the enterprises they are paired with."""

    grants: tuple[Grant, ...] = ()
    enterprise_ids: frozenset[int] = frozenset()

    @property
    def roles(self) -> frozenset[str]:
        """The roles held today."""
        return frozenset(grant.role for grant in self.grants)

    def may(
        self, verb: str, audience: Collection[int] | None = None, enterprise_id: int | None = None
    ) -> bool:
        """Whether a held role may do `verb`; on a record of that audience and enterprise when given.

        audience  None asks about the role alone; an empty one is the city's: only who reaches everything reaches it
        Being paired with the enterprise opens what a chief officer may do, never an act of an office.
        """
        able = [grant for grant in self.grants if may(grant.role, verb)]
        if audience is None or (able and may(CHIEF, verb) and enterprise_id in self.enterprise_ids):
            return bool(able)
        return any(grant.reaches(audience) for grant in able)

    def sees_everything(self, verb: str) -> bool:
        """Whether some role that may do `verb` reaches the whole city."""
        return any(grant.everything and may(grant.role, verb) for grant in self.grants)

    def units(self, verb: str) -> frozenset[int]:
        """The units reached by the roles that may do `verb`."""
        return union(grant.unit_ids for grant in self.grants if may(grant.role, verb))

    def own_enterprises(self, verb: str) -> frozenset[int]:
        """Paired enterprises, for those whose role may do `verb` at all, where a chief officer may."""
        return self.enterprise_ids if may(CHIEF, verb) and self.may(verb) else frozenset()


def union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    """All members of all sets."""
    return frozenset().union(*sets)


def reach_of(grants: Iterable[Grant]) -> list[int] | None:
    """The units within which all cases lie that these grants show; None for the whole city, and for no grant at all."""
    reading = [grant for grant in grants if may(grant.role, "case.view")]
    if any(grant.everything for grant in reading):
        return None
    return sorted(union(grant.unit_ids for grant in reading)) or None
