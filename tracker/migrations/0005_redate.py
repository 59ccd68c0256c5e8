"""A word on the trail for dates that moved with the calendar; a removed calendar day leaves its history."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0004_case_life'),
    ]

    operations = [
        migrations.AlterField(
            model_name='followup',
            name='verb',
            field=models.CharField(choices=[('register', 'Registered'), ('note', 'Note'), ('call', 'Phone call'), ('visit', 'Visit'), ('meeting', 'Meeting'), ('edit', 'Facts corrected'), ('link_action', 'Action attached'), ('ask_details', 'Asked for details'), ('supply', 'Details supplied'), ('accept', 'Accepted'), ('decline', 'Declined'), ('reconsider', 'Reconsidered'), ('settle', 'Settled on the spot'), ('assign', 'Assigned'), ('sign', 'Signed for'), ('return', 'Returned'), ('rule', 'Ruled on'), ('reassign', 'Reassigned'), ('claim_done', 'Claimed done'), ('retract', 'Claim retracted'), ('reject', 'Rejected'), ('approve', 'Approved'), ('call_back', 'Called back'), ('park', 'Parked'), ('resume', 'Resumed'), ('withdraw', 'Withdrawn'), ('overturn', 'Withdrawal overturned'), ('merge', 'Merged'), ('unmerge', 'Merge undone'), ('reopen', 'Reopened'), ('void', 'Voided'), ('send_up', 'Sent up'), ('hand_down', 'Handed down'), ('answer', 'Assisting unit answered'), ('excuse', 'Assisting unit excused'), ('set_handler', 'Handler named'), ('ask_extension', 'Extension asked for'), ('extend', 'Extended'), ('refuse_extension', 'Extension refused'), ('ask_park', 'Parking asked for'), ('refuse_park', 'Parking refused'), ('set_answer_day', 'Next answer day set'), ('promise', 'Promised'), ('keep_promise', 'Promise kept'), ('chase', 'Chased'), ('supervise', 'Supervised'), ('escalate', 'Escalated'), ('instruct', 'Instruction'), ('pass_check', 'Withdrawal found in order'), ('redate', 'Dates counted again')], max_length=20, verbose_name='act'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendarday',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_calendardayevent" ("day", "id", "kind", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."day", old_values."id", old_values."kind", old_values."name", old_values."name_en", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='bea7f4d4e5275ff6fffee871674fd3429e15cc56', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_06734', referencing='REFERENCING OLD TABLE AS old_values ', table='tracker_calendarday', when='AFTER')),
        ),
    ]
