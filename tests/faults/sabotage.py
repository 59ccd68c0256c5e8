"""Guards switched off one at a time: the test that watches a guard must turn red without it.

A guard is the one function, or the one name, that holds a rule; it is replaced in the running process for as long as
the test runs. The check of a twin is the very test that watches, called with the fixtures it asks for.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from unittest.mock import ANY

import pytest
from django.db.models import Model

from tracker.operations.outbox import CLAIM

RED = (AssertionError, pytest.fail.Exception)
Off: TypeAlias = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Twin:
    """A guard, how it is switched off, and the test that notices.

    number  as in RELIABILITY.md     known  what a test with parameters is called with
    """

    number: str
    guard: str
    off: Off
    check: Callable[..., None]
    known: Mapping[str, Any] = field(default_factory=dict)
    is_quick: bool = False


def twins(*table: Twin) -> pytest.MarkDecorator:
    """Asks a test for each of them, and once for every check with its guards in place; most in the full run only."""
    rows = []
    for twin in table:
        marks = () if twin.is_quick else pytest.mark.slow
        rows.append(pytest.param(twin, id=f"{twin.number} {twin.guard}", marks=marks))
    for name, twin in {_name(twin): twin for twin in table}.items():
        intact = replace(twin, guard="", off=nullcontext)
        rows.append(pytest.param(intact, id=f"intact {name}", marks=pytest.mark.slow))
    return pytest.mark.parametrize("twin", rows)


def _name(twin: Twin) -> str:
    return " ".join([twin.check.__name__, *map(str, twin.known.values())])[:90]


def turns_red(twin: Twin, request: pytest.FixtureRequest) -> None:
    """Run the test without the guard. If it stays green, or breaks for another reason than a check, this one fails.

    The same with nothing switched off has to be green: else it would be red for what it finds here.
    """
    asked = [name for name in inspect.signature(twin.check).parameters if name not in twin.known]
    given = {name: request.getfixturevalue(name) for name in asked}
    if not twin.guard:
        twin.check(**given, **twin.known)
        return
    request.node.user_properties.append(("guard", (twin.number, twin.guard)))
    with twin.off(), pytest.raises(RED):
        twin.check(**given, **twin.known)


def instead(names: Mapping[str, Any]) -> Off:
    """Something else under each of these dotted names."""

    @contextmanager
    def off() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in names.items():
                patch.setattr(name, value)
            yield

    return off


# Whoever looks for the next mail finds one that another sender has in hand.
UNCLAIMED = {"tracker.operations.outbox.CLAIM": CLAIM.replace("FOR UPDATE SKIP LOCKED", "")}


def together(*offs: Off) -> Off:
    """Several guards, where each would still have held it back."""

    @contextmanager
    def off() -> Iterator[None]:
        with ExitStack() as stack:
            for one in offs:
                stack.enter_context(one())
            yield

    return off


def without(*names: str) -> Off:
    """Functions that do nothing and say nothing."""
    return instead(dict.fromkeys(names, nothing))


def nothing(*_args: Any, **_kwargs: Any) -> None:
    """What is left of a guard."""


def any_version(operation: Callable[..., Any], *names: str) -> Mapping[str, Any]:
    """The operation under these names, taking whatever version a form was read at for the one that stands."""

    def blind(*args: Any, **kwargs: Any) -> Any:
        return operation(*args, **(kwargs | {"version": ANY}))

    return dict.fromkeys(names, blind)


def shows_all(noun: type[Model], *where: str) -> Off:
    """`visible_to` forgotten: every row of the noun where one of these functions asks for the visible ones.

    where  as `tracker.web.cases:index`
    """
    words = type(noun._default_manager.all())
    real = words.visible_to

    def visible_to(rows: Any, user: Any) -> Any:
        return rows.all() if _asker() in where else real(rows, user)

    return instead({f"{words.__module__}.{words.__qualname__}.visible_to": visible_to})


def _asker() -> str:
    """Module and function that asked, past Django's managers."""
    frame = sys._getframe(2)
    while frame.f_globals["__name__"].startswith("django.") and frame.f_back:
        frame = frame.f_back
    return f"{frame.f_globals['__name__']}:{frame.f_code.co_name}"
