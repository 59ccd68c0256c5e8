from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [
        ('tracker', '0023_closings'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('handling_days__isnull', False)), fields=['resolved_on'], include=('handling_days', 'category', 'source', 'district', 'lead_unit', 'registrar_unit'), name='case_handled'),
        ),
    ]
