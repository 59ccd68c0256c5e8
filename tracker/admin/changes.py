"""What the history tables know of a record, as sentences people read: when, who, which field, from what to what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from django.db.models import ForeignKey, Model
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tracker.admin.scope import visible
from tracker.models import User
from tracker.operations.accounts import people_named

NEWEST: Final = 200
MACHINERY: Final = frozenset(
    {
        "id",
        "public_id",
        "version",
        "visible_unit_ids",
        "idempotency_key",
        "name_key",
        "pinyin_keys",
        "sort_key",
        "text_sha256",
        "follow_up_count",
        "last_follow_up_at",
    }
)
Names = dict[tuple[type[Model], Any], str]


@dataclass(frozen=True)
class FieldChange:
    """One field, as it read before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Moment:
    """One change of a record, or of a row that belongs to it."""

    at: datetime
    who: str
    what: str
    fields: tuple[FieldChange, ...]


def timeline(record: Model, viewer: User, parts: dict[type[Model], str], *, replaced: bool) -> list[Moment]:
    """The newest changes first.

    parts     models of rows that belong to the record, with the name of their foreign key to it
    replaced  whether those rows are written anew with every change of the record, or stand for themselves
    """
    events = _events(type(record), pgh_obj_id=record.pk)
    rows = {model: _events(model, **{f"{key}_id": record.pk}) for model, key in parts.items()}
    names = names_of([*events, *(row for several in rows.values() for row in several)], viewer)
    moments = _own(events, names, rows if replaced else {})
    for model, several in () if replaced else rows.items():
        moments += _parts(model, several, names, parts[model])
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:NEWEST]


def changes_between(
    before: Any, after: Any, names: Names, *, hidden: Iterable[str] = ()
) -> list[FieldChange]:
    """The fields in which two events of one record differ; all filled ones where there is no earlier event."""
    changes = []
    for field in fields_of(after):
        if field.name in hidden:
            continue
        old = getattr(before, field.attname) if before is not None else None
        new = getattr(after, field.attname)
        if old != new and (before is not None or new not in (None, "", [], False)):
            changes.append(
                FieldChange(
                    capfirst(str(field.verbose_name)), text_of(field, old, names), text_of(field, new, names)
                )
            )
    return changes


def fields_of(event: Any) -> list[Any]:
    """The fields of the record that its events hold and people know."""
    held = {field.name for field in event._meta.fields}
    return [f for f in tracked(type(event))._meta.fields if f.name in held and f.name not in MACHINERY]


def tracked(event_model: Any) -> type[Model]:
    """The noun behind a history table."""
    model: type[Model] = event_model.pgh_tracked_model
    return model


def names_of(events: Sequence[Any], viewer: User) -> Names:
    """What the keys in these events are called, as far as the person sees those rows."""
    keys: dict[type[Model], set[Any]] = defaultdict(set)
    for event in events:
        for field in fields_of(event):
            if isinstance(field, ForeignKey) and getattr(event, field.attname) is not None:
                keys[field.related_model].add(getattr(event, field.attname))
    requests = (event.pgh_context.metadata for event in events if event.pgh_context)
    keys[User] |= {request["user"] for request in requests if request.get("user")}
    return {(model, row.pk): str(row) for model, ids in keys.items() for row in _rows(model, ids, viewer)}


def text_of(field: Any, value: Any, names: Names) -> str:
    """A stored value as it reads on the page."""
    if value is None or value == "":
        return ""
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), _("not visible to you"))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(map(str, value))
    return _day_or_text(value)


def _day_or_text(value: Any) -> str:
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(value)


def _rows(model: type[Model], ids: set[Any], viewer: User) -> Iterable[Any]:
    """Names of colleagues stand on every page, whoever reads it."""
    if not ids:
        return ()
    return people_named(ids) if model is User else visible(model, viewer).filter(pk__in=ids)


def _events(model: type[Model], **key: Any) -> list[Any]:
    """The newest events, oldest first, each with its request."""
    history: Any = getattr(model, "pgh_event_model", None)
    if history is None:
        return []
    newest = history.objects.filter(**key).select_related("pgh_context").order_by("-pgh_id")
    return list(newest[: NEWEST + 1])[::-1]


def _who(event: Any, names: Names) -> str:
    user = event.pgh_context.metadata.get("user") if event.pgh_context else None
    return names.get((User, user), "-") if user else "-"


def _own(events: list[Any], names: Names, rows: dict[type[Model], list[Any]]) -> list[Moment]:
    moments = []
    for before, after in pairwise([None, *events]):
        is_first = before is None and after.pgh_label == "insert"
        fields = [] if before is None else changes_between(before, after, names)
        if before is not None and before_status(before) == before_status(after):
            fields += [
                change
                for model, several in rows.items()
                for change in _exchanged(model, several, before, after, names)
            ]
        if fields or is_first:
            moments.append(
                Moment(
                    after.pgh_created_at,
                    _who(after, names),
                    _("Added") if is_first else _("Changed"),
                    tuple(fields),
                )
            )
    return moments


def before_status(event: Any) -> Any:
    """Moves between statuses leave the rows of a record alone; only corrections write them anew."""
    return getattr(event, "status", None)


def _exchanged(
    model: type[Model], rows: list[Any], before: Any, after: Any, names: Names
) -> list[FieldChange]:
    """Rows of one transaction against those of the transaction before: what came and what went."""
    old = Counter(_line(row, names) for row in rows if row.pgh_created_at == before.pgh_created_at)
    new = Counter(_line(row, names) for row in rows if row.pgh_created_at == after.pgh_created_at)
    gone, came = old - new, new - old
    if not gone and not came:
        return []
    label = capfirst(str(model._meta.verbose_name_plural))
    return [FieldChange(label, "\n".join(gone.elements()), "\n".join(came.elements()))]


def _line(event: Any, names: Names) -> str:
    """One row in short: its filled fields."""
    texts = (text_of(field, getattr(event, field.attname), names) for field in _own_fields(event))
    return " · ".join(text for text in texts if text)


def _own_fields(event: Any) -> list[Any]:
    return [f for f in fields_of(event) if f.name not in ("action", "case", "user") and not _is_flag(f)]


def _is_flag(field: Any) -> bool:
    return str(field.get_internal_type()) == "BooleanField"


def _parts(model: type[Model], rows: list[Any], names: Names, key: str) -> list[Moment]:
    """Rows that stand for themselves: each event is a moment of its own."""
    last: dict[Any, Any] = {}
    moments = []
    for row in rows:
        fields = changes_between(last.get(row.pgh_obj_id), row, names, hidden=(key,))
        words = _("Added: %(noun)s") if row.pgh_label == "insert" else _("Changed: %(noun)s")
        what = words % {"noun": model._meta.verbose_name}
        last[row.pgh_obj_id] = row
        if fields:
            moments.append(Moment(row.pgh_created_at, _who(row, names), what, tuple(fields)))
    return moments
