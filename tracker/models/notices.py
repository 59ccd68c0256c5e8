"""What people are told of: a row a person and act, under the bell; and how each of them wants to hear of it by mail."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from tracker.models.actions import AssistanceAction, seen_action
from tracker.models.bulk import BulkAct
from tracker.models.case_sight import SEE_CASES, seen_case, sight_of
from tracker.models.cases import Case
from tracker.models.follow_ups import FollowUp
from tracker.models.ids import new_public_id
from tracker.models.keys import Keys
from tracker.models.mail import OutgoingMail
from tracker.models.people import User
from tracker.rules import notices as rules


class Reminder(models.TextChoices):
    """OtherNews that no act brings but the day."""

    NEAR_DUE = "near_due", _("Near due")
    CAME_DUE = "came_due", _("Due")
    LATE_SUPERVISE = "late_supervise", _("Overdue, time to supervise")
    LATE_ESCALATE = "late_escalate", _("Overdue, time to escalate")
    ANSWER_DAY = "answer_day", _("Parked, answer due")
    PROMISE_DUE = "promise_due", _("Promise due")


class OtherNews(models.TextChoices):
    """What is told in other words than those of the act, or of the case beside it."""

    REGISTER = "register", _("New, to be assigned")
    REDATE = "redate", _("Dates moved with the calendar")
    TAKES_IN = "takes_in", _("Another case merged into this one")
    ENDS_TOO = "ends_too", _("Ended with the case it was merged into")
    GIVES_BACK = "gives_back", _("Merger into this one undone")
    HANDED_OVER = "handed_over", _("Work handed over to you")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Words about notices."""

    def visible_to(self, user: User) -> NoticeQuerySet:
        """One's own, as long as one sees the case or the action."""
        own = self.filter(recipient=user)
        if user.scope.sees_everything(SEE_CASES):
            return own
        return own.within(*sight_of(user))

    def within(self, units: Keys, firms: Keys | Collection[int]) -> NoticeQuerySet:
        """Those of cases and actions, which the same roles see, in which these units or firms have a part."""
        cases = Q(case__isnull=True) | seen_case(units, firms, "case__")
        actions = Q(action__isnull=True) | seen_action(units, firms, "action__")
        return self.filter(cases, actions)

    def told_cases(self) -> Any:
        """The keys of the cases whose dates moved, or that were handed over, to be looked for among cases."""
        return self._told("cases")

    def told_firms(self) -> Any:
        """The keys of the firms that were handed over, to be looked for among enterprises."""
        return self._told("firms")

    def _told(self, name: str) -> Any:
        column = F(f"params__{name}")
        each = Func(column, function="jsonb_array_elements_text", output_field=models.TextField())
        return self.annotate(told=Cast(each, models.BigIntegerField())).values("told")

    def unread(self) -> NoticeQuerySet:
        """Not read yet, and still true."""
        return self.filter(read_at__isnull=True, withdrawn_at__isnull=True)

    def unsettled(self) -> NoticeQuerySet:
        """Of which it is not decided yet whether a mail tells them."""
        return self.filter(settled_at__isnull=True)


class Notice(models.Model):
    """Somebody is told of an act on a case, or of its day; never twice of the same.

    kind      the verb of the act, a `Reminder` or `OtherNews`     told_for  what a reminder is about: its day, with a promise's key
    params    days and numbers for the sentence; the words are the reader's (`notice_words`)
    bulk      the batch that it belongs to; where it tells of several cases, `case` and `follow_up` are the first
              of them and params["acts"] the keys of all the acts
    case      None where it tells of several cases that moved with the calendar: params["cases"] are their keys;
              where it tells of work handed over: params["cases"] and params["firms"];
              or where it tells that an act was taken back on cases that are out of sight: params["numbers"]
    action    what it is about in place of a case: a promise was made with it
    settled_at    when a mail with it was planned, or it was clear that there will be none     mail  that mail
    withdrawn_at  when what it tells was taken back before anybody read it
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    recipient = models.ForeignKey(
        User, models.CASCADE, verbose_name=_("recipient"), related_name="notices", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20)
    case = models.ForeignKey(
        Case, models.PROTECT, verbose_name=_("case"), null=True, blank=True, related_name="+", db_index=False
    )
    action = models.ForeignKey(
        AssistanceAction,
        models.PROTECT,
        verbose_name=_("action"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    follow_up = models.ForeignKey(
        FollowUp,
        models.PROTECT,
        verbose_name=_("act"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    bulk = models.ForeignKey(
        BulkAct,
        models.PROTECT,
        verbose_name=_("batch"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    told_for = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(
        OutgoingMail,
        models.PROTECT,
        verbose_name=_("mail"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "follow_up", "kind"],
                condition=Q(follow_up__isnull=False),
                name="notice_once_an_act",
            ),
            models.UniqueConstraint(
                fields=["recipient", "case", "kind", "told_for"],
                condition=Q(follow_up__isnull=True),
                name="notice_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["recipient", "action", "kind", "told_for"],
                condition=Q(action__isnull=False),
                name="notice_once_an_action",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_newest"),
            models.Index(
                fields=["recipient", "-id"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
            models.Index(fields=["recipient"], condition=Q(settled_at__isnull=True), name="notice_unsettled"),
            models.Index(fields=["bulk"], condition=Q(bulk__isnull=False), name="notice_of_batch"),
            models.Index(fields=["at"], condition=Q(follow_up__isnull=True), name="notice_reminders"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"

    @property
    def case_count(self) -> int:
        """How many cases it tells of."""
        several = (self.params.get(name) for name in ("acts", "cases", "numbers"))
        return len(next(filter(None, several), [self.case_id]))


class Group(models.TextChoices):
    """Kinds of news that people choose about."""

    WORK = rules.WORK, _("Work for me or my unit")
    PRESSING = rules.PRESSING, _("Chased, supervised, escalated, instructed")
    DATES = rules.DATES, _("Due dates and promises")
    ANSWERS = rules.ANSWERS, _("What became of it")
    DIGEST = rules.DIGEST, _("Weekly digest")


class How(models.TextChoices):
    """How somebody wants to hear of it by mail."""

    OFF = "off", _("No mail")
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class NoticeChoiceQuerySet(models.QuerySet["NoticeChoice"]):
    """Words about choices."""

    def visible_to(self, user: User) -> NoticeChoiceQuerySet:
        """One's own."""
        return self.filter(user=user)


class NoticeChoice(models.Model):
    """A person's choice about mails; without a row the default of `rules.notices` holds."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_choices", db_index=False)
    group = models.CharField(_("kind"), max_length=10, choices=Group.choices)
    how = models.CharField(_("by mail"), max_length=8, choices=How.choices)

    objects = NoticeChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "group"], name="notice_choice_once"),
            models.CheckConstraint(
                condition=Q(group__in=Group.values, how__in=How.values), name="notice_choice_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group} {self.how}"
