"""An address that a mail server refused for good is kept beside the account: no more mails go there until it changes."""

from django.db import migrations, models

REASONS = [
    ("account", "The account is closed"),
    ("address", "The account has no mail address any more"),
    ("bounced", "Mails to this address do not arrive"),
    ("sight", "The recipient no longer sees the case"),
    ("read", "Read on the site meanwhile"),
    ("choice", "The recipient does not want such mails any more"),
    ("digest", "The recipient wants it in a digest"),
    ("undone", "What it tells was taken back"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0028_resent_mails"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="bouncing",
            field=models.EmailField(blank=True, editable=False, max_length=254),
        ),
        migrations.AlterField(
            model_name="outgoingmail",
            name="void_reason",
            field=models.CharField(
                blank=True, choices=REASONS, max_length=8, verbose_name="not sent because"
            ),
        ),
    ]
