"""The list of tags: kept by the system administrator, added to by offices."""

from __future__ import annotations

from django.contrib import admin

from tracker.admin.refusals import RecordForm
from tracker.admin.saving import OperationAdmin
from tracker.models import Tag
from tracker.operations.tags import clean_name
from tracker.rules.errors import BadInput


class TagForm(RecordForm):
    """A tag; its name is made plain as everywhere."""

    def clean_name(self) -> str:
        """As it is stored."""
        typed = str(self.cleaned_data["name"])
        try:
            return clean_name(typed)
        except BadInput as error:
            self.show(BadInput(error.code, **error.params | {"field": "name"}))
            return typed


@admin.register(Tag)
class TagAdmin(OperationAdmin):
    """What cases may be tagged with; nothing is deleted, what is retired stays where it is."""

    add_verb, change_verb = "tag.make", "reference.edit"
    form = TagForm
    list_display = ("name", "name_en", "order", "is_active")
    search_fields = ("name", "name_en")
    ordering = ("order", "id")
    fields = ("name", "name_en", "order", "is_active")
