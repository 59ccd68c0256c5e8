"""Tags on a case: put on and taken off, in one line of the trail."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tracker.models import Case, CaseTag, Tag
from tracker.operations.case_life.facts import Act
from tracker.operations.tags import tags_called
from tracker.rules.errors import Conflict


def tag(act: Act) -> None:
    """What is on already, and what is not there to be taken off, changes nothing."""
    wanted = tags_called(act.facts.tags, by=act.by)
    on = tags_on(act.case)
    added = [one for one in dict.fromkeys(wanted) if one not in on]
    removed = [one for one in act.facts.untags if one in on and one not in wanted]
    if not added and not removed:
        raise Conflict("tags_stand")
    retag(act, added, removed)


def tags_on(case: Case) -> list[Tag]:
    """The tags of a case, in their order."""
    return [one.tag for one in case.tags.select_related("tag").order_by("tag__order", "tag__id")]


def retag(act: Act, added: Collection[Tag], removed: Collection[Tag]) -> None:
    """The rows, and the line."""
    CaseTag.objects.bulk_create(CaseTag(case=act.case, tag=one) for one in added)
    act.case.tags.filter(tag__in=removed).delete()
    act.told["tags"] = signed(added, removed)


def signed(added: Iterable[Tag | str], removed: Iterable[Tag]) -> str:
    """What was put on and taken off, in the city's language whoever did it: ＋停电 －重复."""
    on = [f"＋{one if isinstance(one, str) else one.name}" for one in added]
    return " ".join([*on, *(f"－{one.name}" for one in removed)])
