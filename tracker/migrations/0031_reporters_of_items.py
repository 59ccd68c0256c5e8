import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# A bulletin has some dozens of items: short even where there are ten thousand bulletins.
AS_ACCEPTED = """
    UPDATE tracker_draft SET reporter_id = action.reporter_id
    FROM tracker_assistanceaction AS action
    WHERE action.id = tracker_draft.action_id
"""
AS_READ = """
    UPDATE tracker_draft SET reporter_id = unit.id
    FROM tracker_unit AS unit
    WHERE tracker_draft.reporter_id IS NULL AND unit.is_active
      AND unit.name = tracker_draft.proposal -> 'reporter' ->> 'name'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0030_visits_by_day'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='draft',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='draft',
            name='update_update',
        ),
        migrations.AddField(
            model_name='draftevent',
            name='reporter',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='as read, then as accepted', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tracker.unit', verbose_name='reporter'),
        ),
        migrations.AddField(
            model_name='draft',
            name='reporter',
            field=models.ForeignKey(blank=True, db_index=False, help_text='as read, then as accepted', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracker.unit', verbose_name='reporter'),
        ),
        migrations.RunSQL(AS_ACCEPTED, migrations.RunSQL.noop),
        migrations.RunSQL(AS_READ, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),  # checked before the triggers
        pgtrigger.migrations.AddTrigger(
            model_name='draft',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_draftevent" ("action_id", "bulletin_id", "case_id", "decided_at", "decided_by_id", "decision", "edits", "end", "headline", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal", "public_id", "reason", "replaced_by", "reporter_id", "section", "start", "version") SELECT new_values."action_id", new_values."bulletin_id", new_values."case_id", new_values."decided_at", new_values."decided_by_id", new_values."decision", new_values."edits", new_values."end", new_values."headline", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proposal", new_values."public_id", new_values."reason", new_values."replaced_by", new_values."reporter_id", new_values."section", new_values."start", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='85fd126b148e5aa63b78c178da4dfb10d8eabf6e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_0d2ab', referencing='REFERENCING NEW TABLE AS new_values ', table='tracker_draft', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='draft',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_draftevent" ("action_id", "bulletin_id", "case_id", "decided_at", "decided_by_id", "decision", "edits", "end", "headline", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposal", "public_id", "reason", "replaced_by", "reporter_id", "section", "start", "version") SELECT new_values."action_id", new_values."bulletin_id", new_values."case_id", new_values."decided_at", new_values."decided_by_id", new_values."decision", new_values."edits", new_values."end", new_values."headline", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proposal", new_values."public_id", new_values."reason", new_values."replaced_by", new_values."reporter_id", new_values."section", new_values."start", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='c9b8195c479295de18a6484ad2ed6f5b5c506740', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_6c2ab', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='tracker_draft', when='AFTER')),
        ),
    ]
