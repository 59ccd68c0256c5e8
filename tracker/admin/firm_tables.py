"""The tables on an enterprise's page: rows are added by operations, and stay."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.admin.refusals import ModelForm
from tracker.admin.saving import added_rows, formset_of
from tracker.admin.scope import viewer
from tracker.admin.scoped import ScopedInline
from tracker.models import Contact, Enterprise, EnterpriseLabel, EnterpriseName, Pairing, Site, User
from tracker.operations.accounts import people_named
from tracker.operations.enterprises import add_contact, add_name, end_name, may_edit, may_pair, pair
from tracker.operations.firm_parts import add_label, add_site, end_pairing


class GrowingInline(ScopedInline):
    """Rows stand; whoever may correct the firm adds more."""

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        """As the firm."""
        return obj is not None and may_edit(viewer(request), obj)


class NameForm(ModelForm):
    """A new name, or away with a wrong one."""

    end = forms.BooleanField(label=_("Take away"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "kind") if self.instance.pk else ():
            self.fields[name].disabled = True


class NameInline(GrowingInline):
    """Short, former and other names."""

    model = EnterpriseName
    form = NameForm
    fields = ("name", "kind", "end")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may correct the firm takes away what it was never called."""
        return self.has_add_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Taking one away is offered to whoever may."""
        return self.fields if self.has_change_permission(request, obj) else ("name", "kind")


class SiteInline(GrowingInline):
    """Where it works."""

    model = Site
    fields = ("name", "district", "address")


class LabelInline(GrowingInline):
    """Its titles."""

    model = EnterpriseLabel
    fields = ("label", "issuer", "issued_on", "until_on")


class ContactForm(ModelForm):
    """A new contact."""

    number = forms.CharField(label=_("phone"), max_length=30, required=False)


class ContactInline(ScopedInline):
    """Its people; phones are masked, showing one in full is an act of its own on the firm's page."""

    model = Contact
    form = ContactForm
    fields = ("name", "title", "number")

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        """Those who look after the firm."""
        if obj is None:
            return False
        audience = [obj.district_id] if obj.district_id else []
        return viewer(request).scope.may("contact.edit", audience, obj.pk)

    @admin.display(description=_("phone"))
    def number(self, contact: Contact) -> str:
        """What a row that stands shows; a new one is typed in full."""
        return masked(contact.phone)


class PairingForm(ModelForm):
    """A new pairing, or the end of one."""

    end = forms.BooleanField(label=_("Ends now"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("officer", "group", "from_on"):
                self.fields[name].disabled = True
            self.fields["officer"].queryset = people_named([self.instance.officer_id])  # type: ignore[attr-defined]  # a choice of rows
        elif "from_on" in self.fields:
            self.fields["from_on"].initial = timezone.localdate


class PairingInline(ScopedInline):
    """Who looks after it."""

    model = Pairing
    form = PairingForm
    fields = ("officer", "group", "from_on", "to_on", "end")
    readonly_fields = ("to_on",)
    autocomplete_fields = ("officer",)
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:
        """The office of the firm's district."""
        return obj is not None and may_pair(viewer(request), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return self.has_add_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Ending one is offered to whoever may."""
        return (
            self.fields
            if self.has_change_permission(request, obj)
            else ("officer", "group", "from_on", "to_on")
        )


def masked(phone: str) -> str:
    """138****5678; short numbers show nothing."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****" if phone else ""


def write_new_rows(firm: Enterprise, formsets: list[Any], *, by: User, now: datetime) -> None:
    """Every row that the person added, each by its operation; and the pairings that end."""
    for row in added_rows(formsets, EnterpriseName):
        add_name(firm, by=by, now=now, name=row["name"], kind=row["kind"])
    for row in added_rows(formsets, Site):
        add_site(firm, by=by, name=row["name"], district=row["district"], address=row["address"])
    for row in added_rows(formsets, EnterpriseLabel):
        add_label(firm, by=by, **{name: row[name] for name in LabelInline.fields})
    for row in added_rows(formsets, Contact):
        add_contact(firm, by=by, name=row["name"], title=row["title"], phone=row["number"])
    for row in added_rows(formsets, Pairing):
        pair(firm, by=by, officer=row["officer"], from_on=row["from_on"], group=row["group"])
    for pairing in _ended(formsets, Pairing):
        end_pairing(pairing, by=by, now=now)
    for name in _ended(formsets, EnterpriseName):
        end_name(name, by=by, now=now)


def _ended(formsets: list[Any], model: type[Model]) -> list[Any]:
    formset = formset_of(formsets, model)
    known = formset.initial_forms if formset else []
    return [form.instance for form in known if form.cleaned_data.get("end")]
