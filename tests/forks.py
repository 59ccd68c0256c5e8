"""Work in a process of its own, forked from the test or the measurement, on the same database."""

import os
import traceback
from collections.abc import Callable

from django.db import connections


def start(work: Callable[[], object]) -> int:
    """A process of its own, with its own connections; its pid. It ends with 1 when something went wrong, which it says."""
    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
