"""Rows of figures on a form: what is counted, its value and unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from tracker.operations.figures import FigureData

PARTS: Final = ("measure", "value", "unit")
ROWS_OF_NOTE: Final = 2


def add_figures(form: forms.Form, rows: int, known: Sequence[FigureData] = ()) -> None:
    """Boxes for so many figures, the first ones filled with those that are known."""
    for row in range(1, rows + 1):
        number, figure = {"row": row}, known[row - 1] if row <= len(known) else None
        form.fields[f"figure{row}_measure"] = forms.CharField(
            label=_("Figure %(row)d: what is counted") % number,
            required=False,
            max_length=60,
            initial=figure and figure.measure,
        )
        form.fields[f"figure{row}_value"] = forms.DecimalField(
            label=_("Figure %(row)d: value") % number,
            required=False,
            max_digits=20,
            decimal_places=2,
            initial=figure and f"{figure.value.normalize():f}",
        )
        form.fields[f"figure{row}_unit"] = forms.CharField(
            label=_("Figure %(row)d: unit") % number,
            required=False,
            max_length=20,
            initial=figure and figure.unit,
        )


def add_abouts(form: forms.Form, rows: int) -> None:
    """For each figure, whether it is about that."""
    for row in range(1, rows + 1):
        label = _("Figure %(row)d: about") % {"row": row}
        form.fields[f"figure{row}_approx"] = forms.BooleanField(label=label, required=False)


def check_figures(form: forms.Form, values: Mapping[str, Any], rows: int) -> None:
    """A figure needs its value and its unit."""
    for row in range(1, rows + 1):
        measure, value, unit = (values.get(f"figure{row}_{part}") for part in PARTS)
        is_begun = measure or unit or values.get(f"figure{row}_approx")
        if value is None and is_begun and f"figure{row}_value" not in form.errors:
            form.add_error(f"figure{row}_value", _("Give the value, or empty the row."))
        if value is not None and not unit:
            form.add_error(f"figure{row}_unit", _("Give the unit, such as 万元 or 家."))


def figures_of(values: Mapping[str, Any], rows: int) -> Iterator[FigureData]:
    """Each row with a value."""
    for row in range(1, rows + 1):
        measure, value, unit = (values[f"figure{row}_{part}"] for part in PARTS)
        if value is not None:
            yield FigureData(value, unit, measure, approx=values[f"figure{row}_approx"])


def typed_figures(sent: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the boxes of a follow-up, right or wrong."""
    names = [f"figure{row}_{part}" for row in range(1, ROWS_OF_NOTE + 1) for part in (*PARTS, "approx")]
    typed = {name: str(sent.get(name, "")).replace("\x00", "").strip() for name in names}
    return {name: text for name, text in typed.items() if text}


def as_lines(typed: Mapping[str, str]) -> list[str]:
    """The same in a line a figure, to be copied."""
    lines = [
        " ".join(filter(None, (typed.get(f"figure{row}_{part}") for part in PARTS)))
        for row in range(1, ROWS_OF_NOTE + 1)
    ]
    return [line for line in lines if line]
