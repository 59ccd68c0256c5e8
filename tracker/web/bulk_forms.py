"""What an act on many cases asks, once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.models import Case, User
from tracker.models.follow_ups import Audience
from tracker.operations.case_life.act import TOLD_TO_ENTERPRISE
from tracker.rules.status import Move
from tracker.web.act_forms import FactsForm


class BulkForm(FactsForm):
    """One act on several cases; which ones, and as which versions, the page sends beside it."""

    def __init__(self, user: User, cases: Sequence[Case], move: Move, data: Any = None) -> None:
        is_told = move.verb in TOLD_TO_ENTERPRISE
        initial = {"audience": Audience.ENTERPRISE if is_told else Audience.INTERNAL}
        super().__init__(user, cases, move, data, initial=initial)
