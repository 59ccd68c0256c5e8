"""The key of the sums holds their counts too: 25,000 rows, each on a page of its own, are read off a few hundred pages."""

from django.db import migrations, models

KEY = ["by", "category", "source", "is_month", "base", "day", "unit", "span"]
COUNTS = ["n0", "n1", "n2", "n3"]
SUMS = f"CREATE UNIQUE INDEX CONCURRENTLY tally_sums ON tracker_tally ({', '.join(KEY)}) INCLUDE ({', '.join(COUNTS)})"
ONCE = f"CREATE UNIQUE INDEX CONCURRENTLY tally_once ON tracker_tally ({', '.join(KEY)})"
ONCE_AGAIN = "ALTER TABLE tracker_tally ADD CONSTRAINT tally_once UNIQUE USING INDEX tally_once"


class Migration(migrations.Migration):
    """Made while people work: one key stands until the other does."""

    atomic = False

    dependencies = [("tracker", "0036_withdrawn_circulars")]

    operations = [
        migrations.RunSQL(
            ["DROP INDEX IF EXISTS tally_sums", SUMS],  # one that was broken off is left invalid
            ["DROP INDEX IF EXISTS tally_sums"],
            [
                migrations.AddConstraint(
                    "tally", models.UniqueConstraint(fields=KEY, name="tally_sums", include=COUNTS)
                )
            ],
        ),
        migrations.RunSQL(
            ["ALTER TABLE tracker_tally DROP CONSTRAINT IF EXISTS tally_once"],
            ["DROP INDEX IF EXISTS tally_once", ONCE, ONCE_AGAIN],
            [migrations.RemoveConstraint("tally", "tally_once")],
        ),
    ]
