"""Assistance actions: something that was done, with its day, reporter, participants and figures."""

from __future__ import annotations

from collections.abc import Collection

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.cases import Case
from tracker.models.enterprises import Enterprise
from tracker.models.follow_ups import FollowUp
from tracker.models.ids import new_public_id
from tracker.models.keys import Keys
from tracker.models.people import User
from tracker.models.places import Campaign, Unit


class ActionKind(models.TextChoices):
    """What kind of help; the codes are the words bulletins use."""

    VISIT = "调研走访", _("Field visit")
    MEETING_WITH_FIRMS = "座谈会", _("Round table")
    FINANCE = "银企对接/融资", _("Financing match")
    POLICY = "政策出台", _("Policy issued")
    POLICY_TALK = "政策宣讲", _("Policy briefing")
    TRAINING = "培训", _("Training")
    TALENT = "人才对接", _("Talent match")
    PROBLEM = "问题协调解决", _("Problem solved")
    INTERNAL_MEETING = "会议部署", _("Internal meeting")
    PLATFORM = "平台/载体建设", _("Platform or park")
    INFRASTRUCTURE = "基础设施", _("Infrastructure")
    PERMIT = "证照办理", _("Permit obtained")
    LISTING = "上市培育", _("Listing support")
    OTHER = "其他", _("Other")


NOT_HELP = (ActionKind.INTERNAL_MEETING,)


class DayPrecision(models.TextChoices):
    """How exactly the day is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")
    VAGUE = "vague", _("Not exactly known")


class ActionStatus(models.TextChoices):
    """An action stands, or was entered by mistake."""

    STANDING = "standing", _("Standing")
    VOIDED = "voided", _("Voided")


class PolicyDocument(models.Model):
    """A policy: its title, number and issuer."""

    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("document number"), max_length=50, blank=True)
    issuer = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("issuer"), null=True, blank=True, related_name="+"
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")
        constraints = [models.UniqueConstraint(fields=["title", "number"], name="policy_once")]

    def __str__(self) -> str:
        return f"《{self.title}》{self.number}"


def seen_action(units: Keys, firms: Keys | Collection[int], action: str = "") -> Q:
    """That one of these units has a part in an action, or one of these firms took part.

    firms  as of `seen_case`     action  `action__` where another noun names it
    """
    seen = Q(**{f"{action}visible_unit_ids__meets": units})
    how = "among" if isinstance(firms, Keys) else "in"
    for_own = Participant.objects.filter(**{f"enterprise__{how}": firms}).values("action_id")
    return seen | Q(**{f"{action}id__in": for_own}) if firms else seen


class ActionQuerySet(models.QuerySet["AssistanceAction"]):
    """Words about actions."""

    def visible_to(self, user: User) -> ActionQuerySet:
        """Those my units reported or took part in, those in my territory, those for my paired firms."""
        scope = user.scope
        if scope.sees_everything("action.view"):
            return self
        units, own = Keys(scope.units("action.view")), scope.own_enterprises("action.view")
        return self.filter(seen_action(units, own))

    def standing(self) -> ActionQuerySet:
        """Not voided."""
        return self.filter(status=ActionStatus.STANDING)

    def help(self) -> ActionQuerySet:
        """Without meetings that help nobody directly."""
        return self.standing().exclude(kind__in=NOT_HELP)


@pghistory.track()
class AssistanceAction(models.Model):
    """Something that was done for enterprises."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="actions")
    kind = models.CharField(_("kind"), max_length=20, choices=ActionKind.choices)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what was done"), blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    day_precision = models.CharField(
        _("precision"), max_length=10, choices=DayPrecision.choices, default=DayPrecision.DAY
    )
    day_as_written = models.CharField(_("day as written"), max_length=50, blank=True)
    listed_on = models.DateField(_("listed under"), help_text="the day, or the bulletin's when it is vague")
    reporter = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("reporter"), related_name="reported_actions"
    )
    reporter_sub_unit = models.CharField(_("sub-unit as written"), max_length=100, blank=True)
    districts = models.ManyToManyField(
        Unit, verbose_name=_("districts"), related_name="district_actions", blank=True
    )
    policies = models.ManyToManyField(
        PolicyDocument, verbose_name=_("policy documents"), related_name="actions", blank=True
    )
    cases = models.ManyToManyField(Case, verbose_name=_("cases"), related_name="actions", blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    unnamed_enterprises = models.PositiveIntegerField(
        _("enterprises reached without names"), null=True, blank=True
    )
    unnamed_is_approx = models.BooleanField(_("about"), default=False)
    status = models.CharField(
        _("status"), max_length=10, choices=ActionStatus.choices, default=ActionStatus.STANDING
    )
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)
    logged_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("logged by"), related_name="+")
    logged_at = models.DateTimeField(_("logged at"))
    version = models.PositiveIntegerField(default=1, editable=False)
    visible_unit_ids = ArrayField(models.IntegerField(), default=list, editable=False)
    idempotency_key = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("assistance action")
        verbose_name_plural = _("assistance actions")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ActionKind.values), name="action_kind_known"),
            models.CheckConstraint(
                condition=Q(day__isnull=False) | ~Q(day_precision=DayPrecision.DAY), name="action_day_known"
            ),
        ]
        indexes = [
            models.Index(fields=["-listed_on", "-id"], name="action_newest"),
            models.Index(fields=["reporter", "-listed_on", "-id"], name="action_by_reporter"),
            GinIndex(fields=["visible_unit_ids"], name="action_visible_units"),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


class ParticipantRole(models.TextChoices):
    """What somebody was in an action."""

    ASSISTED = "assisted", _("Assisted")
    PARTNER = "partner", _("Partner")
    OTHER = "other", _("Mentioned")


@pghistory.track()
class Participant(models.Model):
    """An enterprise, a unit, or just a name that took part in an action."""

    action = models.ForeignKey(AssistanceAction, models.CASCADE, related_name="participants")
    role = models.CharField(_("role"), max_length=10, choices=ParticipantRole.choices)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        verbose_name=_("enterprise"),
        null=True,
        blank=True,
        related_name="participations",
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit"), null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name as written"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(unit__isnull=False) | ~Q(name=""),
                name="participant_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["action", "enterprise"],
                condition=Q(enterprise__isnull=False),
                name="participant_firm_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.enterprise or self.unit or self.name)


class FigureNature(models.TextChoices):
    """What kind of number; only what a period achieved may be summed."""

    CURRENT = "current", _("This period")
    CUMULATIVE = "cumulative", _("To date")
    STOCK = "stock", _("Stock")
    LIMIT = "limit", _("Limit")
    TARGET = "target", _("Target")
    INTENTION = "intention", _("Intention")


@pghistory.track()
class Figure(models.Model):
    """A number in an action or a follow-up: 7.2 亿元 of loans to date, 1000 多个 jobs."""

    action = models.ForeignKey(
        AssistanceAction, models.CASCADE, null=True, blank=True, related_name="figures"
    )
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="figures", db_index=False
    )
    measure = models.CharField(_("what is counted"), max_length=60, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20)
    approx = models.BooleanField(_("about"), default=False)
    nature = models.CharField(
        _("nature"), max_length=10, choices=FigureNature.choices, default=FigureNature.CURRENT
    )
    period = models.CharField(_("period"), max_length=30, blank=True)
    subject = models.CharField(_("whose"), max_length=100, blank=True)
    text = models.CharField(_("as written"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, follow_up__isnull=True)
                | Q(action__isnull=True, follow_up__isnull=False),
                name="figure_of_one",
            )
        ]
        indexes = [
            models.Index(
                fields=["follow_up"], condition=Q(follow_up__isnull=False), name="figure_of_follow_up"
            )
        ]

    def __str__(self) -> str:
        return self.text or f"{self.value.normalize():f} {self.unit}"
