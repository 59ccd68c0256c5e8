from typing import Any

from django.db import migrations
from django.db.models import Q

from tracker.rules.names import normal_name
from tracker.rules.simplified import TRADITIONAL


def count_anew(apps: Any, schema_editor: Any) -> None:
    """Names with traditional characters get their new keys; where another firm has that already, the old one stays."""
    firms, names = (apps.get_model("tracker", name).objects for name in ("Enterprise", "EnterpriseName"))
    for row in names.filter(name__regex=f"[{TRADITIONAL}]").only("name"):
        names.filter(pk=row.pk).update(name_key=normal_name(row.name))
    for row in firms.filter(name__regex=f"[{TRADITIONAL}]").only("name"):
        key = normal_name(row.name)
        if not firms.filter(Q(name_key=key), merged_into__isnull=True).exclude(pk=row.pk).exists():
            firms.filter(pk=row.pk).update(name_key=key)


class Migration(migrations.Migration):
    """Traditional and simplified spellings meet under one key."""

    dependencies = [("tracker", "0039_firms_by_sound")]

    operations = [migrations.RunPython(count_anew, migrations.RunPython.noop)]
