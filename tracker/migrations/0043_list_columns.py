from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0042_public_ids_of_saved_views"),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='list_columns',
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
    ]
