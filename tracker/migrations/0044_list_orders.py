from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made while people work."""

    atomic = False

    dependencies = [
        ("tracker", "0043_list_columns"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['-last_follow_up_at', '-id'], name='case_by_follow_up'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=models.Q(('status__in', ('registered', 'incomplete', 'accepted', 'assigned', 'disputed', 'handling', 'parked', 'in_review', 'call_back'))), fields=['last_follow_up_at', 'id'], name='case_open_by_follow_up'),
        ),
        AddIndexConcurrently(
            model_name='enterprise',
            index=models.Index(fields=['name', 'id'], name='enterprise_by_name'),
        ),
        AddIndexConcurrently(
            model_name='followup',
            index=models.Index(fields=['-at', '-id'], name='follow_up_newest'),
        ),
    ]
