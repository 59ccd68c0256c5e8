"""The product's settings without one of them, which WITHOUT names: what lives in the database would live in Valkey."""

import os

from tracker.settings import *  # noqa: F403 - all of them but one

if os.environ["WITHOUT"] == "sessions":
    SESSION_ENGINE = "django.contrib.sessions.backends.cache"
if os.environ["WITHOUT"] == "lockouts":
    AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
