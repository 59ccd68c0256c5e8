"""Whose a record is: the units that have a part in it. The one rule behind every `visible_unit_ids`."""

from collections.abc import Iterable


def case_audience(
    *,
    owner_office_id: int,
    district_id: int | None = None,
    registrar_unit_id: int | None = None,
    unit_ids: Iterable[int] = (),
) -> list[int]:
    """The units that see a case as their own, each once, ascending.

    unit_ids  the units that handle it or did: lead, assisting, parallel
    """
    return _sorted_once(owner_office_id, district_id, registrar_unit_id, *unit_ids)


def action_audience(
    *, reporter_id: int, district_ids: Iterable[int] = (), participant_unit_ids: Iterable[int | None] = ()
) -> list[int]:
    """The units that see an action as their own: its reporter, its districts, those that took part.

    participant_unit_ids  None for a participant that is an enterprise or just a name
    """
    return _sorted_once(reporter_id, *district_ids, *participant_unit_ids)


def _sorted_once(*ids: int | None) -> list[int]:
    return sorted({unit_id for unit_id in ids if unit_id is not None})
