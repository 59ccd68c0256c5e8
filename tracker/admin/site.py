"""The admin site: open to people with a role, each seeing what the table of roles allows."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _

GROUPS: Final = (
    (_("Cases"), ("Case", "FollowUp", "BulkAct", "EnterpriseLink", "Attachment", "Closing", "Circular")),
    (_("Bulletins and actions"), ("Bulletin", "Draft", "AssistanceAction", "PolicyDocument")),
    (
        _("Enterprises"),
        ("Enterprise", "Contact", "Pairing", "Visit", "Merge", "DistinctFirms", "EnterpriseAct"),
    ),
    (_("Units and people"), ("District", "Office", "WorkingGroup", "Bureau", "Unit", "User", "Membership")),
    (_("Reference"), ("Campaign", "Category", "Tag", "CalendarDay", "DeadlinePreset")),
    (
        _("System"),
        (
            "OutgoingMail",
            "SavedView",
            "AccessAttempt",
            "AccessFailureLog",
            "AccessLog",
            "AuditEntry",
            "Export",
            "Context",
        ),
    ),
)


class TrackerAdminSite(admin.AdminSite):
    """One sign-in for pages and admin; nothing is deleted here."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("Everything, noun by noun")
    enable_nav_sidebar = True

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's way from any table's key to a page: nothing here has one, and it knows no scope."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        """People with a role; Django's own flag is derived from the same memberships."""
        return request.user.is_active and request.user.is_staff

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The pages' own; whoever is signed in and still comes here has no role."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        target = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(target)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The nouns by subject instead of by Python package."""
        models = [model for app in self._build_app_dict(request).values() for model in app["models"]]
        for model in models:
            model["name"] = getattr(self._registry[model["model"]], "heading", None) or model["name"]
        groups = [_group(title, names, models, number) for number, (title, names) in enumerate(GROUPS, 1)]
        return [group for group in groups if group["models"]]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Packages have no page of their own; Django's breadcrumbs lead here."""
        return redirect("admin:index")


def _group(title: Any, names: tuple[str, ...], models: list[Any], number: int) -> dict[str, Any]:
    inside = {model["object_name"]: model for model in models}
    return {
        "name": title,
        "app_label": f"group-{number}",
        "app_url": "",
        "has_module_perms": True,
        "models": [inside[name] for name in names if name in inside],
    }
