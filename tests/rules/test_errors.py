"""Every code raised anywhere has a sentence, and every sentence gets the words it needs."""

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tracker
from tracker.rules import errors
from tracker.rules.errors import BadInput, Conflict, DomainError, NotAllowed, Unreadable
from tracker.rules.sentences import SENTENCES

KINDS = {"DomainError", "NotAllowed", "Conflict", "BadInput", "Unreadable", "TooMany"}
PLACES = re.compile(r"%\((\w+)\)s")


def raised() -> Iterator[tuple[str, set[str] | None]]:
    """Every literal code in the package with its parameters; None when they are passed on by ``**``."""
    for path in Path(tracker.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in KINDS
                and node.args
            ):
                code = node.args[0]
                given = {keyword.arg for keyword in node.keywords}
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, None if None in given else {name for name in given if name}


def test_every_code_raised_has_its_sentence_and_parameters() -> None:
    wanted = {code: set(PLACES.findall(sentence)) for code, sentence in SENTENCES.items()}
    found = list(raised())
    assert len(found) > 20
    assert [code for code, _ in found if code not in wanted] == []
    assert [(code, given) for code, given in found if given is not None and not wanted[code] <= given] == []


def test_an_error_is_its_sentence() -> None:
    error = BadInput("bad_week", text="2026-W60")
    assert (error.code, error.params, str(error)) == (
        "bad_week",
        {"text": "2026-W60"},
        "“2026-W60” is not a week such as 2026-W48.",
    )
    assert error.msgid % {"text": "甲"} == "“甲” is not a week such as 2026-W48."


@pytest.mark.parametrize("kind", [NotAllowed, Conflict, BadInput, Unreadable])
def test_an_unknown_code_still_says_something(kind: type[DomainError]) -> None:
    assert str(kind("never_heard_of")) == kind.general
    assert len({k.general for k in (DomainError, NotAllowed, Conflict, BadInput, Unreadable)}) == 5


def test_errors_cross_process_borders() -> None:
    copy = pickle.loads(pickle.dumps(Conflict("too_late", day="2026-04-25")))
    assert (type(copy), copy.code, copy.params) == (Conflict, "too_late", {"day": "2026-04-25"})


def test_no_sentence_has_a_bare_percent_sign() -> None:
    assert [s for s in SENTENCES.values() if "%" in PLACES.sub("", s)] == []
    assert errors.gettext_noop("as it is") == "as it is"
