"""Who put a mail back that had failed, and when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0027_test_digests"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="resent_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="put back at"),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="resent_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="put back by",
            ),
        ),
    ]
