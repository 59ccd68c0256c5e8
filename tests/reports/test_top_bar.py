"""The bar of every page: as many unread notices as the list of notices has, whoever looks."""

import pytest

from tests.people import NOW, PEOPLE, far, near
from tracker.models import Campaign, Notice, Pairing, User
from tracker.reports import top_bar as bars

__all__ = ["far", "near"]


def tell_of_everything(user, *records):
    """A notice of each case and action, one read, one withdrawn, one of nothing."""
    known = {"recipient": user, "at": NOW}
    for record in records:
        Notice.objects.create(**known, kind="came_due", case=record.case)
        Notice.objects.create(**known, kind="promise_due", action=record.action)
    Notice.objects.create(**known, kind="near_due", case=records[0].case, read_at=NOW)
    Notice.objects.create(**known, kind="late_supervise", case=records[0].case, withdrawn_at=NOW)
    Notice.objects.create(**known, kind="handed_over", params={"cases": [records[1].case.pk]})


@pytest.mark.parametrize("name", PEOPLE)
def test_the_bell_counts_what_the_list_shows(name, cast, near, far, django_assert_num_queries):
    user = User.objects.get(pk=getattr(cast, name).pk)
    tell_of_everything(user, near, far)
    expected = Notice.objects.visible_to(user).unread().count()
    with django_assert_num_queries(1):
        assert bars.top_bar(user).unread == expected > 0


def test_a_paired_firm_s_case_counts(cast, near, far):
    tell_of_everything(cast.chief, near, far)
    before = bars.top_bar(User.objects.get(pk=cast.chief.pk)).unread
    Pairing.objects.get_or_create(
        officer=cast.chief, enterprise=far.case.enterprise, defaults={"from_on": NOW.date()}
    )
    assert bars.top_bar(User.objects.get(pk=cast.chief.pk)).unread > before


def test_a_city_without_a_campaign_has_an_empty_bar(cast):
    assert bars.top_bar(None).name == Campaign.objects.get(is_current=True).name
    Campaign.objects.update(is_current=False)
    assert bars.top_bar(None) == bars.top_bar(cast.owner) == bars.TopBar()
