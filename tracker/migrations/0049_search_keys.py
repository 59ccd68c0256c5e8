"""The index of what is searched: of each row its characters, pairs of characters and beginnings of its pinyin."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

INDEXES = {
    "firmtext": "firm_text_keys",
    "casetext": "case_text_keys",
    "visittext": "visit_text_keys",
    "actiontext": "action_text_keys",
    "bulletintext": "bulletin_text_keys",
    "followuptext": "follow_up_text_keys",
}


def _keys() -> models.Func:
    keys = ArrayField(base_field=models.IntegerField(), size=None)
    return models.Func("text", "pinyin", "code", function="tracker_search_keys", output_field=keys)


def _index(model: str, name: str) -> migrations.RunSQL:
    """Without statistics: the query says how it wants to be answered, and counting pairs of characters takes long."""
    make = (
        f"CREATE INDEX CONCURRENTLY {name} ON tracker_{model} USING gin (tracker_search_keys(text, pinyin, code))"
        " WITH (fastupdate = off)"
    )
    return migrations.RunSQL(
        [
            f"DROP INDEX IF EXISTS {name}",  # one that was broken off is left invalid
            make,
            f"ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0",
        ],
        [f"DROP INDEX IF EXISTS {name}"],
        [migrations.AddIndex(model, GinIndex(_keys(), name=name, fastupdate=False))],
    )


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [("tracker", "0048_fill_search_texts")]

    operations = [_index(model, name) for model, name in INDEXES.items()]
