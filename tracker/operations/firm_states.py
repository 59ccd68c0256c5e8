"""失联, 僵尸, 注销: whether anybody can still be helped at a firm; each an act with its day and reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tracker.models import Enterprise, EnterpriseAct, User
from tracker.models.enterprises import EnterpriseState
from tracker.models.firm_acts import FirmVerb
from tracker.operations.enterprises import may_edit
from tracker.operations.firm_trail import write_firm_act
from tracker.operations.holding import held
from tracker.rules.errors import BadInput, Conflict, NotAllowed


def set_state(
    enterprise: Enterprise, state: str, *, by: User, now: datetime, reason: str, on: date | None = None
) -> EnterpriseAct:
    """失联, 僵尸, 注销 or operating again, from a day on and for a reason; cases go on, and may still be registered."""
    if state not in EnterpriseState.values:
        raise BadInput("required", field="state")
    if not reason.strip():
        raise BadInput("reason_required")
    if on and on > now.date():
        raise BadInput("day_in_future", day=on.isoformat())
    with transaction.atomic():
        firm = held(enterprise, by)
        if not may_edit(by, firm):
            raise NotAllowed("not_permitted", verb="enterprise.edit")
        if firm.state == state:
            raise Conflict("same_state")
        before, firm.state = firm.state, state
        firm.save(update_fields=["state"])
        known = {"from": before, "to": state}
        return write_firm_act(firm, FirmVerb.STATE, by=by, now=now, reason=reason, on=on, details=known)
