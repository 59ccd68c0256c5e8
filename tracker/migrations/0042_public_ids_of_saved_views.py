"""Saved views get an address: opaque as all others, for the few that there are."""

from django.db import migrations, models

import tracker.models.ids


def give_ids(apps, _schema_editor):
    """One by one: the column's default would be the same for all."""
    views = apps.get_model("tracker", "SavedView").objects.filter(public_id=None)
    for view in views.only("pk").iterator():
        view.public_id = tracker.models.ids.new_public_id()
        view.save(update_fields=["public_id"])


class Migration(migrations.Migration):

    dependencies = [("tracker", "0041_exports")]

    operations = [
        migrations.AddField("savedview", "public_id", models.CharField(max_length=12, null=True, editable=False)),
        migrations.RunPython(give_ids, migrations.RunPython.noop),
        migrations.AlterField(
            "savedview",
            "public_id",
            models.CharField(
                default=tracker.models.ids.new_public_id, editable=False, max_length=12, unique=True
            ),
        ),
    ]
