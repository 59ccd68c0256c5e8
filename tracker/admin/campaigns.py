"""Campaigns: kept by the system administrator; how units are ranked is the city office's to say."""

from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Model
from django.forms import IntegerField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.places import ReferenceAdmin
from tracker.admin.refusals import RecordForm
from tracker.admin.saving import local_now
from tracker.admin.scope import viewer
from tracker.models import Campaign
from tracker.operations.circulars import set_ranking
from tracker.rules.errors import BadInput
from tracker.rules.ranking import INDICATORS, check_weights

WEIGHTS: Final = {code: f"weight_{code}" for code in INDICATORS}
RANKING: Final = ("ranking_on", *WEIGHTS.values(), "ranking_minimum")
AT: Final = {"bad_weights": "weight_punctual", "bad_minimum": "ranking_minimum"}


class CampaignForm(RecordForm):
    """A campaign; what the database asks of its shares is asked here first."""

    class Meta:
        help_texts = {
            "ranking_on": _("While it is off there are no such pages; what was written is kept."),
            "weight_punctual": _("The three weights must together be 100 percent."),
            "ranking_minimum": _(
                "A unit with fewer cases due in the period is listed as too small to be ranked."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "call_back_percent" in self.fields:
            before = self.fields["call_back_percent"]
            self.fields["call_back_percent"] = IntegerField(
                label=before.label, initial=before.initial, min_value=0, max_value=100
            )

    def clean(self) -> dict[str, Any] | None:
        """Also: whether the weights are shares of a hundred."""
        cleaned = super().clean() or {}
        if all(isinstance(cleaned.get(name), int) for name in RANKING):
            try:
                check_weights(weights_of(cleaned), cleaned["ranking_minimum"])
            except BadInput as error:
                self.show(BadInput(error.code, **error.params, field=AT[error.code]))
        return cleaned


@admin.register(Campaign)
class CampaignAdmin(ReferenceAdmin):
    """What the city calls this year's drive, how its cases are followed and how its units are ranked."""

    form = CampaignForm
    list_display = (
        "name",
        "city",
        "started_on",
        "deadline_preset",
        "call_back_percent",
        "ranking_on",
        "is_current",
    )
    list_select_related = ("deadline_preset",)
    ordering = ("-started_on", "-id")
    fieldsets: Any = (
        (None, {"fields": ("name", "name_en", "city", "city_en", "started_on", "is_current")}),
        (_("Shown in the header"), {"fields": ("product_name", "product_name_en")}),
        (
            _("How cases are followed"),
            {
                "fields": ("deadline_preset", "call_back_percent"),
                "description": _(
                    "Another preset applies to what begins from now on, another share to cases approved "
                    "from now on; dates that run already stay as they are."
                ),
            },
        ),
        (
            _("Ranking and circulars"),
            {
                "fields": RANKING,
                "description": _(
                    "Set by the city's office. Periods that are closed while rankings are on keep the weights "
                    "of that day, and circulars stay as they are written."
                ),
            },
        ),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever keeps reference data, and who says how units are ranked; each their own fields."""
        return super().has_change_permission(request, obj) or _ranks(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What is somebody else's to change."""
        keeps, ranks = self.may(request, self.change_verb), _ranks(request)
        names: list[str] = flatten_fieldsets(self.fieldsets)
        return [name for name in names if not (ranks if name in RANKING else keeps)]

    def carry_out(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> Model:
        """The record for who keeps it; the ranking by its own operation."""
        saved: Campaign = form.instance
        if self.may(request, self.change_verb):
            saved = cast(Campaign, super().carry_out(request, form, formsets, change))
        if _ranks(request):
            given = form.cleaned_data
            set_ranking(
                saved,
                by=viewer(request),
                now=local_now(),
                is_on=given["ranking_on"],
                weights=weights_of(given),
                minimum=given["ranking_minimum"],
            )
        return saved


def weights_of(given: dict[str, Any]) -> dict[str, int]:
    """Indicator → weight, as typed."""
    return {code: given[name] for code, name in WEIGHTS.items()}


def _ranks(request: HttpRequest) -> bool:
    return viewer(request).scope.sees_everything("ranking.set")
