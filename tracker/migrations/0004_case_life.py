"""What a case needs to be followed to its close: clock, requests, ratings, presets of deadlines."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import tracker.models.calendar
import tracker.models.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('tracker', '0003_disclosures'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('extension', 'Extension'), ('park', 'Parking')], max_length=10, verbose_name='kind')),
                ('until', models.DateField(verbose_name='until')),
                ('reason', models.TextField(verbose_name='reason')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('answer', models.CharField(choices=[('open', 'Not answered yet'), ('granted', 'Granted'), ('refused', 'Refused'), ('dropped', 'No longer needed')], default='open', max_length=8, verbose_name='answer')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='answered on')),
            ],
            options={
                'verbose_name': 'request of a unit',
                'verbose_name_plural': 'requests of units',
            },
        ),
        migrations.CreateModel(
            name='CaseRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('extension', 'Extension'), ('park', 'Parking')], max_length=10, verbose_name='kind')),
                ('until', models.DateField(verbose_name='until')),
                ('reason', models.TextField(verbose_name='reason')),
                ('asked_on', models.DateField(verbose_name='asked on')),
                ('answer', models.CharField(choices=[('open', 'Not answered yet'), ('granted', 'Granted'), ('refused', 'Refused'), ('dropped', 'No longer needed')], default='open', max_length=8, verbose_name='answer')),
                ('answered_on', models.DateField(blank=True, null=True, verbose_name='answered on')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DeadlinePreset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='English name')),
                ('steps', models.JSONField(default=tracker.models.calendar._steps, verbose_name='steps')),
                ('solve', models.JSONField(default=tracker.models.calendar._solve, verbose_name='until solved, by class')),
                ('extension_notice', models.PositiveSmallIntegerField(default=1, verbose_name='extension asked so many working days before')),
                ('near_days', models.PositiveSmallIntegerField(default=2, verbose_name='near due so many working days before')),
                ('supervise_days', models.PositiveSmallIntegerField(default=2, verbose_name='supervised after so many working days overdue')),
                ('escalate_days', models.PositiveSmallIntegerField(default=5, verbose_name='escalated after so many working days overdue')),
            ],
            options={
                'verbose_name': 'deadline preset',
                'verbose_name_plural': 'deadline presets',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='DeadlinePresetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=30, verbose_name='code')),
                ('name', models.CharField(max_length=50, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='English name')),
                ('steps', models.JSONField(default=tracker.models.calendar._steps, verbose_name='steps')),
                ('solve', models.JSONField(default=tracker.models.calendar._solve, verbose_name='until solved, by class')),
                ('extension_notice', models.PositiveSmallIntegerField(default=1, verbose_name='extension asked so many working days before')),
                ('near_days', models.PositiveSmallIntegerField(default=2, verbose_name='near due so many working days before')),
                ('supervise_days', models.PositiveSmallIntegerField(default=2, verbose_name='supervised after so many working days overdue')),
                ('escalate_days', models.PositiveSmallIntegerField(default=5, verbose_name='escalated after so many working days overdue')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='campaign',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='campaign',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='caseunit',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='caseunit',
            name='update_update',
        ),
        migrations.AddField(
            model_name='campaign',
            name='call_back_percent',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='share of solved cases called back, in percent'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='sample_seed',
            field=models.CharField(default=tracker.models.ids.new_seed, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='campaignevent',
            name='call_back_percent',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='share of solved cases called back, in percent'),
        ),
        migrations.AddField(
            model_name='campaignevent',
            name='sample_seed',
            field=models.CharField(default=tracker.models.ids.new_seed, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name='case',
            name='call_back_tries',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='calls not answered'),
        ),
        migrations.AddField(
            model_name='case',
            name='claimed_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='claimed by'),
        ),
        migrations.AddField(
            model_name='case',
            name='claimed_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='claimed done on'),
        ),
        migrations.AddField(
            model_name='case',
            name='clock',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='case',
            name='escalated_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='escalated on'),
        ),
        migrations.AddField(
            model_name='case',
            name='is_difficult',
            field=models.BooleanField(default=False, editable=False, verbose_name='difficult'),
        ),
        migrations.AddField(
            model_name='case',
            name='parked_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='parked on'),
        ),
        migrations.AddField(
            model_name='case',
            name='quality_check',
            field=models.CharField(blank=True, choices=[('', 'Not needed'), ('pending', 'To be checked'), ('passed', 'In order'), ('overturned', 'Overturned')], editable=False, max_length=10, verbose_name='check of the withdrawal'),
        ),
        migrations.AddField(
            model_name='case',
            name='rated_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='rated on'),
        ),
        migrations.AddField(
            model_name='case',
            name='rating',
            field=models.CharField(blank=True, choices=[('satisfied', 'Satisfied'), ('basically', 'Basically satisfied'), ('dissatisfied', 'Dissatisfied'), ('unsolved', 'Not solved'), ('unreachable', 'Not reached')], editable=False, max_length=12, verbose_name='rating'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='call_back_tries',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='calls not answered'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='claimed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='claimed by'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='claimed_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='claimed done on'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='clock',
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='escalated_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='escalated on'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='is_difficult',
            field=models.BooleanField(default=False, editable=False, verbose_name='difficult'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='parked_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='parked on'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='quality_check',
            field=models.CharField(blank=True, choices=[('', 'Not needed'), ('pending', 'To be checked'), ('passed', 'In order'), ('overturned', 'Overturned')], editable=False, max_length=10, verbose_name='check of the withdrawal'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='rated_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='rated on'),
        ),
        migrations.AddField(
            model_name='caseevent',
            name='rating',
            field=models.CharField(blank=True, choices=[('satisfied', 'Satisfied'), ('basically', 'Basically satisfied'), ('dissatisfied', 'Dissatisfied'), ('unsolved', 'Not solved'), ('unreachable', 'Not reached')], editable=False, max_length=12, verbose_name='rating'),
        ),
        migrations.AddField(
            model_name='caseunit',
            name='excused_on',
            field=models.DateField(blank=True, null=True, verbose_name='excused on'),
        ),
        migrations.AddField(
            model_name='caseunit',
            name='is_final',
            field=models.BooleanField(default=False, verbose_name='may not be returned'),
        ),
        migrations.AddField(
            model_name='caseunitevent',
            name='excused_on',
            field=models.DateField(blank=True, null=True, verbose_name='excused on'),
        ),
        migrations.AddField(
            model_name='caseunitevent',
            name='is_final',
            field=models.BooleanField(default=False, verbose_name='may not be returned'),
        ),
        migrations.AlterField(
            model_name='followup',
            name='verb',
            field=models.CharField(choices=[('register', 'Registered'), ('note', 'Note'), ('call', 'Phone call'), ('visit', 'Visit'), ('meeting', 'Meeting'), ('edit', 'Facts corrected'), ('link_action', 'Action attached'), ('ask_details', 'Asked for details'), ('supply', 'Details supplied'), ('accept', 'Accepted'), ('decline', 'Declined'), ('reconsider', 'Reconsidered'), ('settle', 'Settled on the spot'), ('assign', 'Assigned'), ('sign', 'Signed for'), ('return', 'Returned'), ('rule', 'Ruled on'), ('reassign', 'Reassigned'), ('claim_done', 'Claimed done'), ('retract', 'Claim retracted'), ('reject', 'Rejected'), ('approve', 'Approved'), ('call_back', 'Called back'), ('park', 'Parked'), ('resume', 'Resumed'), ('withdraw', 'Withdrawn'), ('overturn', 'Withdrawal overturned'), ('merge', 'Merged'), ('unmerge', 'Merge undone'), ('reopen', 'Reopened'), ('void', 'Voided'), ('send_up', 'Sent up'), ('hand_down', 'Handed down'), ('answer', 'Assisting unit answered'), ('excuse', 'Assisting unit excused'), ('set_handler', 'Handler named'), ('ask_extension', 'Extension asked for'), ('extend', 'Extended'), ('refuse_extension', 'Extension refused'), ('ask_park', 'Parking asked for'), ('refuse_park', 'Parking refused'), ('set_answer_day', 'Next answer day set'), ('promise', 'Promised'), ('keep_promise', 'Promise kept'), ('chase', 'Chased'), ('supervise', 'Supervised'), ('escalate', 'Escalated'), ('instruct', 'Instruction'), ('pass_check', 'Withdrawal found in order')], max_length=20, verbose_name='act'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('is_difficult', True)), fields=['-id'], name='case_difficult'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('quality_check', 'pending')), fields=['-id'], name='case_to_check'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_campaignevent" ("call_back_percent", "city", "city_en", "deadline_preset_id", "id", "is_current", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_name", "product_name_en", "sample_seed", "started_on") SELECT new_values."call_back_percent", new_values."city", new_values."city_en", new_values."deadline_preset_id", new_values."id", new_values."is_current", new_values."name", new_values."name_en", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."product_name", new_values."product_name_en", new_values."sample_seed", new_values."started_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='31c04d261ee3fac4d1db9c0907a63756288908ac', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6ab66', referencing='REFERENCING NEW TABLE AS new_values ', table='tracker_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='campaign',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_campaignevent" ("call_back_percent", "city", "city_en", "deadline_preset_id", "id", "is_current", "name", "name_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "product_name", "product_name_en", "sample_seed", "started_on") SELECT new_values."call_back_percent", new_values."city", new_values."city_en", new_values."deadline_preset_id", new_values."id", new_values."is_current", new_values."name", new_values."name_en", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."product_name", new_values."product_name_en", new_values."sample_seed", new_values."started_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='511a5bcd396ea2dcc037b78afa0df58c9b960168', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_39cb2', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='tracker_campaign', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_caseevent" ("accepted_on", "call_back_tries", "campaign_id", "case_class", "category_id", "claimed_by_id", "claimed_on", "clock", "closed_on", "contact_id", "description", "district_id", "due_on", "enterprise_id", "escalated_on", "extension_count", "follow_up_count", "id", "idempotency_key", "is_difficult", "last_follow_up_at", "lead_unit_id", "merged_into_id", "next_answer_on", "number", "origin", "owner_office_id", "parked_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quality_check", "raised_on", "rated_on", "rating", "redo_count", "registered_at", "registrar_id", "registrar_unit_id", "reopen_count", "reply_due_on", "resolved_on", "result", "result_kind", "return_count", "sign_due_on", "site_id", "source", "status", "status_before", "suggested_unit_id", "title", "version", "visible_unit_ids") SELECT new_values."accepted_on", new_values."call_back_tries", new_values."campaign_id", new_values."case_class", new_values."category_id", new_values."claimed_by_id", new_values."claimed_on", new_values."clock", new_values."closed_on", new_values."contact_id", new_values."description", new_values."district_id", new_values."due_on", new_values."enterprise_id", new_values."escalated_on", new_values."extension_count", new_values."follow_up_count", new_values."id", new_values."idempotency_key", new_values."is_difficult", new_values."last_follow_up_at", new_values."lead_unit_id", new_values."merged_into_id", new_values."next_answer_on", new_values."number", new_values."origin", new_values."owner_office_id", new_values."parked_on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."quality_check", new_values."raised_on", new_values."rated_on", new_values."rating", new_values."redo_count", new_values."registered_at", new_values."registrar_id", new_values."registrar_unit_id", new_values."reopen_count", new_values."reply_due_on", new_values."resolved_on", new_values."result", new_values."result_kind", new_values."return_count", new_values."sign_due_on", new_values."site_id", new_values."source", new_values."status", new_values."status_before", new_values."suggested_unit_id", new_values."title", new_values."version", new_values."visible_unit_ids" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6ebaa5e8a7d1141647c49442cfaf8257637f7beb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_32dd5', referencing='REFERENCING NEW TABLE AS new_values ', table='tracker_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_caseevent" ("accepted_on", "call_back_tries", "campaign_id", "case_class", "category_id", "claimed_by_id", "claimed_on", "clock", "closed_on", "contact_id", "description", "district_id", "due_on", "enterprise_id", "escalated_on", "extension_count", "follow_up_count", "id", "idempotency_key", "is_difficult", "last_follow_up_at", "lead_unit_id", "merged_into_id", "next_answer_on", "number", "origin", "owner_office_id", "parked_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "quality_check", "raised_on", "rated_on", "rating", "redo_count", "registered_at", "registrar_id", "registrar_unit_id", "reopen_count", "reply_due_on", "resolved_on", "result", "result_kind", "return_count", "sign_due_on", "site_id", "source", "status", "status_before", "suggested_unit_id", "title", "version", "visible_unit_ids") SELECT new_values."accepted_on", new_values."call_back_tries", new_values."campaign_id", new_values."case_class", new_values."category_id", new_values."claimed_by_id", new_values."claimed_on", new_values."clock", new_values."closed_on", new_values."contact_id", new_values."description", new_values."district_id", new_values."due_on", new_values."enterprise_id", new_values."escalated_on", new_values."extension_count", new_values."follow_up_count", new_values."id", new_values."idempotency_key", new_values."is_difficult", new_values."last_follow_up_at", new_values."lead_unit_id", new_values."merged_into_id", new_values."next_answer_on", new_values."number", new_values."origin", new_values."owner_office_id", new_values."parked_on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."quality_check", new_values."raised_on", new_values."rated_on", new_values."rating", new_values."redo_count", new_values."registered_at", new_values."registrar_id", new_values."registrar_unit_id", new_values."reopen_count", new_values."reply_due_on", new_values."resolved_on", new_values."result", new_values."result_kind", new_values."return_count", new_values."sign_due_on", new_values."site_id", new_values."source", new_values."status", new_values."status_before", new_values."suggested_unit_id", new_values."title", new_values."version", new_values."visible_unit_ids" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='15b5910668561874af67769e9d6b7becaedca48d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7ae93', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='tracker_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseunit',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_caseunitevent" ("answered_on", "assigned_on", "case_id", "due_on", "excused_on", "handler_id", "id", "is_current", "is_final", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "unit_id") SELECT new_values."answered_on", new_values."assigned_on", new_values."case_id", new_values."due_on", new_values."excused_on", new_values."handler_id", new_values."id", new_values."is_current", new_values."is_final", new_values."part", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."signed_on", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ef73ff63c0ae01110a6aa3421ed985364f4e7010', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ea48e', referencing='REFERENCING NEW TABLE AS new_values ', table='tracker_caseunit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseunit',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_caseunitevent" ("answered_on", "assigned_on", "case_id", "due_on", "excused_on", "handler_id", "id", "is_current", "is_final", "part", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "signed_on", "unit_id") SELECT new_values."answered_on", new_values."assigned_on", new_values."case_id", new_values."due_on", new_values."excused_on", new_values."handler_id", new_values."id", new_values."is_current", new_values."is_final", new_values."part", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."signed_on", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='1b240c1c46b5e85dae4970e8073beec04b0adc1d', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_db04f', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='tracker_caseunit', when='AFTER')),
        ),
        migrations.AddField(
            model_name='caserequest',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='caserequest',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='caserequest',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='tracker.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='caserequestevent',
            name='answered_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by'),
        ),
        migrations.AddField(
            model_name='caserequestevent',
            name='asked_by',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by'),
        ),
        migrations.AddField(
            model_name='caserequestevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tracker.case', verbose_name='case'),
        ),
        migrations.AddField(
            model_name='caserequestevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='caserequestevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='tracker.caserequest'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deadlinepreset',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_deadlinepresetevent" ("code", "escalate_days", "extension_notice", "id", "name", "name_en", "near_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "solve", "steps", "supervise_days") SELECT new_values."code", new_values."escalate_days", new_values."extension_notice", new_values."id", new_values."name", new_values."name_en", new_values."near_days", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."solve", new_values."steps", new_values."supervise_days" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='5af85801d022d9e88e8f867df6ff198584c805e9', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_64fdb', referencing='REFERENCING NEW TABLE AS new_values ', table='tracker_deadlinepreset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deadlinepreset',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_deadlinepresetevent" ("code", "escalate_days", "extension_notice", "id", "name", "name_en", "near_days", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "solve", "steps", "supervise_days") SELECT new_values."code", new_values."escalate_days", new_values."extension_notice", new_values."id", new_values."name", new_values."name_en", new_values."near_days", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."solve", new_values."steps", new_values."supervise_days" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='07f88d90e0c14175f1848e0b4ce4cbebdae1602a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_0fcda', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='tracker_deadlinepreset', when='AFTER')),
        ),
        migrations.AddField(
            model_name='campaign',
            name='deadline_preset',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracker.deadlinepreset', verbose_name='deadline preset'),
        ),
        migrations.AddField(
            model_name='campaignevent',
            name='deadline_preset',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='tracker.deadlinepreset', verbose_name='deadline preset'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('call_back_percent__lte', 100)), name='campaign_share_is_percent'),
        ),
        migrations.AddField(
            model_name='deadlinepresetevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='deadlinepresetevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='tracker.deadlinepreset'),
        ),
        migrations.AddConstraint(
            model_name='caserequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answer', 'open')), fields=('case', 'kind'), name='request_one_open_each'),
        ),
        migrations.AddConstraint(
            model_name='caserequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['extension', 'park'])), name='request_kind_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caserequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_caserequestevent" ("answer", "answered_by_id", "answered_on", "asked_by_id", "asked_on", "case_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") SELECT new_values."answer", new_values."answered_by_id", new_values."answered_on", new_values."asked_by_id", new_values."asked_on", new_values."case_id", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6f447ec613a9a2790f382946b251f41ee3dcf902', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_056bf', referencing='REFERENCING NEW TABLE AS new_values ', table='tracker_caserequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caserequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "tracker_caserequestevent" ("answer", "answered_by_id", "answered_on", "asked_by_id", "asked_on", "case_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until") SELECT new_values."answer", new_values."answered_by_id", new_values."answered_on", new_values."asked_by_id", new_values."asked_on", new_values."case_id", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d0d1700e2d59871c829aec7fcc1305d31b273859', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_d8a4e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='tracker_caserequest', when='AFTER')),
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON tracker_caserequestevent, tracker_deadlinepresetevent FROM tracker_app",
            "GRANT UPDATE, DELETE ON tracker_caserequestevent, tracker_deadlinepresetevent TO tracker_app",
        ),
    ]
