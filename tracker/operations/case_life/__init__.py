"""A case from acceptance to strike-off: `act_on` carries out every row of `rules.status`, the effects say what else changes."""

from tracker.operations.case_life.act import act_on
from tracker.operations.case_life.facts import Facts
from tracker.operations.case_life.permit import Situation, possible_acts, situation_of

__all__ = ["Facts", "Situation", "act_on", "possible_acts", "situation_of"]
