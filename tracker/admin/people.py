"""Accounts and roles: the system administrator keeps accounts, security and offices give roles, nobody their own."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tracker.admin.refusals import RecordForm
from tracker.admin.roles import MembershipInline, write_roles
from tracker.admin.saving import OperationAdmin, local_now
from tracker.admin.scope import viewer
from tracker.admin.scoped import ScopedAdmin
from tracker.models import Membership, User
from tracker.operations.accounts import edit_user
from tracker.operations.people import add_user, set_password

ON_ADDING = ("username", "name", "title", "email")
FACTS = (*ON_ADDING, "phone", "language", "is_active")
STANDING = ("password_page", "last_login")


class NewAccountForm(RecordForm):
    """An account with its first password, typed twice."""

    password1 = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any] | None:
        """Both alike, and strong enough for this person."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        elif first:
            self._weigh(first)
        return cleaned

    def _weigh(self, password: str) -> None:
        person = User(username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("name", ""))
        try:
            validate_password(password, person)
        except ValidationError as error:
            self.add_error("password1", error)


class PasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # generic for the stubs only
    """Django's form; saving is our operation."""

    by: User

    def save(self, commit: bool = True) -> Any:
        """Set it, for every session anew."""
        set_password(self.user, by=self.by, password=self.cleaned_data["password1"])
        return self.user


@admin.register(User)
class AccountAdmin(OperationAdmin, DjangoUserAdmin):  # type: ignore[type-arg,misc]  # ours comes first
    """Every account within the scope."""

    view_verb, add_verb, change_verb = "person.view", "person.edit", "person.edit"
    form = RecordForm
    add_form = NewAccountForm
    inlines = (MembershipInline,)
    history_parts = {Membership: "user"}
    list_display = ("username", "name", "title", "is_active", "last_login")
    list_filter = ("is_active",)
    search_fields = ("username", "name")
    ordering = ("username",)
    sortable_by = ("username",)  # type: ignore[misc]  # by role elsewhere
    filter_horizontal = ()
    fieldsets = None
    add_fieldsets = ((None, {"fields": (*ON_ADDING, "password1", "password2")}),)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Facts or roles: whoever may do either opens the same page."""
        return self.may(request, "person.edit") or self.may(request, "membership.edit")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new account's few fields; later all, with where the password is changed."""
        if obj is None:
            return self.add_fieldsets
        standing = STANDING if self.may(request, "person.edit") else STANDING[1:]
        return [(None, {"fields": (*FACTS, *standing)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Facts too, for those who only give roles."""
        if obj is None:
            return ()
        return STANDING if self.may(request, "person.edit") else (*FACTS, *STANDING)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Roles come after the account."""
        return (MembershipInline,) if obj else ()

    @admin.display(description=_("Password"))
    def password_page(self, user: User) -> str:
        """The way to a new one."""
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a class="button" href="{}">{}</a>', address, _("Set a new password"))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # Django's name
        """Django's page, for those who keep accounts."""
        if not self.may(request, "person.edit"):
            raise PermissionDenied
        self.change_password_form = type("OwnPasswordForm", (PasswordForm,), {"by": viewer(request)})
        return super().user_change_password(request, id, form_url)

    def carry_out(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> User:
        """Add, or correct what was touched; then the roles."""
        by, typed = viewer(request), form.cleaned_data
        if not change:
            return add_user(by=by, password=typed["password1"], **{name: typed[name] for name in ON_ADDING})
        user: User = form.instance
        changes = {name: typed[name] for name in form.changed_data if name in FACTS}
        if changes:
            user = edit_user(user, by=by, changes=changes)
        write_roles(user, formsets, by=by, now=local_now())
        return user


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """Who is what, where and since when; changed on the account."""

    view_verb = "person.view"
    list_display = ("user", "unit", "role", "is_main", "from_on", "to_on")
    list_filter = ("role",)
    list_select_related = ("user", "unit")
    search_fields = ("user__name", "user__username", "unit__name")
    ordering = ("-id",)
    fields = readonly_fields = ("user", "unit", "role", "is_main", "from_on", "to_on")


admin.site.unregister(Group)
