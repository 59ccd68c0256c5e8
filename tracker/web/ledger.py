"""The ledger's columns as offices have them, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.documents.export_files import Row
from tracker.models import Case, User
from tracker.models.cases import Rating, ResultKind, Source, Status
from tracker.models.disclosures import may_know_contacts
from tracker.models.tags import tag_name
from tracker.reports.ledger import Facts, Ledger, names
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


class LedgerRows:
    """Makes lines of the ledger; what many of them say alike is asked of the database and the catalogue once.

    Names of contacts for those who see them on the firm's page; numbers are masked for everybody: revealing one is an
    act of its own, and there is none for many.
    """

    def __init__(self, user: User, clock: Clock) -> None:
        self.user = user
        self.ledger = Ledger(Case.objects.visible_to(user), on=clock.today)
        known = names()
        self.units = {pk: unit_name(*of) for pk, of in known.units.items()}
        self.categories = {pk: unit_name(*of) for pk, of in known.categories.items()}
        self.tags = {pk: tag_name(*of) for pk, of in known.tags.items()}
        self.yes_no = {True: _("Yes"), False: _("No")}
        self.status = {code: str(label) for code, label in Status.choices}
        self.source = {code: str(label) for code, label in Source.choices}
        self.rating = {code: str(label) for code, label in Rating.choices}
        self.result = {code: str(label) for code, label in ResultKind.choices}
        self.paired = user.scope.enterprise_ids
        self._known: dict[tuple[int | None, int | None], bool] = {}  # by district; a paired firm for itself

    def __call__(self, ids: Sequence[int]) -> list[Row]:
        """The lines of these cases, without their serial numbers."""
        return [self._line(one) for one in self.ledger.lines(ids)]

    def _knows(self, one: Facts) -> bool:
        """Whether the person may know of the firm's contacts at all."""
        if one.firm_id is None:
            return False
        key = (one.firm_district_id, one.firm_id if one.firm_id in self.paired else None)
        if key not in self._known:
            self._known[key] = may_know_contacts(
                self.user, firm_id=one.firm_id, district_id=one.firm_district_id
            )
        return self._known[key]

    def _line(self, one: Facts) -> Row:
        is_told = one.contact_name is not None and one.contact_redacted_at is None and self._knows(one)
        name, phone = (one.contact_name, one.contact_phone or "") if is_told else ("", "")
        said, status = one.said, self.status[one.status]
        result = self.result.get(one.result_kind, "")
        return (
            one.number,
            one.firm or without_phones(one.place),
            one.credit_code or "",
            self.units.get(one.district_id or 0, ""),
            one.industry or "",
            name,
            masked_phone(phone),
            one.raised_on,
            self.source[one.source],
            self.categories.get(one.category_id or 0, ""),
            without_phones(f"{one.title}\n{one.description}" if one.description else one.title),
            self.units.get(one.lead_id or 0, ""),
            _listed(one.helpers, self.units),
            _listed(one.officers, self.ledger.people),
            one.assigned_on,
            one.due_on,
            without_phones(f"{status}：{said}") if said else status,
            without_phones(f"{result}：{one.result}" if result and one.result else result or one.result),
            self.yes_no[one.resolved_on is not None],
            one.resolved_on,
            self.yes_no[one.extensions > 0],
            self.rating.get(one.rating, ""),
            one.rated_on,
            self.ledger.people.get(one.caller or 0, ""),
            self.yes_no[one.status == CLOSED],
            _listed(one.tags, self.tags),
        )


def _listed(keys: Sequence[int], names: Mapping[int, str]) -> str:
    """Their names; one that came while the ledger was read has none yet."""
    return "、".join([names[key] for key in keys if key in names]) if keys else ""
