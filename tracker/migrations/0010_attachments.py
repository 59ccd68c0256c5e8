"""Files that came with an act, files withdrawn, each content once on a record."""


import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0009_audit_entries'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attachment',
            name='update_update',
        ),
        migrations.AddField(
            model_name='attachment',
            name='follow_up',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='tracker.followup', verbose_name='follow-up'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='withdraw_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='withdrawn because'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by'),
        ),
        migrations.AddField(
            model_name='attachmentevent',
            name='follow_up',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tracker.followup', verbose_name='follow-up'),
        ),
        migrations.AddField(
            model_name='attachmentevent',
            name='withdraw_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='withdrawn because'),
        ),
        migrations.AddField(
            model_name='attachmentevent',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at'),
        ),
        migrations.AddField(
            model_name='attachmentevent',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by'),
        ),
        migrations.AlterField(
            model_name='attachment',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AlterField(
            model_name='attachmentevent',
            name='uploaded_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['file'], name='attachment_file'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_attachmentevent" ("action_id", "case_id", "content_type", "file", "follow_up_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "visit_id", "withdraw_reason", "withdrawn_at", "withdrawn_by_id") SELECT new_values."action_id", new_values."case_id", new_values."content_type", new_values."file", new_values."follow_up_id", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."public_id", new_values."sha256", new_values."size", new_values."uploaded_at", new_values."uploaded_by_id", new_values."visit_id", new_values."withdraw_reason", new_values."withdrawn_at", new_values."withdrawn_by_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9e72ec25df54c82b7ae14f359a80108972915789', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_9ff2b', referencing='REFERENCING NEW TABLE AS new_values ', table='tracker_attachment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attachment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_attachmentevent" ("action_id", "case_id", "content_type", "file", "follow_up_id", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "sha256", "size", "uploaded_at", "uploaded_by_id", "visit_id", "withdraw_reason", "withdrawn_at", "withdrawn_by_id") SELECT new_values."action_id", new_values."case_id", new_values."content_type", new_values."file", new_values."follow_up_id", new_values."id", new_values."name", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."public_id", new_values."sha256", new_values."size", new_values."uploaded_at", new_values."uploaded_by_id", new_values."visit_id", new_values."withdraw_reason", new_values."withdrawn_at", new_values."withdrawn_by_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='547b750478b5c59eb77b22c7997f248d47e09244', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d2fa7', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='tracker_attachment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('sha256', 'case', 'action', 'visit', 'follow_up', 'uploaded_by'), name='attachment_content_once', nulls_distinct=False),
        ),
    ]
