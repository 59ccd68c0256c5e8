"""The Celery app: it wakes work up and keeps time; what must not be lost lives in the database."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    name: {"task": f"tracker.{name}", "schedule": 600.0}
    for name in ("close_periods", "remind", "plan_mails", "plan_digests", "tidy")
}  # every ten minutes
app.conf.beat_schedule["send_mails"] = {
    "task": "tracker.send_mails",
    "schedule": 30.0,
    "options": {"expires": 30},  # the next one does as well
}
app.conf.beat_schedule["fold_tallies"] = {
    "task": "tracker.fold_tallies",
    "schedule": 60.0,
    "options": {"expires": 60},
}
app.conf.beat_schedule["check_tallies"] = {
    "task": "tracker.check_tallies",
    "schedule": crontab(hour=2, minute=20),
}
app.conf.beat_schedule["forget_notices"] = {
    "task": "tracker.forget_notices",
    "schedule": crontab(hour=3, minute=40),
}
app.conf.beat_schedule["make_exports"] = {
    "task": "tracker.make_exports",
    "schedule": 60.0,
    "options": {"expires": 60},
}
