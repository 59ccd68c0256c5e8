from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [("tracker", "0038_merges_and_acts_of_firms")]

    operations = [
        AddIndexConcurrently(
            "enterprise",
            models.Index(
                models.F("pinyin_keys__0"),
                models.F("id"),
                condition=models.Q(("merged_into__isnull", True)),
                name="enterprise_by_sound",
            ),
        ),
    ]
