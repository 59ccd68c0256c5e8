"""What an address may hold: anything else is not found, before any query."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class CaseNumber(StringConverter):
    """A case number such as 2026-000123."""

    regex = "[0-9]{4}-[0-9]{6,12}"


class PublicId(StringConverter):
    """The twelve characters of an opaque id."""

    regex = "[a-z0-9]{12}"


register_converter(CaseNumber, "case_number")
register_converter(PublicId, "public_id")
