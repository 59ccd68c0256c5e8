"""Search boxes of the admin that survive what is no key: Django's own ask the database for whatever was sent."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django.contrib.admin import widgets

from tracker.admin.lists import is_key

if TYPE_CHECKING:  # the stubs type what a widget draws, Django does not
    One: TypeAlias = Any
    Several: TypeAlias = Any
else:
    One, Several = widgets.AutocompleteSelect, widgets.AutocompleteSelectMultiple


class KeyBox(One):  # type: ignore[misc]  # see above
    """One row."""

    def optgroups(self, name: str, value: list[Any], attr: dict[str, Any] | None = None) -> Any:
        """The chosen row, when there can be one."""
        return super().optgroups(name, keys(value), attr)


class KeyBoxes(Several):  # type: ignore[misc]  # see above
    """Several rows."""

    def optgroups(self, name: str, value: list[Any], attr: dict[str, Any] | None = None) -> Any:
        """The chosen rows, those that there can be."""
        return super().optgroups(name, keys(value), attr)


def keys(values: list[Any]) -> list[str]:
    """Those that can be keys."""
    return [str(value) for value in values if is_key(str(value))]
