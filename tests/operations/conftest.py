"""The people of these tests and the reference data they stand on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.reference import put as put_reference
from tracker.models import Membership, Unit, User
from tracker.models.places import UnitKind


@pytest.fixture
def now():
    return datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def reference(db):
    put_reference()


def unit(name):
    """The unit with this name or short name."""
    return Unit.objects.exclude(kind=UnitKind.SUBUNIT).get(name=name)


@pytest.fixture
def person(reference):
    """Makes somebody with a role in a unit."""

    def make(username, role, unit_name):
        user = User.objects.create_user(username, None, name=username)
        Membership.objects.create(
            user=user, unit=unit(unit_name), role=role, is_main=True, from_on=date(2020, 1, 1)
        )
        return user

    return make


@pytest.fixture
def office(person):
    return person("office", "office", "市活动办")


@pytest.fixture
def staff(person):
    return person("staff", "staff", "市工业和信息化局")


@pytest.fixture
def stranger(person):
    return person("stranger", "staff", "登封市")
