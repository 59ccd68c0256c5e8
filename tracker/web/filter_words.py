"""The filters of a list as people say them: for a log, a saved view, the sheet of an export."""

from __future__ import annotations

from typing import Any

from django import forms

from tracker.web.list_filter import ListFilter
from tracker.web.narrowed import narrowed


def words_of(filters: ListFilter) -> str:
    """District: 金水区、二七区 · Of 星河装备; empty where nothing narrows the list."""
    return " · ".join([*_chosen(filters), *narrowed(filters)])


def words_for_the_log(filters: ListFilter) -> str:
    """The same for an auditor, who sees no records: hidden filters by their names in the address, not by what they name."""
    hidden = [field.name for field in filters.form.hidden_fields()]
    return " · ".join([*_chosen(filters), *(name for name in hidden if filters.data.get(name))])


def gone_of(filters: ListFilter) -> list[str]:
    """Labels of the filters that are set and name something that is not there, or not for this person."""
    form = filters.form
    form.is_valid()
    return [str(form.fields[name].label or name) for name in form.errors if name in form.fields]


def _chosen(filters: ListFilter) -> list[str]:
    form = filters.form
    form.is_valid()
    return [
        f"{form.fields[name].label}: {words}"
        for name in form.fields
        if not form[name].is_hidden and (words := _said(form.fields[name], form.cleaned_data.get(name)))
    ]


def _said(field: forms.Field, value: Any) -> str:
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, str):
        return str(dict(getattr(field, "choices", ())).get(value, value))
    if isinstance(value, (list, tuple)) or hasattr(value, "all"):
        labels = dict(getattr(field, "choices", ())) if isinstance(value, list) else {}
        return "、".join(str(labels.get(one, one)) if isinstance(one, str) else str(one) for one in value)
    return str(value)
