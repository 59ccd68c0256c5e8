"""Each mail keeps the address at which its reader stops such mails: mail programs are told it too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0025_mail_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="choice_url",
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
    ]
