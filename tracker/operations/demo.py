"""What the embedded run shows a newcomer: an account of each role, and the sample bulletin waiting for review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from tracker.models import Enterprise, Membership, Pairing, Unit, User
from tracker.models.places import UnitKind
from tracker.operations.bulletins import take_in
from tracker.operations.closings import close_periods
from tracker.operations.digests import plan_digests
from tracker.operations.reference import DATA
from tracker.rules.errors import BadInput

PASSWORD = "zhuqi-demo-2026"  # noqa: S105  # the embedded run only; printed at its start
NOWHERE = "tracker.invalid"  # no such domain: mails are read in the outbox
SAMPLE_DATED_ON = date(2022, 5, 1)
PAIRED_FIRMS = 8


@dataclass(frozen=True)
class Account:
    """A demo account: its user name, what it is called, its role, and the unit it acts for."""

    username: str
    name: str
    role: str
    unit: str


ACCOUNTS = (
    Account("office", "市活动办（演示）", "office", "市活动办"),
    Account("office-jinshui", "金水区活动办（演示）", "office", "金水区活动办"),
    Account("lead", "市工信局负责人（演示）", "unit_lead", "市工业和信息化局"),
    Account("staff", "市工信局联络员（演示）", "staff", "市工业和信息化局"),
    Account("staff-jinshui", "金水区联络员（演示）", "staff", "金水区"),
    Account("group", "第十四工作组联络员（演示）", "staff", "第十四工作组"),
    Account("chief", "首席服务官（演示）", "chief_officer", "市商务局"),
    Account("supervisor", "督查督办（演示）", "supervisor", "市活动办"),
    Account("manager", "分管领导（演示）", "manager", "市活动办"),
    Account("manager-jinshui", "金水区分管领导（演示）", "manager", "金水区活动办"),
    Account("sysadmin", "系统管理员（演示）", "system_admin", "市活动办"),
    Account("secadmin", "安全管理员（演示）", "security_admin", "市活动办"),
    Account("auditor", "审计管理员（演示）", "auditor", "市活动办"),
)


def load_demo(*, now: datetime) -> list[Account]:
    """Accounts, pairings and the sample bulletin; again changes nothing. Refuses outside the embedded run."""
    if not settings.EMBEDDED:
        raise BadInput("embedded_only")
    with transaction.atomic():
        for account in ACCOUNTS:
            _add(account, now.date())
        _pair_chief(now.date())
    sample = (DATA / "bulletins" / "seed.txt").read_text(encoding="utf-8")
    take_in(by=User.objects.get(username="office"), now=now, text=sample, dated_on=SAMPLE_DATED_ON)
    return list(ACCOUNTS)


def catch_up(*, now: datetime) -> None:
    """What the clock would do within ten minutes, before somebody looks at empty pages: close periods, write digests."""
    close_periods(now=now)
    plan_digests(now=now)


def _add(account: Account, on: date) -> None:
    user = User.objects.filter(username=account.username).first()
    if user is None:
        address = f"{account.username}@{NOWHERE}"
        user = User.objects.create_user(
            account.username, PASSWORD, name=account.name, email=address, is_demo=True
        )
    if not user.memberships.exists():
        unit = Unit.objects.filter(name=account.unit).exclude(kind=UnitKind.SUBUNIT).get()
        Membership.objects.create(
            user=user, unit=unit, role=account.role, is_main=True, from_on=on - timedelta(days=365)
        )


def _pair_chief(on: date) -> None:
    chief = User.objects.get(username="chief")
    if not chief.pairings.exists():
        firms = Enterprise.objects.filter(district__name="金水区").order_by("id")[:PAIRED_FIRMS]
        Pairing.objects.bulk_create(
            Pairing(enterprise=firm, officer=chief, from_on=on - timedelta(days=90)) for firm in firms
        )
