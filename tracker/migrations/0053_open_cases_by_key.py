"""Which of some thousand cases are open, overdue and one's own is read from one small index."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

OPEN = (
    *("registered", "incomplete", "accepted", "assigned", "disputed", "handling", "parked", "in_review"),
    "call_back",
)


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [("tracker", "0052_due_cases_by_index")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                fields=["id"],
                include=["due_on", "status", "visible_unit_ids"],
                condition=models.Q(status__in=OPEN),
                name="case_open",
            ),
        ),
    ]
