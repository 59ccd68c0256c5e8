"""The log of requests that might have changed something."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0008_enterprise_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('method', models.CharField(max_length=10, verbose_name='method')),
                ('view', models.CharField(max_length=80, verbose_name='request')),
                ('on', models.CharField(blank=True, max_length=80, verbose_name='on what')),
                ('outcome', models.PositiveSmallIntegerField(verbose_name='answered with')),
                ('source', models.GenericIPAddressField(null=True, verbose_name='from address')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
            ],
            options={
                'verbose_name': 'request on record',
                'verbose_name_plural': 'requests on record',
                'indexes': [models.Index(fields=['-at', '-id'], name='audit_newest'), models.Index(fields=['user', '-at'], name='audit_by_user')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4eb007acefa51847e85efe066365a2263a4076a4', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_16e73', table='tracker_auditentry', when='BEFORE')),
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON tracker_auditentry FROM tracker_app",
            "GRANT UPDATE, DELETE ON tracker_auditentry TO tracker_app",
        ),
    ]
