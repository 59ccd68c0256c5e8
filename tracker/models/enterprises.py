"""Enterprises, the names they go by, where they are and who looks after them."""

from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.ids import new_public_id
from tracker.models.people import User
from tracker.models.places import Unit


class EnterpriseState(models.TextChoices):
    """Whether anybody can still be helped there."""

    NORMAL = "normal", _("Operating")
    LOST = "lost", _("Out of contact")
    DORMANT = "dormant", _("Dormant")
    DEREGISTERED = "deregistered", _("Deregistered")


class EnterpriseQuerySet(models.QuerySet["Enterprise"]):
    """Words about enterprises."""

    def visible_to(self, user: User) -> EnterpriseQuerySet:
        """Everybody who may register finds every firm: name, code and district; the rest is scoped apart."""
        return self if user.scope.may("enterprise.view") else self.none()

    def live(self) -> EnterpriseQuerySet:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)


@pghistory.track()
class Enterprise(models.Model):
    """One firm, known by its name and, when somebody has it, its unified social credit code."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=150, editable=False, help_text="normal form, for comparison")
    pinyin_keys = ArrayField(models.CharField(max_length=80), default=list, blank=True, editable=False)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        help_text="GB 32100",
    )
    district = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("district"), null=True, blank=True, related_name="enterprises"
    )
    industry = models.CharField(_("industry"), max_length=50, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=EnterpriseState.choices, default=EnterpriseState.NORMAL
    )
    is_verified = models.BooleanField(_("checked against the register"), default=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        related_name="merged_from",
    )
    created_at = models.DateTimeField(_("added at"))
    created_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("added by"), null=True, blank=True, related_name="+"
    )

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=Q(merged_into__isnull=True), name="enterprise_name_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EnterpriseState.values), name="enterprise_state_known"
            ),
            models.CheckConstraint(
                condition=Q(credit_code__isnull=True) | Q(credit_code__regex=r"^[0-9A-Z]{18}$"),
                name="enterprise_code_shape",
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="enterprise_newest"),
            models.Index(fields=["name", "id"], name="enterprise_by_name"),
            models.Index(fields=["district", "-id"], name="enterprise_by_district"),
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="enterprise_name_trgm"),
            GinIndex(fields=["pinyin_keys"], name="enterprise_pinyin"),
            # How its core sounds: firms that sound alike are looked at as perhaps the same.
            models.Index(
                F("pinyin_keys__0"),
                F("id"),
                condition=Q(merged_into__isnull=True),
                name="enterprise_by_sound",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NameKind(models.TextChoices):
    """Why a firm is also called so."""

    SHORT = "short", _("Short name")
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Also written")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class EnterpriseName(models.Model):
    """Another name of a firm. One that was wrong goes; the history keeps it."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=150)
    name_key = models.CharField(max_length=150, editable=False, db_index=True)
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind.choices)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "name"], name="enterprise_other_name_once")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Site(models.Model):
    """A place where a firm works; a firm in two districts has two."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=100)
    district = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("district"), related_name="+")
    address = models.CharField(_("address"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class EnterpriseLabel(models.Model):
    """A title somebody gave a firm on a day: above scale, specialised and new, listed for the market."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="labels")
    label = models.CharField(_("label"), max_length=50)
    issuer = models.CharField(_("issuer"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "label", "issued_on"], name="label_once")
        ]

    def __str__(self) -> str:
        return self.label


class ContactQuerySet(models.QuerySet["Contact"]):
    """Words about contacts."""

    def visible_to(self, user: User) -> ContactQuerySet:
        """Chief officers see the contacts of their own firms, an office those of its territory."""
        if user.scope.sees_everything("contact.view"):
            return self
        return self.filter(
            Q(enterprise__district_id__in=_office_units(user))
            | Q(enterprise_id__in=user.scope.own_enterprises("contact.view"))
        )


def _office_units(user: User) -> frozenset[int]:
    return frozenset().union(*(grant.unit_ids for grant in user.scope.grants if grant.role == "office"))


class Contact(models.Model):
    """A person at a firm: personal data, masked on screen, never in the history tables, erasable."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=50)
    title = models.CharField(_("job title"), max_length=50, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    redacted_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name


class PairingQuerySet(models.QuerySet["Pairing"]):
    """Words about pairings."""

    def current(self, on: date) -> PairingQuerySet:
        """Those in force on a day."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), from_on__lte=on)

    def lasting(self, on: date) -> PairingQuerySet:
        """Those in force on a day, and those that begin later."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=on))

    def visible_to(self, user: User) -> PairingQuerySet:
        """Who looks after which firm is shown to all who see the firm."""
        return self if user.scope.may("enterprise.view") else self.none()


@pghistory.track()
class Pairing(models.Model):
    """An officer looks after a firm from a day to a day."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="pairings")
    officer = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("chief service officer"), related_name="pairings"
    )
    group = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("working group"), null=True, blank=True, related_name="+"
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        verbose_name = _("pairing")
        verbose_name_plural = _("pairings")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "officer", "from_on"], name="pairing_once"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="pairing_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} · {self.officer}"
