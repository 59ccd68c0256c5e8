"""The campaign, and the units that report, handle and own: districts, offices, working groups, bureaus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tracker.models.calendar import DeadlinePreset
from tracker.models.ids import new_public_id, new_seed
from tracker.models.keys import Keys
from tracker.rules.ranking import DEFAULT_MINIMUM, DEFAULT_WEIGHTS, INDICATORS, LARGEST_MINIMUM

if TYPE_CHECKING:
    from tracker.models.people import User


@pghistory.track()
class Campaign(models.Model):
    """What the city calls this year's assistance drive; records belong to one."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    product_name = models.CharField(_("product name"), max_length=50, help_text=_("Shown in the header"))
    product_name_en = models.CharField(_("English product name"), max_length=50, blank=True)
    city = models.CharField(_("city"), max_length=50)
    city_en = models.CharField(_("English city name"), max_length=50, blank=True)
    started_on = models.DateField(_("started on"))
    is_current = models.BooleanField(_("current"), default=False)
    deadline_preset = models.ForeignKey(
        DeadlinePreset,
        models.PROTECT,
        verbose_name=_("deadline preset"),
        null=True,
        blank=True,
        related_name="+",
    )
    call_back_percent = models.PositiveSmallIntegerField(
        _("share of solved cases called back, in percent"), default=30
    )
    sample_seed = models.CharField(max_length=32, default=new_seed, editable=False)
    ranking_on = models.BooleanField(_("rank units and write circulars"), default=False)
    ranking_minimum = models.PositiveSmallIntegerField(
        _("cases due below which a unit has no place"), default=DEFAULT_MINIMUM
    )
    weight_punctual = models.PositiveSmallIntegerField(
        _("weight of solved in time, in percent"), default=DEFAULT_WEIGHTS["punctual"]
    )
    weight_solving = models.PositiveSmallIntegerField(
        _("weight of solved, in percent"), default=DEFAULT_WEIGHTS["solving"]
    )
    weight_content = models.PositiveSmallIntegerField(
        _("weight of satisfaction, in percent"), default=DEFAULT_WEIGHTS["content"]
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="campaign_one_current"
            ),
            models.CheckConstraint(condition=Q(call_back_percent__lte=100), name="campaign_share_is_percent"),
            models.CheckConstraint(
                condition=Q(
                    weight_punctual=100 - models.F("weight_solving") - models.F("weight_content"),
                    ranking_minimum__range=(1, LARGEST_MINIMUM),
                ),
                name="campaign_weights_are_shares",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def weights(self) -> dict[str, int]:
        """Indicator of a ranking → its share of the score, in percent."""
        return {code: getattr(self, f"weight_{code}") for code in INDICATORS}

    @property
    def ranking(self) -> dict[str, Any]:
        """The switch of rankings with its weights and minimum, as a period keeps them that is closed now."""
        return {"is_on": self.ranking_on, "weights": self.weights, "minimum": self.ranking_minimum}


class UnitKind(models.TextChoices):
    """What a unit is; rankings compare like with like."""

    DISTRICT = "district", _("Urban district")
    COUNTY = "county", _("County or county-level city")
    ZONE = "development_zone", _("Development zone")
    OFFICE = "office", _("Campaign office")
    GROUP = "working_group", _("Working group")
    BUREAU = "bureau", _("Bureau")
    SUBUNIT = "subunit", _("Sub-district or subordinate unit")


TERRITORIES = (UnitKind.DISTRICT, UnitKind.COUNTY, UnitKind.ZONE)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Words about units."""

    def visible_to(self, user: User) -> UnitQuerySet:
        """All units: names of authorities are public among people with any role."""
        return self if user.scope.may("reference.view") else self.none()

    def districts(self) -> UnitQuerySet:
        """Districts, counties and development zones, in the city's own order."""
        return self.filter(kind__in=TERRITORIES).order_by("order", "id")

    def of_kind(self, *kinds: str) -> UnitQuerySet:
        """Units of the given kinds, in the city's own order."""
        return self.filter(kind__in=kinds).order_by("order", "id")

    def active(self) -> UnitQuerySet:
        """Units not yet dissolved."""
        return self.filter(is_active=True)

    def within(self, ids: Keys) -> UnitQuerySet:
        """These units and the two levels below them: district, sub-district office, its departments."""
        return self.filter(Q(id__among=ids) | Q(parent__among=ids) | Q(parent__parent__among=ids))


@pghistory.track()
class Unit(models.Model):
    """One authority. One table for all kinds, so that "who reports" and "who handles" are one foreign key."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=50, blank=True)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    aliases = ArrayField(models.CharField(max_length=50), verbose_name=_("aliases"), default=list, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("parent unit"), null=True, blank=True, related_name="children"
    )
    code = models.CharField(
        _("division code"), max_length=12, null=True, blank=True, unique=True, help_text="GB/T 2260"
    )
    number = models.PositiveSmallIntegerField(_("group number"), null=True, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name=_("campaign"), null=True, blank=True, related_name="groups"
    )
    lead_unit = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("lead unit"), null=True, blank=True, related_name="led_groups"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(
                condition=(Q(kind=UnitKind.GROUP, number__isnull=False, campaign__isnull=False))
                | (
                    ~Q(kind=UnitKind.GROUP)
                    & Q(number__isnull=True, campaign__isnull=True, lead_unit__isnull=True)
                ),
                name="unit_group_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=TERRITORIES) | Q(parent__isnull=True), name="unit_district_is_top"
            ),
            models.CheckConstraint(
                condition=~Q(kind=UnitKind.SUBUNIT) | Q(parent__isnull=False), name="unit_subunit_has_parent"
            ),
            models.UniqueConstraint(
                fields=["campaign", "number"], condition=Q(kind=UnitKind.GROUP), name="unit_group_number_once"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(parent__isnull=True, campaign__isnull=True),
                name="unit_top_name_once",
            ),
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(parent__isnull=False), name="unit_child_name_once"
            ),
            models.UniqueConstraint(
                fields=["parent"],
                condition=Q(kind=UnitKind.OFFICE),
                name="unit_one_office_each",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The short name people say, in the reader's language."""
        if (get_language() or "").startswith("en") and self.name_en:
            return self.name_en
        return self.short_name or self.name

    @property
    def is_territory(self) -> bool:
        """Whether this is a district, county or development zone."""
        return self.kind in TERRITORIES


class _KindManager(models.Manager["Unit"]):
    """Rows of some kinds only; what makes the proxy models worth having."""

    kinds: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> UnitQuerySet:
        return UnitQuerySet(self.model, using=self._db).filter(kind__in=self.kinds)

    def visible_to(self, user: User) -> UnitQuerySet:
        """As on the base queryset."""
        return self.get_queryset().visible_to(user)


class DistrictManager(_KindManager):
    """Districts, counties, zones."""

    kinds = TERRITORIES


class OfficeManager(_KindManager):
    """Campaign offices."""

    kinds = (UnitKind.OFFICE,)


class WorkingGroupManager(_KindManager):
    """Working groups."""

    kinds = (UnitKind.GROUP,)


class BureauManager(_KindManager):
    """Bureaus."""

    kinds = (UnitKind.BUREAU,)


class District(Unit):
    """A district, county or development zone."""

    objects: ClassVar[Any] = DistrictManager()

    class Meta:
        proxy = True
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class Office(Unit):
    """The campaign office of the city (no parent) or of a district."""

    objects: ClassVar[Any] = OfficeManager()

    class Meta:
        proxy = True
        verbose_name = _("campaign office")
        verbose_name_plural = _("campaign offices")


class WorkingGroup(Unit):
    """A numbered group of a campaign with its lead unit."""

    objects: ClassVar[Any] = WorkingGroupManager()

    class Meta:
        proxy = True
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")


class Bureau(Unit):
    """A bureau or commission of the city."""

    objects: ClassVar[Any] = BureauManager()

    class Meta:
        proxy = True
        verbose_name = _("bureau")
        verbose_name_plural = _("bureaus")
