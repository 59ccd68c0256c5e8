"""Failed sign-ins and lock-outs, for the security administrator alone."""

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.admin.scope import Rows
from tracker.admin.scoped import ScopedAdmin


class AccessAdmin(ScopedAdmin):
    """What the guard at the door wrote down."""

    view_verb = "lockout.view"
    list_filter: Any = ()
    search_fields = ("username", "ip_address")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> Rows:
        """All rows or none."""
        rows: Rows = self.model._default_manager.order_by("-id")
        return rows if self.may(request, "lockout.view") else rows.none()


class AttemptAdmin(AccessAdmin):
    """Who is being counted or locked out now."""

    heading = _("Lock-outs")
    list_display = ("attempt_time", "username", "ip_address", "failures_since_start", "path_info")
    fields = readonly_fields = (
        "attempt_time",
        "username",
        "ip_address",
        "user_agent",
        "path_info",
        "failures_since_start",
    )
    actions = ("unlock",)

    def has_lockout_permission(self, request: HttpRequest) -> bool:
        """Named for Django's `permissions=("lockout",)`."""
        return self.may(request, "lockout.edit")

    @admin.action(description=_("Let the selected ones sign in again"), permissions=["lockout"])
    def unlock(self, request: HttpRequest, queryset: Any) -> None:
        """Forget the failures; the log of failures keeps them."""
        found = list(queryset)
        for attempt in found:
            reset(username=attempt.username, ip=attempt.ip_address)
        said = ngettext("%(count)d lock-out lifted.", "%(count)d lock-outs lifted.", len(found))
        self.message_user(request, said % {"count": len(found)}, messages.SUCCESS)


class FailureAdmin(AccessAdmin):
    """Every failed sign-in."""

    heading = _("Failed sign-ins")
    list_display = ("attempt_time", "username", "ip_address", "locked_out", "path_info")
    list_filter = ("locked_out",)
    fields = readonly_fields = (
        "attempt_time",
        "username",
        "ip_address",
        "user_agent",
        "path_info",
        "locked_out",
    )


class SignInAdmin(AccessAdmin):
    """Every sign-in and sign-out."""

    heading = _("Sign-ins")
    list_display = ("attempt_time", "logout_time", "username", "ip_address")
    fields = readonly_fields = (
        "attempt_time",
        "logout_time",
        "username",
        "ip_address",
        "user_agent",
        "path_info",
    )


OURS: dict[Any, type[AccessAdmin]] = {
    AccessAttempt: AttemptAdmin,
    AccessFailureLog: FailureAdmin,
    AccessLog: SignInAdmin,
}
for model, model_admin in OURS.items():
    if admin.site.is_registered(model):
        admin.site.unregister(model)
    admin.site.register(model, model_admin)
