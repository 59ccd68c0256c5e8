"""The deadlines that hold for a campaign: an office's own where it chose some, else the shipped ones."""

from __future__ import annotations

from tracker.models import Campaign
from tracker.rules.deadlines import PRESETS, Ladder, Preset, preset_of

SHIPPED = "classes"


def preset_for(campaign: Campaign) -> Preset:
    """How long each step takes in a campaign."""
    chosen = campaign.deadline_preset
    if chosen is None:
        return PRESETS[SHIPPED]
    spans = {"steps": chosen.steps, "solve": chosen.solve}
    return preset_of(chosen.code, spans, extension_notice=chosen.extension_notice)


def ladder_for(campaign: Campaign) -> Ladder:
    """When reminders climb in a campaign."""
    chosen = campaign.deadline_preset
    if chosen is None:
        return Ladder()
    return Ladder(chosen.near_days, chosen.supervise_days, chosen.escalate_days)
