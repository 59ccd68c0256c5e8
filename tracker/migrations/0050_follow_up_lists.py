"""Lists of follow-ups by act, person and unit in their order; the plain indexes of person and unit go."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

MADE = {
    "follow_up_by_verb": "verb",
    "follow_up_by_person": "by",
    "follow_up_by_unit": "by_unit",
}


def _without_index(field: str, index: str, to: str) -> migrations.RunSQL:
    """Django would make the foreign key anew, and read every row for it."""
    key = models.ForeignKey(
        blank=True,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
        verbose_name={"by": "by", "by_unit": "unit"}[field],
    )
    return migrations.RunSQL(
        [f"DROP INDEX CONCURRENTLY IF EXISTS {index}"],
        [f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON tracker_followup ({field}_id)"],
        [migrations.AlterField("followup", field, key)],
    )


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [("tracker", "0049_search_keys")]

    operations = [
        *(
            AddIndexConcurrently("followup", models.Index(fields=[field, "-at", "-id"], name=name))
            for name, field in MADE.items()
        ),
        _without_index("by", "tracker_followup_by_id_26521460", settings.AUTH_USER_MODEL),
        _without_index("by_unit", "tracker_followup_by_unit_id_71d849ec", "tracker.unit"),
    ]
