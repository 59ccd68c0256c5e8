from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [
        ('tracker', '0029_bouncing_addresses'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='visit',
            index=models.Index(fields=['-visited_on', '-id'], name='visit_newest'),
        ),
    ]
