"""A case led through its life by the right people, for tests that begin in the middle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tests.operations.conftest import unit
from tracker.models import Campaign, Case, Category, Tag
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, add_note, register_case
from tracker.operations.enterprises import add_enterprise

LEAD, HELPER, OTHER = "市工业和信息化局", "市商务局", "市财政局"
WAYS = {
    "registered": "",
    "incomplete": "ask_details",
    "declined": "decline",
    "accepted": "accept",
    "assigned": "accept assign",
    "disputed": "accept assign return",
    "handling": "accept assign sign",
    "parked": "accept assign sign park",
    "in_review": "accept assign sign claim_done",
    "call_back": "accept assign sign claim_done approve",
    "closed": "accept assign sign claim_done approve call_back",
    "withdrawn": "accept withdraw",
    "merged": "merge",
    "voided": "void",
}


class Life:
    """Somebody for every role and unit, and a case they act on."""

    def __init__(self, person: Any, now: datetime) -> None:
        self.now = now
        self.people = SimpleNamespace(
            staff=person("life_staff", "staff", LEAD),
            chief_officer=person("life_chief", "chief_officer", LEAD),
            unit_lead=person("life_lead", "unit_lead", LEAD),
            helper_staff=person("life_helper_staff", "staff", HELPER),
            helper_chief_officer=person("life_helper_chief", "chief_officer", HELPER),
            helper_unit_lead=person("life_helper", "unit_lead", HELPER),
            other_unit_lead=person("life_other", "unit_lead", OTHER),
            office=person("life_office", "office", "市活动办"),
            colleague=person("life_colleague", "office", "市活动办"),
            district_office=person("life_district", "office", "金水区活动办"),
            supervisor=person("life_supervisor", "supervisor", "市活动办"),
            manager=person("life_manager", "manager", "市活动办"),
            system_admin=person("life_system", "system_admin", "市活动办"),
            security_admin=person("life_security", "security_admin", "市活动办"),
            auditor=person("life_auditor", "auditor", "市活动办"),
        )
        Campaign.objects.update(call_back_percent=100)

    def register(self, title: str = "用电增容") -> Case:
        """A firm's problem, taken down by the staff of the unit that will lead it; the city's office owns it."""
        name = f"郑州{title}机械有限公司"
        firm = add_enterprise(by=self.people.office, now=self.now, name=name)
        data = CaseData(
            title=title, source="visit", raised_on=self.now.date() - timedelta(days=3), enterprise=firm
        )
        return register_case(by=self.people.staff, now=self.now, data=data)

    def facts(self, **more: Any) -> Facts:
        """Enough for any act."""
        known: dict[str, Any] = {
            "note": "说明",
            "case_class": "B",
            "category": Category.objects.first(),
            "unit": unit(LEAD),
            "office": unit("金水区活动办"),
            "assistant": unit(HELPER),
            "handler": self.people.staff,
            "until": date(2026, 12, 31),
            "answer_on": date(2026, 12, 25),
            "result": "已接通",
            "result_kind": "solved",
            "rating": "satisfied",
            "ruling": "refused",
            "tags": [Tag.objects.get_or_create(name="重点")[0]],
        }
        return Facts(**(known | more))

    def actor(self, verb: str) -> Any:
        """Who does it as a rule."""
        by_unit = ("sign", "return", "claim_done", "retract", "ask_extension", "ask_park", "set_handler")
        return self.people.unit_lead if verb in by_unit else self.people.office

    def act(self, case: Case, verb: str, *, by: Any = None, days: int = 0, **facts: Any) -> Case:
        """One act, so many days later; the case as it stands then."""
        more = {"target": self.register("并入的")} if verb == "merge" and "target" not in facts else {}
        act_on(
            case,
            verb,
            by=by or self.actor(verb),
            now=self.now + timedelta(days=days),
            facts=self.facts(**more, **facts),
        )
        return Case.objects.get(pk=case.pk)

    def note(self, case: Case, *, by: Any, days: int = 0, **more: Any) -> None:
        """A follow-up that moves nothing, so many days later."""
        add_note(case, by=by, now=self.now + timedelta(days=days), note="说明", **more)

    def walk(self, status: str, case: Case | None = None, **facts: Any) -> Case:
        """A case in a status, by the shortest legal way."""
        case = case or self.register()
        for verb in WAYS[status].split():
            case = self.act(case, verb, **facts)
        assert case.status == status
        return case
