"""The one Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    """Nouns, pages, admin and jobs of the tracker."""

    name = "tracker"
    verbose_name = _("Assistance tracker")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from tracker import checks  # noqa: F401  # registering is the import's effect
