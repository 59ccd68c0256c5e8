"""What the review page shows of a draft: the source with its marks, each value with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Draft
from tracker.reading.draft import REASONS, span_values
from tracker.web.review_forms import BLANKS, ItemForms

# field of a reading → the colour of its marks
COLOURS = {
    "reporter": "reporter",
    "districts": "district",
    "enterprises": "enterprise",
    "organisations": "organisation",
    "dates": "date",
    "amounts": "amount",
    "counts": "count",
    "policy_refs": "policy",
    "promises": "promise",
    "noise": "noise",
}
LEGEND = [
    ("reporter", gettext_lazy("Reporter")),
    ("district", gettext_lazy("District")),
    ("enterprise", gettext_lazy("Enterprise")),
    ("organisation", gettext_lazy("Organisation")),
    ("date", gettext_lazy("Day")),
    ("amount", gettext_lazy("Money")),
    ("count", gettext_lazy("Quantity")),
    ("policy", gettext_lazy("Policy")),
    ("promise", gettext_lazy("Promise")),
    ("noise", gettext_lazy("Foreign text")),
]
BASES = {
    "source": gettext_lazy("in the text"),
    "inferred": gettext_lazy("inferred"),
    "empty": gettext_lazy("empty"),
}
INFERRED = {"keyword", "no_keyword", "future_words", "problem_words"}


@dataclass(frozen=True)
class Value:
    """One field, or one row of fields, with the words it came from."""

    fields: tuple[BoundField, ...]
    kind: str
    basis: str
    ref: str = ""
    reason: str = ""
    text: str = ""
    is_open: bool = False
    is_blank: bool = False

    @property
    def basis_label(self) -> str:
        """原文, 推断 or 空."""
        return str(BASES[self.basis])


def marks(draft: Draft) -> list[dict[str, Any]]:
    """The coloured stretches of a draft's source."""
    return [
        {"start": start, "end": end, "field": COLOURS[name], "ref": f"{name}-{index}"}
        for name, index, start, end in span_values(draft.proposal)
        if name in COLOURS and draft.start <= start and end <= draft.end
    ]


def facts(forms_: ItemForms, read: dict[str, Any]) -> list[Value]:
    """The single facts, in the order of the form."""
    form = forms_.facts
    dates = read["dates"]
    day = next((i for i, row in enumerate(dates) if row["granularity"] == "day"), None)
    vague = next((i for i, row in enumerate(dates) if row["iso"] is None), 0)
    at = vague if day is None else day
    return [
        _single(form, ("title",), "title", read["headline"] if read["headline"]["text"] else None),
        _single(form, ("kind",), "kind", read["action_type"]),
        _single(form, ("reporter", "reporter_sub_unit"), "reporter", read["reporter"], ref="reporter-0"),
        _day(form, dates[at] if dates else None, ref=f"dates-{at}" if dates else ""),
        _districts(form, read["districts"]),
        _single(form, ("outcome",), "outcome", read["outcome"]),
        _single(form, ("unnamed", "unnamed_approx"), "count", read["unnamed_enterprises"]),
    ]


def rows(forms_: ItemForms, read: dict[str, Any], name: str) -> Iterator[Value]:
    """The rows of one list; those a person added have no source."""
    sources = _sources(read, name)
    for i, form in enumerate(forms_.rows[name]):
        source, ref, kind = sources[i] if i < len(sources) else (None, "", COLOURS.get(name, "count"))
        fields = tuple(form[field] for field in form.fields)
        is_blank = source is None and name in BLANKS and i == len(forms_.rows[name]) - 1
        words = (_reason(source), _written(source))
        yield Value(fields, kind, _basis(source), ref, *words, _is_open(form), is_blank)


def _sources(read: dict[str, Any], name: str) -> list[tuple[dict[str, Any], str, str]]:
    lists = {
        "enterprises": ["enterprises"],
        "organisations": ["organisations"],
        "figures": ["amounts", "counts"],
        "policies": ["policy_refs"],
        "commitments": ["promises"],
        "noise": ["noise"],
    }[name]
    return [
        (row, f"{field}-{i}", COLOURS[field])
        for field in lists
        for i, row in enumerate(read[field])
        if field != "amounts" or row["value_cny"] is not None
    ]


def _is_open(form: forms.Form) -> bool:
    """Whether a person has to choose: several firms resemble the name, or foreign text waits for a decision."""
    if "decision" in form.fields:
        return not form["decision"].value()
    return "link" in form.fields and bool(form["name"].value()) and not form["link"].value()


def _single(
    form: forms.Form, names: tuple[str, ...], kind: str, source: dict[str, Any] | None, ref: str = ""
) -> Value:
    return Value(
        tuple(form[name] for name in names),
        kind,
        _basis(source),
        ref if source else "",
        _reason(source),
        _written(source),
    )


def _day(form: forms.Form, source: dict[str, Any] | None, ref: str) -> Value:
    is_vague = source is not None and len(source["iso"] or "") != 10
    basis = "empty" if is_vague else _basis(source)
    return Value((form["day"],), "date", basis, ref, _reason(source), _written(source))


def _districts(form: forms.Form, found: list[dict[str, Any]]) -> Value:
    ref = " ".join(f"districts-{i}" for i in range(len(found)))
    first = found[0] if found else None
    words = "、".join(row["text"] for row in found)
    return Value((form["districts"],), "district", _basis(first), ref, _reason(first), words)


def _basis(source: dict[str, Any] | None) -> str:
    if source is None:
        return "empty"
    return "inferred" if source["reason"] in INFERRED else "source"


def _reason(source: dict[str, Any] | None) -> str:
    return _(REASONS[source["reason"]]) if source and source["reason"] in REASONS else ""


def _written(source: dict[str, Any] | None) -> str:
    return str(source["text"]).replace("\n", "")[:80] if source else ""
