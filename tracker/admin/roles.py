"""The roles of an account, as a table on its page."""

from datetime import datetime
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.admin.refusals import ModelForm
from tracker.admin.saving import formset_of
from tracker.admin.scope import choices, viewer
from tracker.admin.scoped import ScopedInline
from tracker.models import Membership, Unit, User
from tracker.models.people import RoleName
from tracker.operations.people import GIVEN_BY_OFFICES, end_role, give_role, may_give

GIVEN = ("unit", "role", "is_main", "from_on")


class RoleForm(ModelForm):
    """A role given stands as it is; it can only end."""

    end = forms.BooleanField(label=_("Ends now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in GIVEN:
                self.fields[name].disabled = True
        else:
            self.fields["from_on"].initial = timezone.localdate


class RoleFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # generic for the stubs only
    """Offers an end only where this person may give that role."""

    by: User

    def add_fields(self, form: Any, index: int | None) -> None:
        """Per row: what this person may do to it."""
        super().add_fields(form, index)
        held = form.instance
        if held.pk:
            form.fields["unit"].queryset = Unit.objects.visible_to(self.by).filter(pk=held.unit_id)
            is_over = held.to_on is not None
            form.fields["end"].disabled = is_over or not may_give(self.by, unit=held.unit, role=held.role)
        elif RoleName.SECURITY_ADMIN not in self.by.scope.roles:
            form.fields["role"].choices = [(role.value, role.label) for role in sorted(GIVEN_BY_OFFICES)]


class MembershipInline(ScopedInline):
    """Given by security administrators, and for working roles in its territory by an office; never to oneself."""

    model = Membership
    form = RoleForm
    formset = RoleFormSet
    fields = ("unit", "role", "is_main", "from_on", "to_on", "end")
    readonly_fields = ("to_on",)
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        """By the role, and never one's own."""
        by = viewer(request)
        return obj is not None and obj.pk != by.pk and by.scope.may("membership.edit")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return self.has_add_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Ending is offered to whoever may."""
        return self.fields if self.has_change_permission(request, obj) else self.fields[:-1]

    def get_queryset(self, request: HttpRequest) -> Any:
        """With the units shown."""
        return super().get_queryset(request).select_related("unit")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Knows who is asking."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.by = viewer(request)
        return formset

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Units of the territory; all for the security administrator."""
        by, rows = viewer(request), choices(db_field, viewer(request))
        if RoleName.SECURITY_ADMIN in by.scope.roles or by.scope.sees_everything("membership.edit"):
            return rows
        return rows.filter(pk__in=by.scope.units("membership.edit"))


def write_roles(user: User, formsets: list[Any], *, by: User, now: datetime) -> None:
    """Give the new ones, end those marked."""
    formset = formset_of(formsets, Membership)
    if formset is None or not formset.has_changed():
        return
    for form in formset.extra_forms:
        if form.has_changed():
            give_role(user, by=by, **{name: form.cleaned_data[name] for name in GIVEN})
    for form in formset.initial_forms:
        if form.cleaned_data.get("end"):
            end_role(form.instance, by=by, now=now)
