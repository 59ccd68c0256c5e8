"""What a generated city stands on: the authorities and categories of the database."""

from tracker.models import Campaign, Category, Unit
from tracker.models.places import UnitKind
from tracker.operations.city.texts import PROBLEMS
from tracker.operations.city.town import District, Place, Town
from tracker.rules.errors import BadInput


def town_of_database() -> Town:
    """Campaign, offices, districts, bureaus, groups, categories; BadInput names what `load_reference` would bring."""
    campaign = Campaign.objects.filter(is_current=True).first()
    offices = {unit.parent_id: _place(unit) for unit in Unit.objects.of_kind(UnitKind.OFFICE)}
    districts = [
        District(_place(unit), offices[unit.pk], unit.code or "")
        for unit in Unit.objects.districts()
        if unit.pk in offices
    ]
    categories = dict(Category.objects.values_list("code", "id"))
    if campaign is None or None not in offices or not districts or not categories:
        raise BadInput("required", field="reference data (manage.py load_reference)")
    return Town(
        campaign_id=campaign.pk,
        city=campaign.city.removesuffix("市"),
        office=offices[None],
        districts=districts,
        bureaus={
            unit.short_name or unit.name: _place(unit) for unit in Unit.objects.of_kind(UnitKind.BUREAU)
        },
        groups=[_place(unit) for unit in Unit.objects.of_kind(UnitKind.GROUP).filter(campaign=campaign)],
        categories=_every_category(categories),
    )


def existing_subunits() -> dict[tuple[int, str], int]:
    """Ids of the units below districts, by parent and name."""
    rows = Unit.objects.filter(kind=UnitKind.SUBUNIT).values_list("parent_id", "name", "id")
    return {(parent_id, name): unit_id for parent_id, name, unit_id in rows if parent_id is not None}


def _place(unit: Unit) -> Place:
    return Place(unit.pk, unit.short_name or unit.name)


def _every_category(ids: dict[str, int]) -> dict[str, int]:
    """An id for every category the texts know; what the city does not list goes to its `other`, else its first."""
    rest = ids.get("other", next(iter(ids.values())))
    return {problem.category: ids.get(problem.category, rest) for problem in PROBLEMS}
