"""Merging, undoing and noting a state in the admin: the same operations, refusals and scope as on the workbench."""

import pytest
from django.urls import reverse

from tests.people import NOW, unit
from tracker.models import Enterprise, EnterpriseName, Merge
from tracker.operations.enterprises import add_enterprise, add_name


@pytest.fixture
def office(cast, sign_in):
    """A client of the district's office."""
    return sign_in(cast.office_district)


@pytest.fixture
def twin(cast, near):
    """Another spelling of the near firm."""
    return add_enterprise(by=cast.owner, now=NOW, name="金水区机戒制造有限公司", district=unit("金水区"))


def test_merged_and_taken_back(office, near, twin):
    change = office.get(reverse("admin:tracker_enterprise_change", args=[near.firm.pk]))
    assert [act["label"] for act in change.context["acts"]] == ["记录状态", "将另一家企业并入本企业"]
    address = reverse("admin:tracker_enterprise_merge", args=[near.firm.pk])
    assert office.get(address).status_code == 200
    address += f"?other={twin.pk}"
    plan = office.get(address).context["form"].plan
    sent = {"take_name": "survivor", "reason": "同一家", "seen": plan.seen}
    assert office.post(address, sent | {"seen": "f"}).status_code == 409
    assert office.post(address, sent).status_code == 302
    done = Merge.objects.get(merged=twin)
    page = office.get(reverse("admin:tracker_merge_change", args=[done.pk]))
    undo = reverse("admin:tracker_merge_undo", args=[done.pk])
    assert [act["url"] for act in page.context["acts"]] == [undo]
    assert office.get(undo).status_code == 200
    assert office.post(undo, {"reason": "看错了"}).status_code == 302
    assert office.post(undo, {"reason": "再来"}).status_code == 409
    assert Enterprise.objects.get(pk=twin.pk).merged_into is None


def test_of_others_nothing(office, near, far, twin):
    for name in ("state", "merge"):
        assert office.get(reverse(f"admin:tracker_enterprise_{name}", args=[far.firm.pk])).status_code == 403
    address = reverse("admin:tracker_enterprise_merge", args=[near.firm.pk])
    assert office.get(f"{address}?other={far.firm.pk}").status_code == 403
    assert office.get(reverse("admin:tracker_merge_undo", args=[far.merge.pk])).status_code == 404
    for other in ("x", "9" * 30, "\x00"):
        assert office.get(address, {"other": other}).status_code in (200, 400)


def test_a_state_is_noted(office, near):
    address = reverse("admin:tracker_enterprise_state", args=[near.firm.pk])
    assert office.post(address, {"state": "dormant", "on": "2026-11-20", "reason": ""}).status_code == 400
    sent = {"state": "dormant", "on": "2026-11-20", "reason": "停产半年"}
    assert [office.post(address, sent).status_code for _ in range(2)] == [302, 409]
    assert Enterprise.objects.get(pk=near.firm.pk).state == "dormant"


def test_a_wrong_name_is_taken_away(office, cast, near):
    wrong = add_name(near.firm, by=cast.office_district, now=NOW, name="金机械", kind="alias")
    address = reverse("admin:tracker_enterprise_change", args=[near.firm.pk])
    page = office.get(address)
    sent = {}
    for one in [page.context["adminform"].form, *(f.formset for f in page.context["inline_admin_formsets"])]:
        forms = [one.management_form, *one.forms] if hasattr(one, "management_form") else [one]
        for form in forms:
            sent |= {
                form.add_prefix(name): form[name].value()
                for name in form.fields
                if form[name].value() not in (None, "")
            }
            sent |= {f"initial-{form.add_prefix(n)}": form[n].initial or "" for n in form.fields}
    row = next(name for name, value in sent.items() if name.endswith("-id") and value == wrong.pk)
    answer = office.post(address, sent | {row.replace("-id", "-end"): "on"})
    assert answer.status_code == 302
    assert not EnterpriseName.objects.filter(pk=wrong.pk).exists()
