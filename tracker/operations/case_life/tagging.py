"""Tags on a case: put on and taken off, in one line of the trail."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.models import Case, CaseTag, Tag
from tracker.operations.case_life.facts import Act
from tracker.operations.tags import tag_called
from tracker.rules.errors import Conflict


def tag(act: Act) -> None:
    """What is on already, and what is not there to be taken off, changes nothing."""
    wanted = [tag_called(one, by=act.by) if isinstance(one, str) else one for one in act.facts.tags]
    on = tags_on(act.case)
    added = [one for one in dict.fromkeys(wanted) if one not in on]
    removed = [one for one in act.facts.untags if one in on and one not in wanted]
    if not added and not removed:
        raise Conflict("tags_stand")
    retag(act, added, removed)


def tags_on(case: Case) -> list[Tag]:
    """The tags of a case, in their order."""
    return [one.tag for one in case.tags.select_related("tag").order_by("tag__order", "tag__id")]


def retag(act: Act, added: Iterable[Tag], removed: Iterable[Tag]) -> None:
    """The rows, and the line: ＋停电 －重复."""
    signs = [("＋", one) for one in added] + [("－", one) for one in removed]
    CaseTag.objects.bulk_create([CaseTag(case=act.case, tag=one) for sign, one in signs if sign == "＋"])
    act.case.tags.filter(tag__in=[one for sign, one in signs if sign == "－"]).delete()
    act.told["tags"] = " ".join(f"{sign}{one.name}" for sign, one in signs)
