"""Firms with something of everything, and what points at them, to be compared."""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta

from django.db import connection

from tests.operations.conftest import unit
from tracker.models import Contact, Enterprise, Pairing
from tracker.operations.actions import ActionData, ParticipantData, log_action
from tracker.operations.cases import CaseData, register_case
from tracker.operations.enterprises import add_enterprise, add_name
from tracker.operations.firm_parts import add_label, add_site
from tracker.operations.firm_rows import STAYING, pointing
from tracker.operations.visits import VisitData, log_visit

REPORTER = "市工业和信息化局"
CODES = ("91110000600037341L", "")


def furnish(firm, *, by, staff, now, dice: random.Random, officers=()) -> None:
    """Cases, visits, an action, names, sites, labels, contacts, pairings: from none to three of each."""
    for number in range(dice.randint(0, 3)):
        data = CaseData(title=f"{firm.name}{number}", source="visit", raised_on=now.date(), enterprise=firm)
        register_case(by=by, now=now, data=data)
        add_name(firm, by=by, now=now, name=dice.choice(["机械厂", "老机械厂", "金机"]), kind="alias")
        add_site(firm, by=by, name=f"厂区{number}", district=unit("金水区"))
        add_label(firm, by=by, label=dice.choice(["四上", "专精特新"]), issued_on=date(2026, 1, 1))
        Contact.objects.create(enterprise=firm, name=f"王{number}", phone="13800002210")
        log_visit(firm, by=staff, now=now, data=VisitData("nothing", now.date()))
    for officer in officers:
        from_on = date(2026, 1, 1) + timedelta(days=dice.randint(0, 1))
        to_on = dice.choice([None, date(2026, 6, 30), date(2026, 9, 30)])
        Pairing.objects.get_or_create(
            enterprise=firm, officer=officer, from_on=from_on, defaults={"to_on": to_on}
        )


def act_for(firms, *, by, now):
    """An action in which all of them took part."""
    parts = [ParticipantData("assisted", enterprise=firm) for firm in firms]
    data = ActionData(
        kind="调研走访", title="调研", reporter=unit(REPORTER), day=now.date(), participants=parts
    )
    return log_action(by=by, now=now, data=data)


def two_firms(*, by, staff, now, seed=1, officers=()) -> tuple[Enterprise, Enterprise]:
    """Two spellings of one firm, each with its own past; the first has a credit code or not."""
    dice = random.Random(seed)
    known = {"by": by, "now": now}
    one = add_enterprise(
        **known,
        name="金水启航机械有限公司",
        district=unit("金水区"),
        credit_code=dice.choice(CODES),
        address="老路1号",
    )
    other = add_enterprise(**known, name="金水起航机械有限公司", district=unit("金水区"), industry="机械")
    for firm in (one, other):
        furnish(firm, **known, staff=staff, dice=dice, officers=officers)
    act_for([one, other], by=staff, now=now)
    act_for([one], by=staff, now=now)
    return one, other


def checksum(*firms: Enterprise) -> dict[str, str]:
    """Table → digest of all of its rows that point at one of the firms, and the firms themselves."""
    keys = [firm.pk for firm in firms]
    tables = [(model._meta.db_table, column) for model, column in pointing()]
    with connection.cursor() as cursor:
        return {
            table: _digest(cursor, f'SELECT * FROM "{table}" WHERE {column} = ANY(%s) ORDER BY id', keys)
            for table, column in [*tables, (Enterprise._meta.db_table, "id")]
        }


def _digest(cursor, statement: str, keys: list[int]) -> str:
    cursor.execute(statement, [keys])
    return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


def tables_of_constraints() -> set[str]:
    """Every table that the database itself knows to point at firms, but for those that stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'tracker_enterprise'::regclass"
        )
        found = {row[0] for row in cursor.fetchall()}
    return found - {model._meta.db_table for model in STAYING}
