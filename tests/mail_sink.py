"""A mail server to send to: takes what comes, refuses or hangs as it is told, and counts."""

from __future__ import annotations

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

TAKEN = "250 OK"
HANG, CUT = "hang", "cut"
Says = Callable[[str, int], str]


class Sink:
    """What arrived. `says` gives the answer to each mail: (address, how often it came before) → words, HANG or CUT."""

    def __init__(self, says: Says = lambda _address, _time: TAKEN, *, keeps: bool = True) -> None:
        self.says, self.keeps = says, keeps
        self.taken: list[EmailMessage] = []
        self.tries: Counter[str] = Counter()
        self.connections = 0
        self.port = 0  # where it listens, if somebody noted it
        self.hung: list[float] = []  # seconds after which those who were kept waiting went away
        self.delay = 0.0  # seconds before a mail is answered

    @property
    def addresses(self) -> list[str]:
        """To whom, in the order of arrival."""
        return [str(message["To"]) for message in self.taken]

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """A client says hello, once a connection."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """A mail is there."""
        await asyncio.sleep(self.delay)
        address = envelope.rcpt_tos[0]
        said = self.says(address, self.tries[address])
        self.tries[address] += 1
        if said == HANG:
            await self._hang()
        if self.keeps and said in (TAKEN, CUT):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if said == CUT:
            server.transport.close()
        return said

    async def _hang(self) -> None:
        begun = time.monotonic()
        try:
            await asyncio.sleep(3600)
        finally:
            self.hung.append(time.monotonic() - begun)


class _Server(Controller):
    """It hangs up when it stops: who is kept waiting then would be left with a connection that nobody closes."""

    def __init__(self, sink: Sink, port: int) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=port, ready_timeout=10)
        self.lines: list[Any] = []

    def factory(self) -> Any:
        """What speaks with one client."""
        self.lines.append(super().factory())
        return self.lines[-1]

    def hang_up(self) -> None:
        """With everybody."""
        asyncio.run_coroutine_threadsafe(self._abort(), self.loop).result(timeout=10)

    async def _abort(self) -> None:
        doors = self.server.sockets if self.server is not None else ()
        for door in doors:
            self.loop.remove_reader(door.fileno())
        await asyncio.sleep(
            0.01
        )  # whoever was let in just now gets a line; a server that is closed has none for them
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()
        await asyncio.sleep(0.01)  # it closes at the next turn of the loop


@contextmanager
def listening(sink: Sink, port: int = 0) -> Iterator[int]:
    """The port at which it listens."""
    server = _Server(sink, port or free_port())
    server.start()
    try:
        yield server.port
    finally:
        server.hang_up()
        server.stop(no_assert=True)


def free_port() -> int:
    """One at which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
