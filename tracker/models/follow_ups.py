"""The units that handle a case, and the trail of acts on it."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.cases import Case, Status
from tracker.models.people import User
from tracker.models.places import Unit


class Part(models.TextChoices):
    """What a unit does for a case."""

    LEAD = "lead", _("Lead")
    ASSIST = "assist", _("Assisting")
    PARALLEL = "parallel", _("Parallel")


class CaseUnitQuerySet(models.QuerySet["CaseUnit"]):
    """Words about the units of a case."""

    def visible_to(self, user: User) -> CaseUnitQuerySet:
        """As the case."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def unanswered(self) -> CaseUnitQuerySet:
        """Assisting and parallel units that have neither answered nor been excused."""
        return self.filter(is_current=True, answered_on__isnull=True, excused_on__isnull=True).exclude(
            part=Part.LEAD
        )


@pghistory.track()
class CaseUnit(models.Model):
    """A unit handles a case, with its own handler, clock and answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="case_parts")
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    handler = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("handled by"), null=True, blank=True, related_name="+"
    )
    assigned_on = models.DateField(_("assigned on"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    due_on = models.DateField(_("due date"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    excused_on = models.DateField(_("excused on"), null=True, blank=True)
    is_current = models.BooleanField(_("current"), default=True)
    is_final = models.BooleanField(_("may not be returned"), default=False)

    objects = CaseUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("handling unit")
        verbose_name_plural = _("handling units")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(part=Part.LEAD, is_current=True), name="case_one_lead_unit"
            ),
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(is_current=True), name="case_unit_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "case"],
                condition=Q(is_current=True, answered_on__isnull=True, excused_on__isnull=True),
                name="case_unit_unanswered",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_part_display()}"


class Audience(models.TextChoices):
    """For whose eyes an act is written."""

    INTERNAL = "internal", _("Internal")
    ENTERPRISE = "enterprise", _("For the enterprise")


class Verb(models.TextChoices):
    """What was done to a case, in the words of the trail."""

    REGISTER = "register", _("Registered")
    NOTE = "note", _("Note")
    CALL = "call", _("Phone call")
    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    EDIT = "edit", _("Facts corrected")
    LINK_ACTION = "link_action", _("Action attached")
    ASK_DETAILS = "ask_details", _("Asked for details")
    SUPPLY = "supply", _("Details supplied")
    ACCEPT = "accept", _("Accepted")
    DECLINE = "decline", _("Declined")
    RECONSIDER = "reconsider", _("Reconsidered")
    SETTLE = "settle", _("Settled on the spot")
    ASSIGN = "assign", _("Assigned")
    SIGN = "sign", _("Signed for")
    RETURN = "return", _("Returned")
    RULE = "rule", _("Ruled on")
    REASSIGN = "reassign", _("Reassigned")
    CLAIM_DONE = "claim_done", _("Claimed done")
    RETRACT = "retract", _("Claim retracted")
    REJECT = "reject", _("Rejected")
    APPROVE = "approve", _("Approved")
    CALL_BACK = "call_back", _("Called back")
    PARK = "park", _("Parked")
    RESUME = "resume", _("Resumed")
    WITHDRAW = "withdraw", _("Withdrawn")
    OVERTURN = "overturn", _("Withdrawal overturned")
    MERGE = "merge", _("Merged")
    UNMERGE = "unmerge", _("Merge undone")
    REOPEN = "reopen", _("Reopened")
    VOID = "void", _("Voided")
    SEND_UP = "send_up", _("Sent up")
    HAND_DOWN = "hand_down", _("Handed down")
    ANSWER = "answer", _("Assisting unit answered")
    EXCUSE = "excuse", _("Assisting unit excused")
    SET_HANDLER = "set_handler", _("Handler named")
    ASK_EXTENSION = "ask_extension", _("Extension asked for")
    EXTEND = "extend", _("Extended")
    REFUSE_EXTENSION = "refuse_extension", _("Extension refused")
    ASK_PARK = "ask_park", _("Parking asked for")
    REFUSE_PARK = "refuse_park", _("Parking refused")
    SET_ANSWER_DAY = "set_answer_day", _("Next answer day set")
    PROMISE = "promise", _("Promised")
    KEEP_PROMISE = "keep_promise", _("Promise kept")
    CHASE = "chase", _("Chased")
    SUPERVISE = "supervise", _("Supervised")
    ESCALATE = "escalate", _("Escalated")
    INSTRUCT = "instruct", _("Instruction")
    PASS_CHECK = "pass_check", _("Withdrawal found in order")
    REDATE = "redate", _("Dates counted again")
    RATE = "rate", _("Rated by the enterprise")
    TAG = "tag", _("Tags changed")
    UNASSIGN = "unassign", _("Assignment taken back")
    UNAPPROVE = "unapprove", _("Approval taken back")
    UNEXTEND = "unextend", _("Extension taken back")
    UNCHASE = "unchase", _("Chase voided")
    UNTAG = "untag", _("Tags put back")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Words about the trail."""

    def visible_to(self, user: User) -> FollowUpQuerySet:
        """As the case."""
        if user.scope.sees_everything("case.view"):
            return self
        return self.filter(case__in=Case.objects.visible_to(user))


class FollowUp(models.Model):
    """One act on a case. Written once: neither the application nor its database role can alter it."""

    case = models.ForeignKey(Case, models.PROTECT, verbose_name=_("case"), related_name="follow_ups")
    verb = models.CharField(_("act"), max_length=20, choices=Verb.choices)
    audience = models.CharField(_("for"), max_length=10, choices=Audience.choices, default=Audience.INTERNAL)
    note = models.TextField(_("note"), blank=True)
    happened_on = models.DateField(_("day"))
    by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("by"), null=True, blank=True, related_name="+", db_index=False
    )  # nobody only where the enterprise itself spoke, by its link
    by_unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit"), null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("at"))
    from_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    to_status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    details = models.JSONField(default=dict, blank=True)
    action = models.ForeignKey(
        "AssistanceAction", models.PROTECT, verbose_name=_("action"), null=True, blank=True, related_name="+"
    )
    idempotency_key = models.CharField(max_length=40, null=True, blank=True, unique=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(verb=Verb.RATE, by__isnull=True) | Q(~Q(verb=Verb.RATE), by__isnull=False),
                name="follow_up_by_somebody_or_the_enterprise",
            )
        ]
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="follow_up_trail"),
            models.Index(fields=["-at", "-id"], name="follow_up_newest"),
            models.Index(fields=["verb", "-at", "-id"], name="follow_up_by_verb"),
            models.Index(fields=["by", "-at", "-id"], name="follow_up_by_person"),
            models.Index(fields=["by_unit", "-at", "-id"], name="follow_up_by_unit"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d}"


class NoteDraftQuerySet(models.QuerySet["NoteDraft"]):
    """Words about drafts."""

    def visible_to(self, user: User) -> NoteDraftQuerySet:
        """One's own."""
        return self.filter(user=user)


class NoteDraft(models.Model):
    """What somebody has begun to write on a case: kept while they type, gone when it is recorded.

    figures  field of the form → what was typed there
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    note = models.TextField(blank=True)
    figures = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField()

    objects = NoteDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="note_draft_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"
