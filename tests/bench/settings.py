"""The application's settings, with the limits of `lean` at addresses of their own beside its pages."""

from tracker.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.lean"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405  # type: ignore[name-defined]
