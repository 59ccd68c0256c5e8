"""What is overdue, and whose it is, stands in the index of the open cases by their days."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

OPEN = (
    *("registered", "incomplete", "accepted", "assigned", "disputed", "handling", "parked", "in_review"),
    "call_back",
)


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [("tracker", "0051_cases_counted_by_index")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["due_on", "id"],
                include=["status", "visible_unit_ids"],
                condition=models.Q(status__in=OPEN),
                name="case_open_due",
            ),
        ),
        RemoveIndexConcurrently("case", "case_open_by_due"),
    ]
