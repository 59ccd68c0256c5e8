"""Two acts that cross: one stops at a statement of its own, the other runs meanwhile on another connection."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from django.db import connection, connections

WAIT = 30


def _alone(act):
    try:
        return act()
    finally:
        connections.close_all()


def _paused(act, statement, reached, go):
    stops = []

    def wrapper(execute, sql, params, many, context):
        if not stops and statement in sql:
            stops.append(sql)
            reached.set()
            go.wait(2)  # the other may be waiting for this one's rows
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        return act()


def crossing(first, statement, second) -> tuple[Future, Future]:
    """Run `first` up to its statement that holds this text, then `second`; both to their end."""
    reached, go = Event(), Event()
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(_alone, lambda: _paused(first, statement, reached, go))
        assert reached.wait(WAIT), f"no statement with {statement}"
        two = pool.submit(_alone, second)
        return one, two


@contextmanager
def just_before(statement, act):
    """The moment this thread is about to run a statement with this text, `act` happens on another connection."""
    fired = []

    def wrapper(execute, sql, params, many, context):
        if not fired and all(part in sql for part in statement):
            fired.append(sql)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(_alone, act).result(WAIT)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield fired
