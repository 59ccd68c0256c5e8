"""The columns of each list, in their order."""

from __future__ import annotations

from html import escape
from typing import Final

from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from tracker.web.columns import NOTHING, Column, Row, badge, count, main, tag, text, toned


def _firm_and_tags(row: Row) -> str:
    tags = "".join(f' <span class="tag">{escape(name)}</span>' for name in row["tags"])
    return f"{escape(row['enterprise'])}{tags}"


def _voided(row: Row) -> str:
    return f' <span class="state state-voided">{escape(now_in_words("voided"))}</span>' if row["code"] else ""


def _district_of_action(row: Row, _label: str) -> str:
    """On a phone a district that is the reporter itself is not told twice."""
    said = row["district"] and row["district"] != row["reporter"]
    return f'<td class="{"" if said else "none"}">{escape(row["district"] or NOTHING)}</td>'


def _state(row: Row) -> str:
    """Only where somebody cannot simply be helped there."""
    if not row["state"]:
        return ""
    return f' <span class="state state-{escape(row["state"])}">{escape(str(row["state_label"]))}</span>'


def _code(row: Row) -> str:
    return f'<span class="number">{escape(row["code"])}</span>' if row["code"] else ""


CASES: Final = (
    Column("number", _("Number"), text("number", "nowrap soft"), ("newest",)),
    Column("case", _("Case"), main("title", under=_firm_and_tags), stays=True),
    Column("district", _("District"), text("district", "place")),
    Column("lead", _("Lead unit"), text("lead", "unit")),
    Column("category", _("Category"), text("category", "nowrap"), is_extra=True),
    Column("source", _("Source"), text("source", "nowrap"), is_extra=True),
    Column("status", _("Status"), badge("code", "label")),
    Column(
        "registered",
        _("Registered on"),
        text("registered_text", "nowrap soft"),
        ("registered",),
        is_extra=True,
    ),
    Column("due", _("Due"), toned("due_text", "due_tone", "due_title"), ("due",)),
    Column(
        "last", _("Last follow-up"), text("last_text", "nowrap soft", is_labelled=True), ("active", "quiet")
    ),
)

ACTIONS: Final = (
    Column("day", _("Day"), text("day_text", "nowrap soft"), ("newest", "oldest")),
    Column(
        "action",
        _("Action"),
        main("title", under=lambda row: escape(row["under"]), beside=_voided),
        stays=True,
    ),
    Column("kind", _("Kind"), tag("kind")),
    Column("reporter", _("Reporter"), text("reporter", "unit")),
    Column("district", _("District"), _district_of_action),
    Column("figures", _("Figures"), text("figures", "soft unit")),
)

ENTERPRISES: Final = (
    Column("enterprise", _("Enterprise"), main("name", under=_code, beside=_state), ("name",), stays=True),
    Column("district", _("District"), text("district", "place")),
    Column("industry", _("Industry"), text("industry")),
    Column("labels", _("Labels"), tag("labels", "")),
    Column("open", _("Open cases"), count("open_cases", "open_url"), is_number=True),
    Column("actions", _("Actions"), count("actions"), is_number=True),
    Column("visited", _("Last visit"), toned("visited_text", "visited_tone", is_labelled=True)),
)

VISITS: Final = (
    Column("day", _("Day"), text("day_text", "nowrap soft"), ("newest", "oldest")),
    Column("enterprise", _("Enterprise"), main("firm", under=lambda row: escape(row["people"])), stays=True),
    Column("district", _("District"), text("district")),
    Column("unit", _("Unit"), text("unit", "unit")),
    Column("officer", _("Officer"), text("officer", "nowrap")),
    Column("finding", _("Finding"), text("finding", "nowrap")),
)

FOLLOW_UPS: Final = (
    Column("at", _("At"), text("at_text", "nowrap soft"), ("newest", "oldest")),
    Column("case", _("Case"), main("title", under=lambda row: escape(row["number"])), stays=True),
    Column("act", _("Act"), tag("act")),
    Column("note", _("Note"), text("note_begins", "words")),
    Column("to", _("Moved to"), badge("code", "label")),
    Column("officer", _("Done by"), text("officer", "nowrap")),
    Column("unit", _("Unit"), text("unit", "unit")),
    Column("audience", _("For whom"), text("audience", "nowrap"), is_extra=True),
)
