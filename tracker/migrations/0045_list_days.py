from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [
        ("tracker", "0044_list_orders"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['-registered_at', '-id'], name='case_by_registration'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['due_on', '-id'], name='case_by_due'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['closed_on', '-id'], name='case_by_closing'),
        ),
    ]
