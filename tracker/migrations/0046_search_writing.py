"""How the database writes what is searched: one writing for all, as `rules.writing` has it, and the keys of its index."""

from pathlib import Path

from django.db import migrations

_DATA = Path(__file__).resolve().parents[1] / "data" / "simplified.txt"
_LINES = [line for line in _DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
TRADITIONAL, SIMPLIFIED = "".join(_LINES[::2]), "".join(_LINES[1::2])
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"

# Whatever is written in one go, a text of a megabyte: each reads its words from one end to the other, once.
# Other functions are named with their schema: indexes are built, and dumps restored, without a search path.
FUNCTIONS = r"""
CREATE FUNCTION tracker_plain(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    words := translate(lower(normalize(words, NFKC) COLLATE "pg_c_utf8"), '{invisible}', '');
    IF words ~ '[{traditional}]' THEN
        words := translate(words, '{traditional}', '{simplified}');
    END IF;
    RETURN words;
END $$;

CREATE FUNCTION tracker_number(numeral text) RETURNS integer LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE part text[]; digits constant text := '一二三四五六七八九';
BEGIN
    IF numeral ~ '^[0-9]{1,3}$' THEN RETURN numeral::integer; END IF;
    part := regexp_match(numeral, '^(?:([一二三四五六七八九])百)?[零〇]?(?:([一二三四五六七八九]?)(十))?([零〇一二三四五六七八九]?)$');
    IF part IS NULL THEN RETURN 0; END IF;
    RETURN 100 * strpos(digits, coalesce(part[1], ' '))
        + CASE WHEN part[3] IS NULL THEN 0 WHEN part[2] = '' THEN 10 ELSE 10 * strpos(digits, part[2]) END
        + CASE WHEN part[4] = '' THEN 0 ELSE strpos(digits, part[4]) END;
END $$;

CREATE FUNCTION tracker_numeral(number integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT CASE WHEN number >= 100 THEN substr('零一二三四五六七八九', number / 100 + 1, 1) || '百' ELSE '' END
        || CASE WHEN number / 10 % 10 > 0 THEN
              CASE WHEN number BETWEEN 10 AND 19 THEN '' ELSE substr('零一二三四五六七八九', number / 10 % 10 + 1, 1) END || '十'
           WHEN number >= 100 AND number % 10 > 0 THEN '零' ELSE '' END
        || CASE WHEN number % 10 > 0 THEN substr('零一二三四五六七八九', number % 10 + 1, 1) ELSE '' END
$$;

CREATE FUNCTION tracker_ordinals(words text, in_digits boolean) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT string_agg(gap.said || coalesce('第' || CASE WHEN hit.number = 0 THEN hit.part
            WHEN in_digits THEN hit.number::text ELSE public.tracker_numeral(hit.number) END, ''), '' ORDER BY place)
    FROM regexp_split_to_table(words, '第[零〇一二三四五六七八九十百0-9]{1,7}') WITH ORDINALITY AS gap (said, place)
    LEFT JOIN (
        SELECT found.part[1] AS part, public.tracker_number(found.part[1]) AS number, place
        FROM regexp_matches(words, '第([零〇一二三四五六七八九十百0-9]{1,7})', 'g') WITH ORDINALITY AS found (part, place)
    ) AS hit USING (place)
$$;

CREATE FUNCTION tracker_readings(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE other text; plain text := public.tracker_plain(words);
BEGIN
    words := plain;
    IF plain ~ '第[零〇一二三四五六七八九十百0-9]' THEN
        other := public.tracker_ordinals(plain, true);
        IF other <> plain THEN words := words || E'\n' || other; END IF;
        other := public.tracker_ordinals(plain, false);
        IF other <> plain THEN words := words || E'\n' || other; END IF;
    END IF;
    RETURN words;
END $$;

CREATE FUNCTION tracker_grams(words text) RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT array_agg(ascii(one)) || array_agg((ascii(one) << 16) # ascii(next))
    FROM unnest(string_to_array(words, NULL), (string_to_array(words, NULL))[2:]) AS pair (one, next)
$$;

CREATE FUNCTION tracker_search_keys(words text, pinyin text, code text) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 1000 AS $$
    SELECT coalesce(public.tracker_grams(words || E'\n' || code), '{}')
        || coalesce((
            SELECT array_agg(DISTINCT hashtext(part))
            FROM regexp_matches(words || E'\n' || code, '[!-~]{3,}', 'g') AS run, string_to_array(run[1], NULL) AS sign,
                unnest(sign, sign[2:], sign[3:], sign[4:]) AS next (a, b, c, d),
                unnest(ARRAY[a || b || c, a || b || c || d]) AS part
            WHERE part IS NOT NULL), '{}')
        || coalesce((
            SELECT array_agg(DISTINCT hashtext('^' || left(line, letters)))
            FROM string_to_table(pinyin, E'\n') AS line, generate_series(1, 20) AS letters WHERE line <> ''), '{}')
$$;
"""

GONE = """
DROP FUNCTION tracker_search_keys(text, text, text);
DROP FUNCTION tracker_grams(text);
DROP FUNCTION tracker_readings(text);
DROP FUNCTION tracker_ordinals(text, boolean);
DROP FUNCTION tracker_numeral(integer);
DROP FUNCTION tracker_number(text);
DROP FUNCTION tracker_plain(text);
"""


def _made() -> str:
    filled = FUNCTIONS.replace("{traditional}", TRADITIONAL).replace("{simplified}", SIMPLIFIED)
    return filled.replace("{invisible}", INVISIBLE)


class Migration(migrations.Migration):
    """Functions of their arguments alone."""

    dependencies = [("tracker", "0045_list_days")]

    operations = [migrations.RunSQL(_made(), GONE)]
