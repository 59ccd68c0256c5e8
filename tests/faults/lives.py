"""A made-up city, and what its people might have done besides: parked, sent back, redone, called off, under odd units."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import connection

from tests.faults.deeds import Deeds
from tests.operations.life import HELPER, LEAD, WAYS, Life
from tests.people import add_person, unit
from tracker.models import Case, CaseTag, CaseUnit, Category, Tag, Unit
from tracker.models.cases import Source
from tracker.operations.city import make_city
from tracker.operations.reference import load_reference
from tracker.operations.tallies import fold
from tracker.rules.errors import DomainError
from tracker.rules.status import TABLE

BACK_DAYS = (5, 150)  # how long ago a life began
STEPS = 8
MOST_TWISTS, MOST_DEEDS = 1500, 600
OFTEN = {"closed": ["reopen"] * 4, "handling": ["extend"] * 4 + ["claim_done"] * 4}


def fill(*, cases: int, lives: int, seed: int, now: datetime) -> None:
    """So many lives led act by act, a third of them folded into the sums; the city around them, and units below others.

    Lives come first: the database knows nothing yet of how large the tables of an open transaction have become.
    """
    rng = random.Random(seed)  # not for secrets
    load_reference()
    life = Life(add_person, now)
    for number in range(lives):
        _live(life, number, rng, now)
        if number == lives // 3:
            fold()
    make_city(cases=cases, seed=seed, now=now)
    _twist(rng, min(cases // 6, MOST_TWISTS))
    _tag(rng, cases // 5)
    Deeds(rng, now).do(min(max(cases // 10, 80), MOST_DEEDS))


def _live(life: Life, number: int, rng: random.Random, now: datetime) -> None:
    """A status by the legal way, then whatever is possible; each act some days after the last."""
    back = rng.randint(*BACK_DAYS)
    life.now = now - timedelta(days=back)
    case, days = life.register(f"第{number}件"), 0
    names = list(WAYS)
    for verb in WAYS[names[number % len(names)]].split():
        days = min(days + (rng.randint(0, 3) if verb != "return" else 0), back)  # which has to be quick
        case = life.act(case, verb, days=days)
    for _step in range(rng.randint(0, STEPS)):
        verbs = [verb for verb, move in TABLE.items() if case.status in move.sources and not move.undoes]
        verbs += OFTEN.get(case.status, [])
        days = min(days + rng.randint(0, 4), back)
        try:
            case = life.act(
                case,
                rng.choice(verbs),
                days=days,
                until=(life.now + timedelta(days=60)).date(),
                rating=rng.choice(["satisfied", "basically", "unsolved", "unreachable"]),
                result_kind=rng.choice(["solved", "solved", "explained"]),
            )
        except DomainError:
            continue


def _twist(rng: random.Random, many: int) -> None:
    """Some cases lie, are led and were taken down at units below those that are compared, or nowhere; some are difficult."""
    places = [*_below(unit("金水区"), "办事处"), *_below(unit("巩义市"), "镇"), unit("登封市"), None]
    leads = [*_below(unit(LEAD), "科"), *_below(unit(HELPER), "科"), unit("郑东新区"), None]
    takers = [
        one
        for group in Unit.objects.filter(kind="working_group")[:4]
        for one in [group, *_below(group, "组")]
    ]
    categories, sources = [*Category.objects.all(), None], list(Source.values)
    ids = list(Case.objects.order_by("id").values_list("pk", flat=True))
    for pk in rng.sample(ids, many):
        case = Case.objects.get(pk=pk)
        if rng.random() < 0.5:
            case.district = rng.choice(places)
        if rng.random() < 0.5:
            _led_by(case, rng.choice(leads))
        if rng.random() < 0.7:
            case.registrar_unit = rng.choice(takers)
        case.category, case.source = rng.choice(categories), rng.choice(sources)
        case.is_difficult = rng.random() < 0.6
        _write(case)


def _led_by(case: Case, lead: Unit | None) -> None:
    """Who leads a case has a part in it: a case that nobody was assigned stays so."""
    parts = CaseUnit.objects.filter(case=case, part="lead", is_current=True)
    if lead is None or parts.update(unit=lead):
        case.lead_unit = lead


def _write(case: Case) -> None:
    """Past the operations, so with the audience that the row and its parts say."""
    parts = CaseUnit.objects.filter(case=case).values_list("unit_id", flat=True)
    concerned = {case.owner_office_id, case.district_id, case.registrar_unit_id, *parts} - {None}
    Case.objects.filter(pk=case.pk).update(
        district=case.district,
        lead_unit=case.lead_unit,
        registrar_unit=case.registrar_unit,
        category=case.category,
        source=case.source,
        is_difficult=case.is_difficult,
        visible_unit_ids=sorted(concerned),
    )


def _below(top: Unit, name: str) -> list[Unit]:
    """A unit below, and one below that."""
    first = Unit.objects.create(kind="subunit", name=f"甲{name}", parent=top)
    return [first, Unit.objects.create(kind="subunit", name=f"乙{name}", parent=first)]


def _tag(rng: random.Random, many: int) -> None:
    tag = Tag.objects.get_or_create(name="重点")[0]
    has = set(CaseTag.objects.values_list("case_id", flat=True))
    ids = [pk for pk in Case.objects.order_by("id").values_list("pk", flat=True) if pk not in has]
    CaseTag.objects.bulk_create(CaseTag(case_id=pk, tag=tag) for pk in rng.sample(ids, many))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
