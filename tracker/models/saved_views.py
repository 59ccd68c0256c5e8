"""Filters people keep under a name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.ids import new_public_id
from tracker.models.keys import Keys
from tracker.models.people import User
from tracker.models.places import Unit


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Words about saved views."""

    def visible_to(self, user: User) -> SavedViewQuerySet:
        """One's own and those shared with one's units."""
        return self.filter(Q(owner=user) | Q(shared_with__among=Keys(user.scope.units("view.save"))))

    def own(self, user: User) -> SavedViewQuerySet:
        """One's own: nobody else renames, shares, pins or deletes them."""
        return self.filter(owner=user)

    def pinned(self) -> SavedViewQuerySet:
        """Those that stand as tabs."""
        return self.filter(is_pinned=True)


class SavedView(models.Model):
    """A list with its filters in the URL's words; whoever opens it sees what they themselves may see."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=50)
    list_name = models.CharField(_("list"), max_length=20)
    query = models.CharField(max_length=2000, blank=True)
    shared_with = models.ForeignKey(
        Unit, models.CASCADE, verbose_name=_("shared with"), null=True, blank=True, related_name="+"
    )
    is_pinned = models.BooleanField(_("pinned"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "list_name", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
