"""A table of what is searched beside each noun, the functions that fill it, and the triggers that call them."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Whoever changes a firm's text holds its row until the end, then tells everything about the firm; whoever writes
# something about a firm waits for that row and reads it afterwards. So neither can miss the other.
REFRESH = r"""
CREATE FUNCTION tracker_refresh_case_texts(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tracker_firmtext WHERE id IN (SELECT enterprise_id FROM tracker_case WHERE id = ANY(which))
        ORDER BY id FOR SHARE;
    INSERT INTO tracker_casetext AS t (id, text, pinyin, code)
    SELECT c.id, tracker_readings(concat_ws(E'\n', c.number, replace(c.number, '-', ''), c.title, c.description, c.place))
        || coalesce(E'\n' || f.text, ''), coalesce(f.pinyin, ''), coalesce(f.code, '')
    FROM tracker_case c LEFT JOIN tracker_firmtext f ON f.id = c.enterprise_id WHERE c.id = ANY(which)
    ON CONFLICT (id) DO UPDATE SET text = excluded.text, pinyin = excluded.pinyin, code = excluded.code
        WHERE (t.text, t.pinyin, t.code) IS DISTINCT FROM (excluded.text, excluded.pinyin, excluded.code);
END $$;

CREATE FUNCTION tracker_refresh_visit_texts(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tracker_firmtext WHERE id IN (SELECT enterprise_id FROM tracker_visit WHERE id = ANY(which))
        ORDER BY id FOR SHARE;
    INSERT INTO tracker_visittext AS t (id, text, pinyin, code)
    SELECT v.id, tracker_readings(concat_ws(E'\n', v.people, v.note))
        || coalesce(E'\n' || f.text, ''), coalesce(f.pinyin, ''), coalesce(f.code, '')
    FROM tracker_visit v LEFT JOIN tracker_firmtext f ON f.id = v.enterprise_id WHERE v.id = ANY(which)
    ON CONFLICT (id) DO UPDATE SET text = excluded.text, pinyin = excluded.pinyin, code = excluded.code
        WHERE (t.text, t.pinyin, t.code) IS DISTINCT FROM (excluded.text, excluded.pinyin, excluded.code);
END $$;

CREATE FUNCTION tracker_refresh_action_texts(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tracker_firmtext
        WHERE id IN (SELECT enterprise_id FROM tracker_participant WHERE action_id = ANY(which)) ORDER BY id FOR SHARE;
    PERFORM FROM tracker_actiontext WHERE id = ANY(which) ORDER BY id FOR UPDATE;
    INSERT INTO tracker_actiontext AS t (id, text, pinyin, code)
    SELECT a.id, tracker_readings(concat_ws(E'\n', a.title, a.summary, p.names)) || coalesce(E'\n' || p.text, ''),
        coalesce(p.pinyin, ''), coalesce(p.code, '')
    FROM tracker_assistanceaction a CROSS JOIN LATERAL (
        SELECT string_agg(nullif(p.name, ''), E'\n' ORDER BY p.id) AS names,
            string_agg(f.text, E'\n' ORDER BY f.id) AS text,
            string_agg(nullif(f.pinyin, ''), E'\n' ORDER BY f.id) AS pinyin,
            string_agg(nullif(f.code, ''), E'\n' ORDER BY f.id) AS code
        FROM tracker_participant p LEFT JOIN tracker_firmtext f ON f.id = p.enterprise_id WHERE p.action_id = a.id
    ) AS p WHERE a.id = ANY(which)
    ON CONFLICT (id) DO UPDATE SET text = excluded.text, pinyin = excluded.pinyin, code = excluded.code
        WHERE (t.text, t.pinyin, t.code) IS DISTINCT FROM (excluded.text, excluded.pinyin, excluded.code);
END $$;

CREATE FUNCTION tracker_refresh_bulletin_texts(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tracker_bulletintext AS t (id, text, pinyin, code)
    SELECT b.id, tracker_readings(concat_ws(E'\n', b.title, b.issue_number, b.text)), '', ''
    FROM tracker_bulletin b WHERE b.id = ANY(which)
    ON CONFLICT (id) DO UPDATE SET text = excluded.text WHERE t.text IS DISTINCT FROM excluded.text;
END $$;

CREATE FUNCTION tracker_refresh_follow_up_texts(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tracker_followuptext AS t (id, text, pinyin, code)
    SELECT n.id, tracker_readings(n.note), '', '' FROM tracker_followup n WHERE n.id = ANY(which) AND n.note <> ''
    ON CONFLICT (id) DO UPDATE SET text = excluded.text WHERE t.text IS DISTINCT FROM excluded.text;
END $$;

CREATE FUNCTION tracker_refresh_names(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tracker_firmtext WHERE id = ANY(which) ORDER BY id FOR UPDATE;
    INSERT INTO tracker_firmtext AS t (id, text, pinyin, code)
    SELECT e.id, tracker_readings(concat_ws(E'\n', e.name, e.name_key, n.names)),
        array_to_string(e.pinyin_keys, E'\n'), lower(coalesce(e.credit_code, ''))
    FROM tracker_enterprise e CROSS JOIN LATERAL (
        SELECT string_agg(o.name || E'\n' || o.name_key, E'\n' ORDER BY o.id) AS names
        FROM tracker_enterprisename o WHERE o.enterprise_id = e.id
    ) AS n WHERE e.id = ANY(which)
    ON CONFLICT (id) DO UPDATE SET text = excluded.text, pinyin = excluded.pinyin, code = excluded.code
        WHERE (t.text, t.pinyin, t.code) IS DISTINCT FROM (excluded.text, excluded.pinyin, excluded.code);
END $$;

CREATE FUNCTION tracker_refresh_firm_texts(which bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tracker_refresh_names(which);
    PERFORM tracker_refresh_case_texts(ARRAY(SELECT id FROM tracker_case WHERE enterprise_id = ANY(which)));
    PERFORM tracker_refresh_visit_texts(ARRAY(SELECT id FROM tracker_visit WHERE enterprise_id = ANY(which)));
    PERFORM tracker_refresh_action_texts(
        ARRAY(SELECT DISTINCT action_id FROM tracker_participant WHERE enterprise_id = ANY(which)));
END $$;
"""

GONE = """
DROP FUNCTION tracker_refresh_firm_texts(bigint[]);
DROP FUNCTION tracker_refresh_names(bigint[]);
DROP FUNCTION tracker_refresh_follow_up_texts(bigint[]);
DROP FUNCTION tracker_refresh_bulletin_texts(bigint[]);
DROP FUNCTION tracker_refresh_action_texts(bigint[]);
DROP FUNCTION tracker_refresh_visit_texts(bigint[]);
DROP FUNCTION tracker_refresh_case_texts(bigint[]);
"""


class Migration(migrations.Migration):
    """No row is written yet."""

    dependencies = [
        ("tracker", "0046_search_writing"),
    ]

    operations = [
        migrations.CreateModel(
            name='ActionText',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('pinyin', models.TextField(blank=True, default='')),
                ('code', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='BulletinText',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('pinyin', models.TextField(blank=True, default='')),
                ('code', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='CaseText',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('pinyin', models.TextField(blank=True, default='')),
                ('code', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='FirmText',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('pinyin', models.TextField(blank=True, default='')),
                ('code', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='FollowUpText',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('pinyin', models.TextField(blank=True, default='')),
                ('code', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.CreateModel(
            name='VisitText',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('pinyin', models.TextField(blank=True, default='')),
                ('code', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.RunSQL(REFRESH, GONE),
        pgtrigger.migrations.AddTrigger(
            model_name='assistanceaction',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_action_texts(ARRAY[NEW.id]); RETURN NULL;', hash='fb43be0071ac17c5b9c3862a53c3ed3b5e015566', operation='INSERT', pgid='pgtrigger_search_insert_5b15e', table='tracker_assistanceaction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assistanceaction',
            trigger=pgtrigger.compiler.Trigger(name='search_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='PERFORM tracker_refresh_action_texts(ARRAY[NEW.id]); RETURN NULL;', hash='6b22ced8278374bd9e966d53682ce3b1d901f85a', operation='UPDATE', pgid='pgtrigger_search_update_e6155', table='tracker_assistanceaction', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulletin',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_bulletin_texts(ARRAY[NEW.id]); RETURN NULL;', hash='771b0154db2072cde234d76c1359409b57f3cbc2', operation='INSERT', pgid='pgtrigger_search_insert_6a46c', table='tracker_bulletin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bulletin',
            trigger=pgtrigger.compiler.Trigger(name='search_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."issue_number" IS DISTINCT FROM (NEW."issue_number") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='PERFORM tracker_refresh_bulletin_texts(ARRAY[NEW.id]); RETURN NULL;', hash='b83a68675c9bb69a0fd2eac2215aede5b801eb63', operation='UPDATE', pgid='pgtrigger_search_update_6ae1f', table='tracker_bulletin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_case_texts(ARRAY[NEW.id]); RETURN NULL;', hash='05a97bd0a8161efba9c9878f59bc3a39da2db796', operation='INSERT', pgid='pgtrigger_search_insert_ec30f', table='tracker_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='search_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."place" IS DISTINCT FROM (NEW."place") OR OLD."title" IS DISTINCT FROM (NEW."title"))', func='PERFORM tracker_refresh_case_texts(ARRAY[NEW.id]); RETURN NULL;', hash='3103759cdd914175345b2742b6f2d62737246b9e', operation='UPDATE', pgid='pgtrigger_search_update_89f3e', table='tracker_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enterprise',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_firm_texts(ARRAY[NEW.id]); RETURN NULL;', hash='a81d22b7ddfcfbba59b0018226cf21fe09a70cbb', operation='INSERT', pgid='pgtrigger_search_insert_0eda3', table='tracker_enterprise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enterprise',
            trigger=pgtrigger.compiler.Trigger(name='search_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."credit_code" IS DISTINCT FROM (NEW."credit_code") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."pinyin_keys" IS DISTINCT FROM (NEW."pinyin_keys"))', func='PERFORM tracker_refresh_firm_texts(ARRAY[NEW.id]); RETURN NULL;', hash='cce0d32f2fdcb080b8eb8d101f0d132aade0c15a', operation='UPDATE', pgid='pgtrigger_search_update_c3fe8', table='tracker_enterprise', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enterprisename',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_firm_texts(ARRAY[NEW.enterprise_id]); RETURN NULL;', hash='2aeb2395410ff5adb0f0b6e50acb0a0ba9130c7b', operation='INSERT', pgid='pgtrigger_search_insert_55746', table='tracker_enterprisename', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enterprisename',
            trigger=pgtrigger.compiler.Trigger(name='search_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key"))', func='PERFORM tracker_refresh_firm_texts(ARRAY[OLD.enterprise_id]); PERFORM tracker_refresh_firm_texts(ARRAY[NEW.enterprise_id]); RETURN NULL;', hash='5a6700789691d65b419da0257bfd37704367294b', operation='UPDATE', pgid='pgtrigger_search_update_d0d75', table='tracker_enterprisename', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='enterprisename',
            trigger=pgtrigger.compiler.Trigger(name='search_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_firm_texts(ARRAY[OLD.enterprise_id]); RETURN NULL;', hash='1f1258ebe243ac696731938c898e1e3563eee945', operation='DELETE', pgid='pgtrigger_search_delete_7f1fa', table='tracker_enterprisename', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='followup',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_follow_up_texts(ARRAY[NEW.id]); RETURN NULL;', hash='f4b61baea312f69ebf02d5f975bdcc49f339779f', operation='INSERT', pgid='pgtrigger_search_insert_c1cc7', table='tracker_followup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participant',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_action_texts(ARRAY[NEW.action_id]); RETURN NULL;', hash='be05b9c2ae5aafc628eb5c911c0eacb6de0e7743', operation='INSERT', pgid='pgtrigger_search_insert_d5811', table='tracker_participant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participant',
            trigger=pgtrigger.compiler.Trigger(name='search_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."action_id" IS DISTINCT FROM (NEW."action_id") OR OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='PERFORM tracker_refresh_action_texts(ARRAY[OLD.action_id]); PERFORM tracker_refresh_action_texts(ARRAY[NEW.action_id]); RETURN NULL;', hash='c31857f36a58d3a3a3684adc4e91ad93256cd786', operation='UPDATE', pgid='pgtrigger_search_update_23450', table='tracker_participant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='participant',
            trigger=pgtrigger.compiler.Trigger(name='search_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_action_texts(ARRAY[OLD.action_id]); RETURN NULL;', hash='54fd956c9b33e7ff00983e06eb2339418c3b3330', operation='DELETE', pgid='pgtrigger_search_delete_ce346', table='tracker_participant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='search_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM tracker_refresh_visit_texts(ARRAY[NEW.id]); RETURN NULL;', hash='f650d4a6380c83bf08576a1ee6ef1ba48251f602', operation='INSERT', pgid='pgtrigger_search_insert_74bcd', table='tracker_visit', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='visit',
            trigger=pgtrigger.compiler.Trigger(name='search_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."enterprise_id" IS DISTINCT FROM (NEW."enterprise_id") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."people" IS DISTINCT FROM (NEW."people"))', func='PERFORM tracker_refresh_visit_texts(ARRAY[NEW.id]); RETURN NULL;', hash='4b9e6641686ca2d71a75e1f33dd30044a83f691c', operation='UPDATE', pgid='pgtrigger_search_update_fbe08', table='tracker_visit', when='AFTER')),
        ),
    ]
