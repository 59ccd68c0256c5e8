"""Finding by words: what a search box on cases, actions, enterprises and bulletins looks at."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.sql.compiler import SQLCompiler

from tracker.models import AssistanceAction, Enterprise, EnterpriseName
from tracker.models.actions import ActionQuerySet
from tracker.models.bulletins import BulletinQuerySet
from tracker.models.cases import CaseQuerySet
from tracker.models.enterprises import EnterpriseQuerySet
from tracker.models.visits import VisitQuerySet
from tracker.rules.names import normal_name

_LETTERS = re.compile(r"[a-z]+", re.ASCII)
_CODE = re.compile(r"[0-9A-Z]{3,18}", re.ASCII)


@models.Field.register_lookup
class Contains(models.Lookup):
    """`column__has_text=words`: ILIKE with the pattern signs taken as letters; trigram indexes serve it."""

    lookup_name = "has_text"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Any, ...]]:
        """Plain SQL."""
        column, params = self.process_lhs(compiler, connection)  # type: ignore[arg-type]  # stubs want a wrapper
        pattern = re.sub(r"([\\%_])", r"\\\1", str(self.rhs))
        return f"{column} ILIKE %s", (*params, f"%{pattern}%")


@models.Field.register_lookup
class AnyBeginsWith(models.Lookup):
    """`array__any_begins_with=letters`: some member of a text array begins so."""

    lookup_name = "any_begins_with"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, tuple[Any, ...]]:
        """Plain SQL; the letters are checked by the caller to hold no pattern signs."""
        column, params = self.process_lhs(compiler, connection)  # type: ignore[arg-type]  # stubs want a wrapper
        return f"EXISTS (SELECT FROM unnest({column}) AS word WHERE word LIKE %s)", (*params, f"{self.rhs}%")


def search_enterprises(firms: EnterpriseQuerySet, words: str) -> EnterpriseQuerySet:
    """By part of the name or of another name, by the first letters in pinyin, by credit code."""
    words = words.strip()
    others = EnterpriseName.objects.filter(name__has_text=words).values("enterprise_id")
    found = Q(name__has_text=words) | Q(id__in=others)
    key = normal_name(words)
    if key:
        found |= Q(name_key__has_text=key)
    letters = words.lower().replace(" ", "").replace("'", "")
    if _LETTERS.fullmatch(letters):
        found |= Q(pinyin_keys__any_begins_with=letters)
    if _CODE.fullmatch(words.upper()):
        found |= Q(credit_code__startswith=words.upper())
    return firms.filter(found)


def search_cases(cases: CaseQuerySet, words: str) -> CaseQuerySet:
    """By number, title, description, place, or the enterprise under any of its names."""
    words = words.strip()
    firms = search_enterprises(Enterprise.objects.all(), words).values("id")
    return cases.filter(
        Q(title__has_text=words)
        | Q(description__has_text=words)
        | Q(place__has_text=words)
        | Q(number__startswith=words)
        | Q(enterprise_id__in=firms)
    )


def search_actions(actions: ActionQuerySet, words: str) -> ActionQuerySet:
    """By title, what was done, or the name of somebody who took part."""
    words = words.strip()
    firms = search_enterprises(Enterprise.objects.all(), words).values("id")
    took_part = AssistanceAction.objects.filter(
        Q(participants__name__has_text=words) | Q(participants__enterprise_id__in=firms)
    ).values("id")
    return actions.filter(Q(title__has_text=words) | Q(summary__has_text=words) | Q(id__in=took_part))


def search_visits(visits: VisitQuerySet, words: str) -> VisitQuerySet:
    """By what was noted, who was met, or the enterprise under any of its names."""
    words = words.strip()
    firms = search_enterprises(Enterprise.objects.all(), words).values("id")
    return visits.filter(Q(note__has_text=words) | Q(people__has_text=words) | Q(enterprise_id__in=firms))


def search_bulletins(bulletins: BulletinQuerySet, words: str) -> BulletinQuerySet:
    """By title, issue number or text."""
    words = words.strip()
    return bulletins.filter(Q(title__has_text=words) | Q(issue_number=words) | Q(text__has_text=words))
