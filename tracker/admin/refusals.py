"""What an operation refuses, in the reader's language, on the form the person was typing in."""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _

from tracker.models.error_words import sentence
from tracker.rules.errors import Conflict, DomainError

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class UntouchedField(forms.CharField):
    """A hidden field that never counts as something the person typed."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never."""
        return False


def new_key() -> str:
    """What makes sending the same form twice one act."""
    return uuid4().hex


class RecordForm(ModelForm):
    """A form whose saving is an operation; what that refused stands at its field or on top.

    refusal   set on the class made for one request, when the operation has just refused
    """

    refusal: ClassVar[DomainError | None] = None

    def clean(self) -> dict[str, Any] | None:
        """Django's checks, and the refusal of the attempt before."""
        cleaned = super().clean()
        if self.refusal is not None:
            self.show(self.refusal)
        return cleaned

    def show(self, error: DomainError) -> None:
        """The sentence, at its field where there is one."""
        name = str(error.params.get("field", ""))
        if name in self.fields:
            self.add_error(name, sentence(error, field=self.fields[name].label))
        else:
            self.add_error(None, sentence(error))


class VersionedForm(RecordForm):
    """Knows which version of the record the person was reading, and which attempt this is."""

    seen_version = UntouchedField(required=False)
    key = UntouchedField(required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen_version", self.instance.version if self.instance.pk else "")
        self.initial.setdefault("key", new_key())

    def clean(self) -> dict[str, Any] | None:
        """Also: whether a colleague was faster. The typed text stays, with what stands there now beside it."""
        cleaned = super().clean()
        seen = str((cleaned or {}).get("seen_version", ""))
        is_stale = bool(self.instance.pk) and bool(self.fields.keys() - {"seen_version", "key"})
        if is_stale and seen != str(self.instance.version):
            self._compare()
        return cleaned

    def _compare(self) -> None:
        self.show(Conflict("stale"))
        for name in self.changed_data:
            now = _shown(self.instance, name)
            self.add_error(name, _("It now says: %(value)s") % {"value": now or "—"})
        typed: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        typed[self.add_prefix("seen_version")] = str(self.instance.version)
        self.data = typed


def _shown(record: Any, name: str) -> str:
    """A field's stored value as people read it."""
    if not hasattr(record, name):
        return ""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if hasattr(value, "all"):
        return "、".join(str(row) for row in value.all())
    return "" if value is None else str(value)
