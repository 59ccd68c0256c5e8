"""What a browser would send for a page of the admin: every field as it was shown, with some typed over."""

from datetime import date, datetime
from decimal import Decimal

from django.forms import MultiWidget
from django.utils import translation


def shown(answer):
    """The page's fields by name, as text."""
    sent = {}
    page_forms = [answer.context["adminform"].form]
    for table in answer.context["inline_admin_formsets"]:
        page_forms += [table.formset.management_form, *table.formset.forms]
    for form in page_forms:
        for field in form:
            _put_field(sent, field)
            if field.field.show_hidden_initial:
                _put(sent, field.html_initial_name, field.value())
    return sent


def _put_field(sent, field):
    """Under its name, or each box under its own where there are several."""
    widget = field.field.widget
    if not isinstance(widget, MultiWidget):
        _put(sent, field.html_name, field.value())
        return
    for ending, value in zip(widget.widgets_names, widget.decompress(field.value()), strict=True):
        _put(sent, field.html_name + ending, value)


def _put(sent, name, value):
    if value is None or value is False:
        return
    if isinstance(value, (list, tuple)):
        sent[name] = [str(getattr(item, "pk", item)) for item in value]
    elif value is True:
        sent[name] = "on"
    elif isinstance(value, (date, datetime, Decimal)):
        sent[name] = str(value)
    else:
        sent[name] = str(getattr(value, "pk", value))


def save(client, address, **typed):
    """Open a page, type, press save."""
    return client.post(address, shown(client.get(address)) | typed)


def errors(answer):
    """Every sentence on the form, sorted."""
    form = answer.context["adminform"].form
    tables = [table.formset for table in answer.context["inline_admin_formsets"]]
    rows = [form.errors, *(row for table in tables for row in table.errors)]
    with translation.override("en"):
        return sorted(str(text) for row in rows for texts in row.values() for text in texts)
