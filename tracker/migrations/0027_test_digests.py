"""A digest sent to oneself as a test is a mail of its own kind."""

from django.db import migrations, models

KINDS = [
    ("notice", "Notice"),
    ("notices_daily", "Notices of a day"),
    ("notices_weekly", "Notices of a week"),
    ("digest", "Weekly digest"),
    ("digest_test", "Weekly digest, test"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0026_mail_choices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="outgoingmail",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20, verbose_name="kind"),
        ),
    ]
