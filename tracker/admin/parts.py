"""Tables inside a page whose rows are saved as a whole with it."""

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from tracker.admin.scoped import ScopedAdmin, ScopedInline


class PartFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # generic for the stubs only
    """Takes rows by what they say: after a colleague saved, the keys that the person's page knew are gone."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """The key, for the page's own scripts only."""
        super().add_fields(form, index)
        key = form.instance.pk
        form.fields["id"] = forms.IntegerField(initial=key, required=False, widget=forms.HiddenInput)


class PartInline(ScopedInline):
    """Rows that whoever may change the record may change."""

    formset = PartFormSet
    can_delete = True

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        """As the record."""
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the record."""
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A row typed by mistake is taken out with a correction of the whole; the history keeps it."""
        return self._may(request, obj)

    def _may(self, request: HttpRequest, obj: Any) -> bool:
        whole: ScopedAdmin = self.admin_site.get_model_admin(self.parent_model)
        if obj is None or obj.pk is None:
            return whole.has_add_permission(request)
        return whole.has_change_permission(request, obj)
