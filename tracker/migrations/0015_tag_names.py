"""Tags whose names differ only by capital letters are one."""

from django.db import migrations, models
from django.db.models.functions import Lower

# Twins made before: the later one goes on under a name of its own, for people to sort out.
_PART_TWINS = """
    UPDATE tracker_tag AS tag SET name = left(tag.name, 12) || ' ' || tag.id
    WHERE EXISTS (SELECT 1 FROM tracker_tag AS twin WHERE lower(twin.name) = lower(tag.name) AND twin.id < tag.id)
"""


class Migration(migrations.Migration):
    dependencies = [("tracker", "0014_notice_mails")]

    operations = [
        migrations.RunSQL(_PART_TWINS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="tag",
            name="name",
            field=models.CharField(max_length=20, verbose_name="name"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                Lower("name"),
                name="tag_name_once",
                violation_error_message="There is such a tag already.",
            ),
        ),
    ]
