"""What the new columns of a case say, from its units and its trail; then everything is counted once.

A few thousand cases a transaction, so that nobody waits; run again, it goes on.
"""

import pgtrigger
from django.db import migrations, transaction

AT_ONCE = 5_000
LOCK = 7_305_141
WORKDAYS = """
CREATE TEMPORARY TABLE IF NOT EXISTS workdays_so_far AS
SELECT d::date AS day,
  sum(CASE WHEN coalesce(c.kind, CASE WHEN extract(isodow FROM d) > 5 THEN 'off' ELSE 'work' END) = 'work' THEN 1 ELSE 0 END)
    OVER (ORDER BY d) AS many
FROM generate_series(date '2015-01-01', date '2040-12-31', interval '1 day') AS d
LEFT JOIN tracker_calendarday c ON c.day = d::date
"""
FILL = """
UPDATE tracker_case c SET
  signed_on = (
    SELECT u.signed_on FROM tracker_caseunit u WHERE u.case_id = c.id AND u.part = 'lead' AND u.is_current
  ),
  first_said = coalesce(said.rating, ''),
  drawn_on = (
    SELECT (a.at AT TIME ZONE 'Asia/Shanghai')::date FROM tracker_followup a
    WHERE a.case_id = c.id AND a.verb = 'approve' AND a.to_status = 'call_back' AND a.id < coalesce(said.id, 1::bigint << 62)
      AND NOT EXISTS (
        SELECT FROM tracker_followup b
        WHERE b.case_id = c.id AND b.verb = 'unapprove' AND b.id > a.id AND b.id < coalesce(said.id, 1::bigint << 62)
      )
    ORDER BY a.id DESC LIMIT 1
  ),
  handling_days = CASE WHEN c.accepted_on IS NOT NULL AND c.resolved_on IS NOT NULL THEN greatest(0, (
    SELECT done.many - begun.many FROM workdays_so_far begun, workdays_so_far done
    WHERE begun.day = c.accepted_on AND done.day = c.resolved_on
  )) END
FROM tracker_case own
LEFT JOIN LATERAL (
  SELECT f.id, f.details->'facts'->>'rating' AS rating FROM tracker_followup f
  WHERE f.case_id = own.id AND f.from_status = 'call_back'
    AND f.details->'facts'->>'rating' IN ('satisfied', 'basically', 'dissatisfied', 'unsolved')
  ORDER BY f.id LIMIT 1
) AS said ON true
WHERE own.id = c.id AND c.id > %s AND c.id <= %s AND c.lead_unit_id IS NOT NULL
"""
COUNT = """
WITH now AS MATERIALIZED (
SELECT whose.by,
CASE WHEN GROUPING(category_id) = 1 THEN 0 ELSE coalesce(category_id, -1) END AS category,
CASE WHEN GROUPING(source) = 1 THEN '' ELSE source END AS source,
one.base, one.day, coalesce(one.span, -1) AS span, coalesce(top.unit, -1) AS unit, sum(weight * one.n0) AS n0, sum(weight * one.n1) AS n1, sum(weight * one.n2) AS n2, sum(weight * one.n3) AS n3
FROM (SELECT 1 AS weight, c.* FROM tracker_case c WHERE c.id BETWEEN %s AND %s) AS "tracker_case"
CROSS JOIN LATERAL (VALUES ('registered', (registered_at AT TIME ZONE 'Asia/Shanghai')::date, NULL::smallint, coalesce((NOT ("tracker_case"."status" = 'voided')), false), 1, (coalesce(("tracker_case"."origin" = 'handed_down'), false))::int, 0, 0), ('accepted', accepted_on, NULL::smallint, coalesce((NOT ("tracker_case"."status" = 'voided')), false), 1, (coalesce(("tracker_case"."return_count" > 0), false))::int, 0, 0), ('open', coalesce(due_on, '9999-12-31'), NULL::smallint, coalesce(("tracker_case"."status" IN ('registered', 'incomplete', 'accepted', 'assigned', 'disputed', 'handling', 'parked', 'in_review', 'call_back')), false), 1, (coalesce((NOT ("tracker_case"."status" = 'parked')), false))::int, (coalesce(("tracker_case"."is_difficult"), false))::int, 0), ('to_sign', sign_due_on, NULL::smallint, coalesce((NOT ("tracker_case"."status" IN ('voided', 'merged', 'withdrawn', 'declined'))), false), 1, (coalesce(("tracker_case"."signed_on" <= ("tracker_case"."sign_due_on")), false))::int, 0, 0), ('due', due_on, NULL::smallint, coalesce((NOT ("tracker_case"."status" IN ('voided', 'merged', 'withdrawn', 'declined'))), false), 1, (coalesce(("tracker_case"."resolved_on" <= ("tracker_case"."due_on")), false))::int, (coalesce(("tracker_case"."extension_count" > 0), false))::int, 0), ('resolved', resolved_on, handling_days, true, 1, 0, 0, 0), ('closed', closed_on, NULL::smallint, coalesce(("tracker_case"."status" = 'closed'), false), 1, (coalesce((NOT ("tracker_case"."result_kind" = 'explained')), false))::int, (coalesce(("tracker_case"."result_kind" = 'solved'), false))::int, (coalesce(("tracker_case"."redo_count" > 0), false))::int), ('drawn', drawn_on, NULL::smallint, coalesce((NOT ("tracker_case"."status" = 'voided')), false), 1, (coalesce(("tracker_case"."first_said" IN ('satisfied', 'basically', 'dissatisfied', 'unsolved')), false))::int, (coalesce(("tracker_case"."first_said" IN ('satisfied', 'basically')), false))::int, 0)) AS one (base, day, span, is_in, n0, n1, n2, n3)
CROSS JOIN LATERAL (VALUES ('district', district_id), ('bureau', lead_unit_id), ('group', registrar_unit_id)) AS whose (by, below)
LEFT JOIN tracker_unit u0 ON u0.id = whose.below
LEFT JOIN tracker_unit u1 ON u1.id = u0.parent_id
LEFT JOIN tracker_unit u2 ON u2.id = u1.parent_id
CROSS JOIN LATERAL (SELECT CASE WHEN whose.by = 'district' AND u0.kind IN ('district', 'county', 'development_zone') OR whose.by = 'bureau' AND u0.kind IN ('bureau') OR whose.by = 'group' AND u0.kind IN ('working_group') THEN u0.id WHEN whose.by = 'district' AND u1.kind IN ('district', 'county', 'development_zone') OR whose.by = 'bureau' AND u1.kind IN ('bureau') OR whose.by = 'group' AND u1.kind IN ('working_group') THEN u1.id WHEN whose.by = 'district' AND u2.kind IN ('district', 'county', 'development_zone') OR whose.by = 'bureau' AND u2.kind IN ('bureau') OR whose.by = 'group' AND u2.kind IN ('working_group') THEN u2.id END AS unit) AS top
WHERE one.is_in AND one.day IS NOT NULL
GROUP BY GROUPING SETS ((whose.by, one.base, one.day, top.unit, one.span), (whose.by, one.base, one.day, top.unit, category_id), (whose.by, one.base, one.day, top.unit, source))
HAVING sum(weight * one.n0) <> 0 OR sum(weight * one.n1) <> 0 OR sum(weight * one.n2) <> 0 OR sum(weight * one.n3) <> 0
)
INSERT INTO tracker_tally AS t (by, category, source, base, day, span, unit, is_month, n0, n1, n2, n3)
SELECT by, category, source, base, day, span, unit, false AS is_month, sum(n0) AS n0, sum(n1) AS n1, sum(n2) AS n2, sum(n3) AS n3 FROM now GROUP BY by, category, source, base, day, span, unit
UNION ALL SELECT by, category, source, base, date_trunc('month', day)::date AS day, span, unit, true, sum(n0) AS n0, sum(n1) AS n1, sum(n2) AS n2, sum(n3) AS n3 FROM now GROUP BY by, category, source, base, date_trunc('month', day), span, unit
ON CONFLICT (by, category, source, base, day, span, unit, is_month) DO UPDATE SET n0 = t.n0 + excluded.n0, n1 = t.n1 + excluded.n1, n2 = t.n2 + excluded.n2, n3 = t.n3 + excluded.n3
"""


def fill(apps, schema_editor):
    """History keeps what people changed; this is none of it."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM tracker_case")
        first, last = cursor.fetchone()
        if last >= first:
            cursor.execute(WORKDAYS)
            cursor.execute("CREATE INDEX IF NOT EXISTS workdays_day ON workdays_so_far (day)")
            cursor.execute("ANALYZE workdays_so_far")
        for start in range(first - 1, last, AT_ONCE):
            with transaction.atomic(using=connection.alias), pgtrigger.ignore("tracker.Case:update_update"):
                cursor.execute(FILL, [start, start + AT_ONCE])
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with transaction.atomic(using=connection.alias):
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("DELETE FROM tracker_tallychange")
            cursor.execute("DELETE FROM tracker_tally")
            cursor.execute(COUNT, [0, 2**62])
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('tracker', '0021_tallies'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
