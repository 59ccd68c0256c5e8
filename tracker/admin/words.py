"""Words of Django's own admin pages that its Chinese catalogue lacks; naming them here puts them into ours."""

from django.utils.translation import gettext_noop

MISSING = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)
