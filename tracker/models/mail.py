"""The outbox: every mail is a row, written with the change it tells of, before anything is sent."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.ids import new_public_id
from tracker.models.people import User


class MailKind(models.TextChoices):
    """What a mail tells."""

    NOTICE = "notice", _("Notice")
    NOTICES_DAILY = "notices_daily", _("Notices of a day")
    NOTICES_WEEKLY = "notices_weekly", _("Notices of a week")
    DIGEST = "digest", _("Weekly digest")
    DIGEST_TEST = "digest_test", _("Weekly digest, test")


class MailState(models.TextChoices):
    """Where a mail is."""

    NEW = "new", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    VOID = "void", _("Not sent: no longer needed")


class VoidReason(models.TextChoices):
    """Why a mail that was written is not sent."""

    ACCOUNT = "account", _("The account is closed")
    ADDRESS = "address", _("The account has no mail address any more")
    BOUNCED = "bounced", _("Mails to this address do not arrive")
    SIGHT = "sight", _("The recipient no longer sees the case")
    READ = "read", _("Read on the site meanwhile")
    CHOICE = "choice", _("The recipient does not want such mails any more")
    DIGEST = "digest", _("The recipient wants it in a digest")
    UNDONE = "undone", _("What it tells was taken back")
    SCOPE = "scope", _("The recipient's role or unit has changed")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Words about mails."""

    def visible_to(self, user: User) -> OutgoingMailQuerySet:
        """One's own; the city's office and system administrators see all; a district's office those to its people.

        Of these none that was written from beyond its territory: somebody may have worked elsewhere, or still does.
        """
        if user.scope.sees_everything("mail.view") or "system_admin" in user.scope.roles:
            return self
        own, units = Q(recipient=user), user.scope.units("mail.view")
        if not units:
            return self.filter(own)
        people = User.objects.all().visible_to(user)
        return self.filter(own | Q(reach__contained_by=sorted(units)), recipient__in=people.values("pk"))


class OutgoingMail(models.Model):
    """One mail to one person, its text frozen when it was planned.

    reach       the units within which everything lies that it tells; None for the whole city, and where that is not known
    choice_url  where its reader stops such mails without signing in; a secret, as the text that holds it too
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=MailKind.choices)
    dedupe_key = models.CharField(max_length=120, unique=True)
    recipient = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("recipient"), related_name="mails", db_index=False
    )
    reach = ArrayField(models.IntegerField(), null=True, editable=False)
    to_address = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    choice_url = models.CharField(max_length=300, blank=True, editable=False)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=6, choices=MailState.choices, default=MailState.NEW)
    void_reason = models.CharField(
        _("not sent because"), max_length=8, choices=VoidReason.choices, blank=True
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    last_error = models.TextField(_("what the mail server said"), blank=True)
    created_at = models.DateTimeField(_("written at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    resent_at = models.DateTimeField(_("put back at"), null=True, blank=True)
    resent_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("put back by"),
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["next_try_at", "id"], condition=Q(state="new"), name="mail_waiting"),
            models.Index(fields=["recipient", "-id"], name="mail_newest"),
        ]

    def __str__(self) -> str:
        return self.subject
