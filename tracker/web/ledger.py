"""The ledger's columns as offices have them, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.documents.export_files import Row
from tracker.models import Case, User
from tracker.models.cases import Rating, ResultKind, Source, Status
from tracker.models.disclosures import may_know_contacts
from tracker.reports.ledger import Facts, Ledger, ledger
from tracker.rules.masking import masked_phone, without_phones
from tracker.rules.status import CLOSED
from tracker.web.dates import Clock
from tracker.web.rows import unit_name

HEAD: Final[tuple[Promise, ...]] = (
    gettext_lazy("Serial number"),
    gettext_lazy("Number of the case"),
    gettext_lazy("Enterprise name"),
    gettext_lazy("Unified social credit code"),
    gettext_lazy("District it belongs to"),
    gettext_lazy("Industry"),
    gettext_lazy("Contact person"),
    gettext_lazy("Contact phone"),
    gettext_lazy("Day raised"),
    gettext_lazy("Source channel"),
    gettext_lazy("Problem category"),
    gettext_lazy("Problem description"),
    gettext_lazy("Lead unit of the case"),
    gettext_lazy("Assisting units"),
    gettext_lazy("Chief service officer"),
    gettext_lazy("Day assigned"),
    gettext_lazy("Time limit"),
    gettext_lazy("Progress so far"),
    gettext_lazy("Result"),
    gettext_lazy("Whether resolved"),
    gettext_lazy("Day resolved"),
    gettext_lazy("Whether extended"),
    gettext_lazy("How content"),
    gettext_lazy("Day of call-back"),
    gettext_lazy("Called back by"),
    gettext_lazy("Closed off"),
    gettext_lazy("Remarks"),
)


class _Words:
    """What many rows say alike, asked of the catalogue once."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.yes_no = {True: _("Yes"), False: _("No")}
        self.status = {code: str(label) for code, label in Status.choices}
        self.source = {code: str(label) for code, label in Source.choices}
        self.rating = {code: str(label) for code, label in Rating.choices}
        self.result = {code: str(label) for code, label in ResultKind.choices}
        self._known: dict[tuple[int, int | None], bool] = {}

    def knows(self, one: Facts) -> bool:
        """Whether the person may know of the firm's contacts at all."""
        if one.firm_id is None:
            return False
        key = (one.firm_id, one.firm_district_id)
        if key not in self._known:
            self._known[key] = may_know_contacts(self.user, firm_id=key[0], district_id=key[1])
        return self._known[key]


def ledger_rows(user: User, ids: Sequence[int], clock: Clock, first: int) -> list[Row]:
    """Lines of the ledger, numbered from `first` on.

    Names of contacts for those who see them on the firm's page; numbers are masked for everybody: revealing one is an
    act of its own, and there is none for many.
    """
    found, words = ledger(Case.objects.visible_to(user), ids, on=clock.today), _Words(user)
    return [_line(number, one, found, words) for number, one in enumerate(found.cases, first)]


def _line(number: int, one: Facts, found: Ledger, words: _Words) -> Row:
    name, phone = found.contacts.get(one.contact_id or 0, ("", "")) if words.knows(one) else ("", "")
    said, status = found.said.get(one.id, ""), words.status[one.status]
    helpers = found.assisting.get(one.id, ())
    return (
        number,
        one.number,
        one.firm or without_phones(one.place),
        one.credit_code or "",
        unit_name(one.district, one.district_short, one.district_en),
        one.industry or "",
        name,
        masked_phone(phone),
        one.raised_on,
        words.source[one.source],
        unit_name(one.category, None, one.category_en),
        without_phones(f"{one.title}\n{one.description}" if one.description else one.title),
        unit_name(one.lead, one.lead_short, one.lead_en),
        "、".join(unit_name(*names) for names in helpers),
        "、".join(found.officers.get(one.firm_id or 0, ())),
        found.assigned_on.get(one.id),
        one.due_on,
        without_phones(f"{status}：{said}" if said else status),
        without_phones("：".join(filter(None, [words.result.get(one.result_kind), one.result]))),
        words.yes_no[one.resolved_on is not None],
        one.resolved_on,
        words.yes_no[one.extensions > 0],
        words.rating.get(one.rating, ""),
        one.rated_on,
        found.callers.get(one.id) or "",
        words.yes_no[one.status == CLOSED],
        "、".join(found.tags.get(one.id, ())),
    )
