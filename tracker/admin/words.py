"""Words that several admin pages share, and those of Django's own that its Chinese catalogue lacks: naming them puts them into ours."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

MISSING = (
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)

SEARCHED = _("Any part of words, numbers and names; enterprises by pinyin and code too")
