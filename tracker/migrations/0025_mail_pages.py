"""Mails have pages of their own: a public name, and within which units everything lies that they tell.

Of mails that were written before that is not known: the city's office reads them, and whoever got them.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tracker.models.ids

# The first twelve digits of a random UUID hold nothing but chance.
NAME_THEM = "UPDATE tracker_outgoingmail SET public_id = left(replace(gen_random_uuid()::text, '-', ''), 12)"
KINDS = [
    ("notice", "Notice"),
    ("notices_daily", "Notices of a day"),
    ("notices_weekly", "Notices of a week"),
    ("digest", "Weekly digest"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0024_handled_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="public_id",
            field=models.CharField(default="", editable=False, max_length=12),
            preserve_default=False,
        ),
        migrations.RunSQL(NAME_THEM, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="outgoingmail",
            name="public_id",
            field=models.CharField(
                default=tracker.models.ids.new_public_id, editable=False, max_length=12, unique=True
            ),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="reach",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(), editable=False, null=True, size=None
            ),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="kind"),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="recipient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mails",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recipient",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["recipient", "-id"], name="mail_newest"),
        ),
    ]
