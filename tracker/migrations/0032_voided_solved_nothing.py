from django.db import migrations

SOLVED_NOTHING = """
UPDATE tracker_case SET resolved_on = NULL, handling_days = NULL
WHERE status = 'voided' AND (resolved_on IS NOT NULL OR handling_days IS NOT NULL)
"""


class Migration(migrations.Migration):
    """Wrong entries that were voided after review were still counted as resolved; the sums follow by their triggers."""

    dependencies = [
        ('tracker', '0031_reporters_of_items'),
    ]

    operations = [
        migrations.RunSQL(SOLVED_NOTHING, migrations.RunSQL.noop),
    ]
