"""What an act on many cases asks, once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracker.models import Case, User
from tracker.operations.case_life.act import usual_audience
from tracker.rules.status import Move
from tracker.web.act_forms import FactsForm


class BulkForm(FactsForm):
    """One act on several cases; which ones, and as which versions, the page sends beside it."""

    def __init__(self, user: User, cases: Sequence[Case], move: Move, data: Any = None) -> None:
        super().__init__(user, cases, move, data, initial={"audience": usual_audience(move.verb)})
