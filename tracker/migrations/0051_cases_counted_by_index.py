"""Whose a case is stands in the indexes of the newest and of a district's, so that counting reads no rows."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

SEEN = ["visible_unit_ids"]


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [("tracker", "0050_follow_up_lists")]

    operations = [
        AddIndexConcurrently("case", models.Index(fields=["-id"], include=SEEN, name="case_newest_seen")),
        AddIndexConcurrently(
            "case",
            models.Index(fields=["district", "status", "-id"], include=SEEN, name="case_of_district_seen"),
        ),
        RemoveIndexConcurrently("case", "case_newest"),
        RemoveIndexConcurrently("case", "case_by_district"),
    ]
