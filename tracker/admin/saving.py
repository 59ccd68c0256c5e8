"""Saving a page of the admin is one operation; what it refuses comes back on the form, nothing half saved."""

from datetime import datetime
from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tracker.admin.refusals import RecordForm
from tracker.admin.scoped import ScopedAdmin
from tracker.rules.errors import Conflict, DomainError, NotAllowed


class OperationAdmin(ScopedAdmin):
    """A noun whose page is saved by `carry_out`, in the transaction that Django opens for the request."""

    form = RecordForm

    def carry_out(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> Model:
        """Call the operation with what was typed; returns the saved record."""
        return cast(Model, form.save())

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's page; a refused operation is rolled back and the page shown again with the sentence."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotAllowed:
            raise
        except DomainError as error:
            cast(Any, request).refusal = error
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return _with_status(response, error)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form of this request, knowing what its first attempt was told."""
        form = super().get_form(request, obj, change=change, **kwargs)
        cast(Any, form).refusal = getattr(request, "refusal", None)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: the operation needs the tables inside the page too."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Everything at once."""
        saved = self.carry_out(request, form, list(formsets), change)
        form.instance.pk = saved.pk
        form.instance.refresh_from_db()


def local_now() -> datetime:
    """Now, on the clock of the city: an operation's "today" is its date."""
    return timezone.localtime()


def rows_of(formset: Any) -> list[dict[str, Any]]:
    """What was typed into a table: one dictionary a row, without removed and empty ones."""
    return [
        form.cleaned_data
        for form in formset.forms
        if form.cleaned_data
        and not form.cleaned_data.get("DELETE")
        and (form.instance.pk or form.has_changed())
    ]


def added_rows(formsets: list[Any], model: type[Model]) -> list[dict[str, Any]]:
    """What was typed into the empty rows of a noun's table; rows that stood there are not among them."""
    formset = formset_of(formsets, model)
    empty = formset.extra_forms if formset else []
    return [form.cleaned_data for form in empty if form.has_changed() and form.cleaned_data]


def formset_of(formsets: list[Any], model: type[Model]) -> Any:
    """The table of a noun on this page, or None when the person does not get it."""
    return next((formset for formset in formsets if formset.model is model), None)


def _with_status(response: HttpResponse, error: DomainError) -> HttpResponse:
    if isinstance(error, Conflict):
        response.status_code = 409
    return response
