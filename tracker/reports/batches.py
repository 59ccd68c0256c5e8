"""Cases of one batch, and cases by their tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from tracker.models import BulkRow, Case, CaseTag, Tag
from tracker.models.compiled import Compiled
from tracker.models.keys import Keys
from tracker.models.tags import tag_name

_TAGS: Final = Compiled(
    lambda cases: (
        CaseTag.objects.filter(case__among=cases)
        .order_by("tag__order", "tag__id")
        .values_list("case_id", "tag__name", "tag__name_en")
    ),
    cases=Keys([-1]),
)


def of_batch(cases: QuerySet[Case], public_id: str) -> QuerySet[Case]:
    """Those on which a batch did something that stands."""
    return cases.filter(
        Exists(BulkRow.objects.standing().filter(case=OuterRef("pk"), batch__public_id=public_id))
    )


def tagged(cases: QuerySet[Case], tags: Iterable[Tag]) -> QuerySet[Case]:
    """Those that bear one of the tags."""
    on = CaseTag.objects.filter(case=OuterRef("pk"), tag__in=[tag.pk for tag in tags])
    return cases.filter(Exists(on))


def tags_of(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """Case → the names of its tags in the reader's language, in their order; one query."""
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, name, name_en in _TAGS.rows(cases=Keys(case_ids)):
        found[case_id].append(tag_name(name, name_en))
    return found
