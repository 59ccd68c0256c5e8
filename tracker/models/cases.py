"""Cases: a problem somebody must solve by a date; the units that handle it and the trail of acts."""

from __future__ import annotations

from datetime import date
from typing import Final

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tracker.models.case_sight import SEE_CASES, seen_case, sight_of
from tracker.models.enterprises import Contact, Enterprise, Site
from tracker.models.people import User
from tracker.models.places import Campaign, Unit
from tracker.rules import status as st


class Status(models.TextChoices):
    """Where a case stands, in the words of the screen."""

    REGISTERED = st.REGISTERED, _("Registered")
    INCOMPLETE = st.INCOMPLETE, _("Details missing")
    DECLINED = st.DECLINED, _("Declined")
    ACCEPTED = st.ACCEPTED, _("Accepted")
    ASSIGNED = st.ASSIGNED, _("To be signed for")
    DISPUTED = st.DISPUTED, _("To be ruled on")
    HANDLING = st.HANDLING, _("In hand")
    PARKED = st.PARKED, _("Parked")
    IN_REVIEW = st.IN_REVIEW, _("In review")
    CALL_BACK = st.CALL_BACK, _("To be called back")
    CLOSED = st.CLOSED, _("Closed")
    WITHDRAWN = st.WITHDRAWN, _("Withdrawn")
    MERGED = st.MERGED, _("Merged")
    VOIDED = st.VOIDED, _("Voided")


class CaseClass(models.TextChoices):
    """How hard a case is; decides its presets of days."""

    SIMPLE = "C", _("C · simple")
    NORMAL = "B", _("B · normal")
    COMPLEX = "A", _("A · complex")


class Source(models.TextChoices):
    """How a problem reached the office."""

    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Phone")
    PLATFORM = "platform", _("Online platform")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter")
    BULLETIN = "bulletin", _("Bulletin")
    SUPERIOR = "superior", _("Handed down from above")
    OTHER = "other", _("Other")


class Origin(models.TextChoices):
    """Whether the owner office collected a case itself; kept when a case changes hands."""

    SELF = "self", _("Collected here")
    HANDED_DOWN = "handed_down", _("Handed down")
    SENT_UP = "sent_up", _("Sent up")


class ResultKind(models.TextChoices):
    """How a case ended; an explanation never counts as solved."""

    SOLVED = "solved", _("Solved")
    EXPLAINED = "explained", _("Explained")


class Rating(models.TextChoices):
    """What the enterprise said when it was called back."""

    SATISFIED = "satisfied", _("Satisfied")
    BASICALLY = "basically", _("Basically satisfied")
    DISSATISFIED = "dissatisfied", _("Dissatisfied")
    UNSOLVED = "unsolved", _("Not solved")
    UNREACHABLE = "unreachable", _("Not reached")


CONTENT: Final = (Rating.SATISFIED, Rating.BASICALLY)
UNHAPPY: Final = frozenset({Rating.DISSATISFIED, Rating.UNSOLVED})
OPEN: Final = Q(status__in=st.OPEN)
SEEN: Final = "visible_unit_ids"
SAID: Final = (*CONTENT, Rating.DISSATISFIED, Rating.UNSOLVED)  # by the enterprise itself


class Check(models.TextChoices):
    """A withdrawal soon after a unit's contact is looked into."""

    NONE = "", _("Not needed")
    PENDING = "pending", _("To be checked")
    PASSED = "passed", _("In order")
    OVERTURNED = "overturned", _("Overturned")


class Category(models.Model):
    """What a problem is about; the list is the city's."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=50, unique=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") and self.name_en else self.name


class CaseQuerySet(models.QuerySet["Case"]):
    """Words about cases."""

    def visible_to(self, user: User) -> CaseQuerySet:
        """Those my units have a part in, those of my territory, those of my paired firms."""
        return self if user.scope.sees_everything(SEE_CASES) else self.filter(seen_case(*sight_of(user)))

    def open(self) -> CaseQuerySet:
        """Not yet ended in any way."""
        return self.filter(status__in=st.OPEN)

    def overdue(self, on: date) -> CaseQuerySet:
        """Open and past the due date on a day; the clock of a parked case stands still."""
        return self.open().filter(due_on__lt=on).exclude(status=st.PARKED)

    def difficult(self) -> CaseQuerySet:
        """Returned or done over so often that a meeting has to look at them."""
        return self.filter(is_difficult=True)


@pghistory.track()
class Case(models.Model):
    """A problem raised by an enterprise, or found at a place, that somebody must solve by a date."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="cases")
    title = models.CharField(_("title"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, verbose_name=_("enterprise"), null=True, blank=True, related_name="cases"
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name=_("site"), null=True, blank=True, related_name="cases"
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("When no enterprise is named")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, verbose_name=_("contact then"), null=True, blank=True, related_name="+"
    )
    district = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("district"), null=True, blank=True, related_name="district_cases"
    )
    owner_office = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("owner office"), related_name="owned_cases"
    )
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("lead unit"), null=True, blank=True, related_name="led_cases"
    )
    suggested_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("suggested unit"), null=True, blank=True, related_name="+"
    )
    registrar = models.ForeignKey(User, models.PROTECT, verbose_name=_("registered by"), related_name="+")
    registrar_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("registering unit"), null=True, blank=True, related_name="+"
    )
    origin = models.CharField(_("origin"), max_length=12, choices=Origin.choices, default=Origin.SELF)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"), null=True, blank=True)
    case_class = models.CharField(_("class"), max_length=1, choices=CaseClass.choices, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)

    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.REGISTERED)
    status_before = models.CharField(max_length=12, choices=Status.choices, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        related_name="merged_from",
    )
    raised_on = models.DateField(_("raised on"))
    registered_at = models.DateTimeField(_("registered at"))
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    sign_due_on = models.DateField(_("to be signed by"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)  # by the lead unit
    reply_due_on = models.DateField(_("to be answered by"), null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    next_answer_on = models.DateField(_("next answer on"), null=True, blank=True)
    clock = models.JSONField(default=list, blank=True, editable=False)  # as rules.clock reckons it
    parked_on = models.DateField(_("parked on"), null=True, blank=True, editable=False)
    claimed_on = models.DateField(_("claimed done on"), null=True, blank=True, editable=False)
    claimed_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("claimed by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    resolved_on = models.DateField(_("resolved on"), null=True, blank=True)
    handling_days = models.PositiveSmallIntegerField(
        _("working days of handling"), null=True, blank=True, editable=False
    )  # acceptance to the claim that was approved
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    result_kind = models.CharField(_("result"), max_length=10, choices=ResultKind.choices, blank=True)
    result = models.TextField(_("what was achieved"), blank=True)
    rating = models.CharField(_("rating"), max_length=12, choices=Rating.choices, blank=True, editable=False)
    rated_on = models.DateField(_("rated on"), null=True, blank=True, editable=False)
    drawn_on = models.DateField(_("drawn on"), null=True, blank=True, editable=False)
    first_said = models.CharField(
        _("first said"), max_length=12, choices=Rating.choices, blank=True, editable=False
    )  # by the enterprise itself, when it was called back
    call_back_tries = models.PositiveSmallIntegerField(_("calls not answered"), default=0, editable=False)
    quality_check = models.CharField(
        _("check of the withdrawal"), max_length=10, choices=Check.choices, blank=True, editable=False
    )
    escalated_on = models.DateField(_("escalated on"), null=True, blank=True, editable=False)
    is_difficult = models.BooleanField(_("difficult"), default=False, editable=False)

    follow_up_count = models.PositiveIntegerField(_("follow-ups"), default=0, editable=False)
    last_follow_up_at = models.DateTimeField(_("last follow-up"), null=True, blank=True, editable=False)
    return_count = models.PositiveSmallIntegerField(_("times returned"), default=0, editable=False)
    redo_count = models.PositiveSmallIntegerField(_("times redone"), default=0, editable=False)
    extension_count = models.PositiveSmallIntegerField(_("extensions"), default=0, editable=False)
    reopen_count = models.PositiveSmallIntegerField(_("times reopened"), default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    visible_unit_ids = ArrayField(models.IntegerField(), default=list, editable=False)
    idempotency_key = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="case_status_known"),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | ~Q(place=""), name="case_has_enterprise_or_place"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.MERGED) | Q(merged_into__isnull=False),
                name="case_merged_has_target",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.CLOSED) | Q(closed_on__isnull=False), name="case_closed_has_day"
            ),
        ]
        indexes = [
            # The newest of a unit are found, and those of a district counted, without a look at the rows.
            models.Index(fields=["-id"], include=[SEEN], name="case_newest_seen"),
            models.Index(fields=["status", "-id"], name="case_by_status"),
            models.Index(fields=["district", "status", "-id"], include=[SEEN], name="case_of_district_seen"),
            models.Index(fields=["lead_unit", "status", "-id"], name="case_by_lead"),
            models.Index(fields=["enterprise", "-id"], name="case_by_enterprise"),
            models.Index(
                fields=["due_on", "id"], include=["status", SEEN], condition=OPEN, name="case_open_due"
            ),
            models.Index(fields=["id"], include=["due_on", "status", SEEN], condition=OPEN, name="case_open"),
            models.Index(fields=["-last_follow_up_at", "-id"], name="case_by_follow_up"),
            models.Index(fields=["-registered_at", "-id"], name="case_by_registration"),
            models.Index(fields=["due_on", "-id"], name="case_by_due"),
            models.Index(fields=["closed_on", "-id"], name="case_by_closing"),
            models.Index(fields=["last_follow_up_at", "id"], condition=OPEN, name="case_open_by_follow_up"),
            GinIndex(fields=["visible_unit_ids"], name="case_visible_units"),
            models.Index(fields=["-id"], condition=Q(is_difficult=True), name="case_difficult"),
            # How long handling took is read from the index alone, whatever narrows it.
            models.Index(
                fields=["resolved_on"],
                include=["handling_days", "category", "source", "district", "lead_unit", "registrar_unit"],
                condition=Q(handling_days__isnull=False),
                name="case_handled",
            ),
            models.Index(fields=["-id"], condition=Q(quality_check="pending"), name="case_to_check"),
        ]
        triggers = [
            pgtrigger.FSM(name="status_moves", field="status", transitions=st.transitions()),
            pgtrigger.Protect(
                name="status_begins",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=st.INITIAL),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
