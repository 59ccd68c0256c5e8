"""The Celery app that the fault tests start: the product's, with some turns hurried and, if so told, without one guard.

HURRIED  names of beat's entries, with commas, that come every other second
WITHOUT  the guard that is switched off
"""

from __future__ import annotations

import os
from functools import wraps
from typing import Any
from uuid import uuid4

import django

from tracker.celery import app

django.setup()

__all__ = ["app"]


def sweeper() -> None:
    """Beat no longer looks at the outbox."""
    del app.conf.beat_schedule["send_mails"]


def keys() -> None:
    """A digest is another each time it is written."""
    from tracker.operations import digests

    real = digests.written

    @wraps(real)
    def written(*args: Any, **how: Any) -> Any:
        mail = real(*args, **how)
        mail.dedupe_key, mail.message_id = f"{mail.dedupe_key}{uuid4().hex}", f"<{uuid4()}@tracker>"
        return mail

    digests.written = written


def claim() -> None:
    """A mail that is looked for is held for nobody."""
    from tracker.operations import outbox

    outbox.CLAIM = outbox.CLAIM.replace("FOR UPDATE SKIP LOCKED", "")  # type: ignore[misc]  # final, but for a twin


for name in filter(None, os.environ.get("HURRIED", "").split(",")):
    app.conf.beat_schedule[name] = app.conf.beat_schedule[name] | {"schedule": 2.0}
GUARDS = {"sweeper": sweeper, "keys": keys, "claim": claim}
if guard := GUARDS.get(os.environ.get("WITHOUT", "")):
    guard()
