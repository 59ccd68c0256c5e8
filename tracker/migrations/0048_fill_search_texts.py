"""What is searched of the rows that were there before, some at a time, while people work."""

from typing import Any

from django.db import migrations, transaction

AT_ONCE = 2000
# Firms first: what is about them takes their names from there.
FILL = (
    ("tracker_enterprise", "tracker_firmtext", "tracker_refresh_names"),
    ("tracker_case", "tracker_casetext", "tracker_refresh_case_texts"),
    ("tracker_visit", "tracker_visittext", "tracker_refresh_visit_texts"),
    ("tracker_assistanceaction", "tracker_actiontext", "tracker_refresh_action_texts"),
    ("tracker_bulletin", "tracker_bulletintext", "tracker_refresh_bulletin_texts"),
    ("tracker_followup", "tracker_followuptext", "tracker_refresh_follow_up_texts"),
)
# The rows are held so that nobody changes one between its being read and its text being written.
BATCH = """
    WITH rows AS MATERIALIZED (
        SELECT n.id FROM {noun} n WHERE n.id > %s AND NOT EXISTS (SELECT FROM {text} t WHERE t.id = n.id)
        ORDER BY n.id LIMIT %s {hold}
    )
    SELECT max(id), array_agg(id) FROM rows
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Rows written since the triggers stand have theirs already."""
    for noun, text, refresh in FILL:
        # The trail is never altered, and the role that writes it may not lock it.
        hold = "" if noun == "tracker_followup" else "FOR NO KEY UPDATE OF n"
        last = 0
        while last is not None:
            with transaction.atomic(schema_editor.connection.alias), schema_editor.connection.cursor() as cursor:
                cursor.execute(BATCH.format(noun=noun, text=text, hold=hold), [last, AT_ONCE])
                last, ids = cursor.fetchone()
                if ids:
                    cursor.execute(f"SELECT {refresh}(%s::bigint[])", [ids])
        with schema_editor.connection.cursor() as cursor:  # a plan that takes the firms' for empty reads them over and over
            cursor.execute(f"ANALYZE {text}")


class Migration(migrations.Migration):
    """A transaction for so many rows; broken off, it goes on where it was."""

    atomic = False

    dependencies = [("tracker", "0047_search_texts")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
