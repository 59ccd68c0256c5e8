"""Units: reference data, read by all, kept by the system administrator."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from tracker.admin.refusals import RecordForm
from tracker.admin.saving import OperationAdmin
from tracker.models import Bureau, District, Office, Unit, WorkingGroup
from tracker.models.places import TERRITORIES, UnitKind

CHECKED = frozenset({"name", "kind", "parent", "campaign", "number", "lead_unit"})


class UnitForm(RecordForm):
    """A unit of a kind; what the database asks of its kind is asked here first, of fields not shown too."""

    kinds: ClassVar[tuple[UnitKind, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(self.kinds) == 1:
            self.instance.kind = self.kinds[0]

    def _get_validation_exclusions(self) -> set[str]:
        shown: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # missing in the stubs
        return shown - CHECKED

    def add_error(self, field: str | None, error: Any) -> None:
        """At the field where the page has it, else on top."""
        told = getattr(error, "error_dict", None)
        if field is None and told:
            for name, errors in told.items():
                super().add_error(name if name in self.fields else None, errors)
        else:
            super().add_error(field, error)


class ReferenceAdmin(OperationAdmin):
    """What every page leans on."""

    add_verb = "reference.edit"
    change_verb = "reference.edit"


@admin.register(Unit)
class UnitAdmin(ReferenceAdmin):
    """All units, of every kind."""

    list_display = ("name", "short_name", "kind", "parent", "is_active")
    list_filter: Any = ("kind", "is_active")
    list_select_related: Any = ("parent",)
    search_fields = ("name", "short_name", "name_en", "code")
    ordering = ("order", "id")
    sortable_by = ("name",)
    autocomplete_fields = ("parent", "lead_unit")


class KindAdmin(UnitAdmin):
    """Units of one kind, asked only what that kind has."""

    kinds: tuple[UnitKind, ...] = ()
    form = UnitForm
    list_filter = ("is_active",)
    fields: Any = ("name", "short_name", "name_en", "aliases", "order", "is_active")

    def formfield_for_choice_field(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> Any:
        """The kinds of this list."""
        if db_field.name == "kind":
            kwargs["choices"] = [(kind.value, kind.label) for kind in self.kinds]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, knowing the kinds of this list."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.kinds = self.kinds
        return form


@admin.register(District)
class DistrictAdmin(KindAdmin):
    """Districts, counties, development zones."""

    kinds = TERRITORIES
    list_display = ("name", "short_name", "kind", "code", "is_active")
    fields = ("kind", "name", "short_name", "name_en", "aliases", "code", "order", "is_active")


@admin.register(Office)
class OfficeAdmin(KindAdmin):
    """The city's campaign office and those of the districts."""

    kinds = (UnitKind.OFFICE,)
    fields = ("name", "short_name", "name_en", "aliases", "parent", "order", "is_active")


@admin.register(WorkingGroup)
class WorkingGroupAdmin(KindAdmin):
    """Numbered groups with their lead units."""

    kinds = (UnitKind.GROUP,)
    list_display = ("name", "number", "lead_unit", "campaign", "is_active")
    list_select_related = ("lead_unit", "campaign")
    fields = (
        "campaign",
        "number",
        "name",
        "short_name",
        "name_en",
        "aliases",
        "lead_unit",
        "order",
        "is_active",
    )


@admin.register(Bureau)
class BureauAdmin(KindAdmin):
    """Bureaus and commissions."""

    kinds = (UnitKind.BUREAU,)
