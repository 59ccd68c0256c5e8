"""What the application's role may not do, and how cases get their numbers."""

from typing import Any

from django.db import migrations

# History, context and the trail are written once. The context's metadata grows during a request, so the
# function that writes it runs with its owner's rights.
APPEND_ONLY = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        AND (tablename LIKE 'tracker\\_%event' OR tablename IN ('pghistory_context', 'tracker_followup')) LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM tracker_app', name);
    END LOOP;
END $$;
ALTER FUNCTION _pgh_attach_context() SECURITY DEFINER SET search_path = public;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM tracker_app;
"""

REOPEN = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tracker_app;
ALTER FUNCTION _pgh_attach_context() SECURITY INVOKER;
"""

# One sequence a year: numbers restart, gaps are allowed, nobody waits for a counter row. The role that runs the
# application may not create sequences, so the function runs with its owner's rights.
NUMBERS = """
CREATE FUNCTION next_case_number(year integer) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE sequence_name text := 'case_number_' || year; number text;
BEGIN
    IF year NOT BETWEEN 2000 AND 2999 THEN RAISE EXCEPTION 'no case numbers for year %', year; END IF;
    IF to_regclass(sequence_name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(7001, year);
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I', sequence_name);
    END IF;
    number := nextval(sequence_name)::text;
    RETURN year || '-' || lpad(number, greatest(6, length(number)), '0');
END $$;
"""

FORGET_NUMBERS = """
DROP FUNCTION next_case_number(integer);
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT sequencename FROM pg_sequences WHERE sequencename ~ '^case_number_[0-9]{4}$' LOOP
        EXECUTE format('DROP SEQUENCE %I', name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """Guards in the database itself."""

    dependencies: list[Any] = [("tracker", "0001_nouns")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, REOPEN),
        migrations.RunSQL(NUMBERS, FORGET_NUMBERS),
    ]
