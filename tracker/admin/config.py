"""Makes the house's admin site the default one, and fills it once all nouns are known."""

from importlib import import_module
from typing import Final

from django.contrib.admin.apps import AdminConfig

SUBJECTS: Final = (
    "cases",
    "trail",
    "bulk",
    "tags",
    "links",
    "actions",
    "bulletins",
    "enterprises",
    "merges",
    "places",
    "campaigns",
    "people",
    "calendar",
    "closings",
    "mail",
    "lockouts",
    "history",
    "exports",
)


class TrackerAdminConfig(AdminConfig):
    """Django's admin with our site and our rules of entry."""

    default_site = "tracker.admin.site.TrackerAdminSite"

    def ready(self) -> None:
        """Let other packages register first: the subjects replace what must not stand as it comes."""
        super().ready()
        for subject in SUBJECTS:
            import_module(f"tracker.admin.{subject}")
