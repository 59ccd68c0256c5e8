from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0037_tallies_read_from_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='list_columns',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
