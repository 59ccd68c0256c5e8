"""People with accounts, and what they are on which days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Final

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.models.compiled import Compiled
from tracker.models.ids import new_public_id
from tracker.models.keys import Keys
from tracker.models.places import Unit, UnitKind
from tracker.rules.access import OFFICE, TERRITORIAL, Grant, Scope


class UserQuerySet(models.QuerySet["User"]):
    """Words about accounts."""

    def active(self) -> UserQuerySet:
        """Accounts that may sign in."""
        return self.filter(is_active=True)

    def bouncing(self) -> UserQuerySet:
        """Those whose address a mail server refused for good; another address is another chance."""
        return self.filter(email=F("bouncing")).exclude(email="")

    def visible_to(self, user: User) -> UserQuerySet:
        """Administrators see all accounts, an office the people of its territory, everybody themselves."""
        if user.scope.sees_everything("person.view") or user.scope.roles & {"system_admin", "security_admin"}:
            return self
        members = Membership.objects.filter(unit_id__in=user.scope.units("person.view")).values("user_id")
        return self.filter(Q(id=user.id) | Q(id__in=members))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # built at run time
    """Creates accounts; the names are what Django's sign-in expects."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A new account; without a password it cannot sign in."""
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """An account with the system administrator's role: there is no account above the table of roles."""
        user = self.create_user(username, password, **fields)
        unit, _created = Unit.objects.get_or_create(
            kind=UnitKind.OFFICE,
            parent=None,
            defaults={"name": "市活动办", "name_en": "City campaign office"},
        )
        Membership.objects.create(user=user, unit=unit, role="system_admin", from_on=timezone.localdate())
        return user


@pghistory.track(exclude=["password", "last_login", "phone", "bouncing", "list_columns"])
class User(AbstractBaseUser):
    """An account. Roles are memberships; nothing is allowed by the account itself.

    bouncing  the address that a mail server refused for good, if any
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    username = models.CharField(_("user name"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=50)
    title = models.CharField(_("job title"), max_length=50, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    bouncing = models.EmailField(blank=True, editable=False)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    is_active = models.BooleanField(_("active"), default=True)
    list_columns = models.JSONField(default=dict, blank=True, editable=False)  # list → codes of columns shown
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    EMAIL_FIELD = "email"

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """For Django's own pages."""
        return str(self)

    def get_short_name(self) -> str:
        """For Django's own pages."""
        return str(self)

    @property
    def is_bouncing(self) -> bool:
        """Whether mails to the address of today do not arrive."""
        return bool(self.email) and self.bouncing == self.email

    @cached_property
    def scope(self) -> Scope:
        """What the person reaches today; kept for the life of this object, that is one request."""
        return scope_of(self, timezone.localdate(), self.held if self.is_active else ())

    @cached_property
    def held(self) -> list[Membership]:
        """The memberships in force today with their units, the main one first."""
        current = Membership.objects.current(timezone.localdate())
        return list(current.filter(user=self).select_related("unit").order_by("-is_main", "id"))

    @property
    def main_membership(self) -> Membership | None:
        """The membership shown beside the name and used when a record needs "my unit"."""
        return self.held[0] if self.held else None

    @property
    def territory_ids(self) -> set[int]:
        """The districts that the person works for, or for whose offices; as far as memberships tell without a query."""
        units = [membership.unit for membership in self.held]
        return {pk for unit in units if (pk := unit.pk if unit.is_territory else unit.parent_id)}

    @property
    def is_staff(self) -> bool:
        """Whether the admin site opens: anybody with a role; what is inside follows the table of roles."""
        return bool(self.scope.grants)

    @property
    def is_superuser(self) -> bool:
        """Nobody stands above the table of roles."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """For Django's admin index; each noun's own page decides."""
        return self.is_staff

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permission names grant nothing here."""
        return False


class RoleName(models.TextChoices):
    """Roles as people say them; the codes are those of `rules.access`."""

    STAFF = "staff", _("Liaison officer")
    CHIEF = "chief_officer", _("Chief service officer")
    UNIT_LEAD = "unit_lead", _("Head of unit")
    OFFICE = "office", _("Campaign office")
    SUPERVISOR = "supervisor", _("Supervisor")
    MANAGER = "manager", _("Manager")
    SYSTEM_ADMIN = "system_admin", _("System administrator")
    SECURITY_ADMIN = "security_admin", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Words about memberships."""

    def current(self, on: date) -> MembershipQuerySet:
        """Those in force on a day."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=on), from_on__lte=on)

    def visible_to(self, user: User) -> MembershipQuerySet:
        """As the accounts they belong to."""
        return self.filter(user__in=User.objects.all().visible_to(user))


@pghistory.track()
class Membership(models.Model):
    """A person holds a role in a unit from a day to a day."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name=_("account"), related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=RoleName.choices)
    is_main = models.BooleanField(_("main"), default=False)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=RoleName.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=models.F("from_on")),
                name="membership_dates_in_order",
            ),
            models.UniqueConstraint(fields=["user", "unit", "role", "from_on"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"


def scope_of(user: User, on: date, held: Sequence[Membership]) -> Scope:
    """The grants and pairings of a person on a day, with the memberships in force on it: at most two queries.

    A district's office reaches its district and all below it; the city's office reaches everything,
    and so do supervisors and managers placed there.
    """
    grants = grants_of(held)
    pairs = _PAIRED.rows(on=on, officer=user.pk) if held else ()
    return Scope(grants=grants[user.pk], enterprise_ids=frozenset(firm_id for (firm_id,) in pairs))


def grants_of(held: Sequence[Membership]) -> dict[int, tuple[Grant, ...]]:
    """Account → what its memberships in force grant, for many people at once; one query.

    A role in a unit grants the same to whoever holds it: it is made once for all of them.
    """
    roots = {(m.role, m.unit_id): _root(m) for m in held}
    reach = _units_below({root for root in roots.values() if root})
    made: dict[tuple[str, int], Grant] = {}
    grants: dict[int, tuple[Grant, ...]] = defaultdict(tuple)
    for m in held:
        key = (m.role, m.unit_id)
        if key not in made:
            unit_ids = reach[roots[key] or 0] | {m.unit_id}
            made[key] = Grant(role=m.role, everything=_is_citywide(m), unit_ids=unit_ids)
        grants[m.user_id] += (made[key],)
    return grants


def _is_citywide(membership: Membership) -> bool:
    unit = membership.unit
    return membership.role in TERRITORIAL and unit.kind == UnitKind.OFFICE and unit.parent_id is None


def _root(membership: Membership) -> int | None:
    """The unit whose whole branch the membership reaches; a district's office stands for its district."""
    unit = membership.unit
    if membership.role in TERRITORIAL and unit.kind == UnitKind.OFFICE and unit.parent_id:
        return unit.parent_id
    if membership.role == OFFICE and unit.kind == UnitKind.OFFICE:
        return None
    return unit.pk


def _pairs(on: date, officer: int) -> models.QuerySet[Any, Any]:
    from tracker.models.enterprises import Pairing

    return Pairing.objects.current(on).filter(officer=officer).values_list("enterprise_id")


_PAIRED: Final = Compiled(_pairs, on=date.min, officer=-1)
_BRANCHES: Final = Compiled(
    lambda roots: Unit.objects.within(roots).values_list("id", "parent_id", "parent__parent_id"),
    roots=Keys([-1]),
)


def _units_below(roots: set[int]) -> dict[int, frozenset[int]]:
    rows = _BRANCHES.rows(roots=Keys(roots)) if roots else ()
    below: dict[int, set[int]] = defaultdict(set)
    for ids in rows:
        for root in roots.intersection(ids):
            below[root].add(ids[0])
    return defaultdict(frozenset, {root: frozenset(ids) for root, ids in below.items()})
