"""Logging and correcting an action together with firms that nobody has entered yet: all of it or nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tracker.models import AssistanceAction, Case, User
from tracker.operations.actions import ActionData, ParticipantData, edit_action, link_case, log_action
from tracker.operations.enterprises import add_enterprise


@transaction.atomic
def log_quickly(  # what the form holds
    *,
    by: User,
    now: datetime,
    data: ActionData,
    new_firms: Sequence[str] = (),
    case: Case | None = None,
    key: str | None = None,
) -> AssistanceAction:
    """A new action whose firms may be new too, attached to a case when one is given."""
    action = log_action(by=by, now=now, data=with_firms(data, new_firms, by=by, now=now), key=key)
    if case is not None:
        link_case(action, case, by=by, now=now)
    return action


@transaction.atomic
def edit_with_new_firms(  # what the form holds
    action: AssistanceAction,
    *,
    by: User,
    now: datetime,
    version: int,
    data: ActionData,
    new_firms: Sequence[str] = (),
) -> AssistanceAction:
    """A corrected action whose firms may be new; a stale version leaves nothing behind, not even the firms."""
    return edit_action(
        action, by=by, now=now, version=version, data=with_firms(data, new_firms, by=by, now=now)
    )


def with_firms(data: ActionData, names: Sequence[str], *, by: User, now: datetime) -> ActionData:
    """The data with these firms as assisted ones; a name that is known already is that firm."""
    district = data.districts[0] if len(data.districts) == 1 else None
    firms = [add_enterprise(by=by, now=now, name=name, district=district) for name in names]
    added = [ParticipantData("assisted", enterprise=firm) for firm in firms]
    return dataclasses.replace(data, participants=[*data.participants, *added])
