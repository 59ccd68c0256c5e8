"""People and the proxy before them: what a page answers, over connections that are kept open or made anew."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

GONE = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)
WAIT_SECONDS = 20


class Visitor:
    """A browser behind the proxy, with its cookies.

    source    the address the proxy saw          keeps  whether its connections stay open from one request to the next
    slowest   the longest that a page took, in seconds
    retried   how many requests met a connection that had been closed meanwhile, and were sent again as a proxy does
    """

    def __init__(self, port: int, *, source: str = "10.0.0.1", keeps: bool = False) -> None:
        self.port, self.source, self.keeps = port, source, keeps
        self.cookies: dict[str, str] = {}
        self.retried = 0
        self.slowest = 0.0
        self.body = ""
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> int:
        """The status of a page; 0 without a whole answer."""
        begun = time.monotonic()
        try:
            return self._ask("GET", path)
        except (OSError, http.client.HTTPException):
            self.hang_up()
            return 0
        finally:
            self.slowest = max(self.slowest, time.monotonic() - begun)

    def post(self, path: str, **fields: str) -> int:
        """The status after a form, with the token that its page gave."""
        data = fields | {"csrfmiddlewaretoken": self._token(path)}
        return self._ask("POST", path, urlencode(data))

    def send(self, path: str, **fields: str) -> int:
        """The status after a form whose token is in hand."""
        return self._ask("POST", path, urlencode(fields))

    def sign_in(self, name: str, password: str) -> int:
        """302 when it worked."""
        return self.post("/sign-in/", username=name, password=password)

    def hang_up(self) -> None:
        """Close what is kept open."""
        if self._line:
            self._line.close()
        self._line = None

    def _token(self, path: str) -> str:
        self._ask("GET", path)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.body)
        return found[1] if found else ""

    def _ask(self, method: str, path: str, data: str | None = None) -> int:
        was_open = self._line is not None
        line = self._line = self._line or http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=WAIT_SECONDS
        )
        try:
            line.request(method, path, data, self._headers(data))
            answer = line.getresponse()
        except GONE:
            self.hang_up()
            if not was_open or method != "GET":
                raise
            self.retried += 1  # nothing of an answer came: a proxy asks again over a new connection
            return self._ask(method, path)
        self.body = answer.read().decode("utf-8", "replace")
        self._take_cookies(answer)
        if answer.will_close or not self.keeps:
            self.hang_up()
        return answer.status

    def _headers(self, data: str | None) -> dict[str, str]:
        site = {"Host": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-For": self.source}
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        form = {"Content-Type": "application/x-www-form-urlencoded", "Referer": "https://127.0.0.1/"}
        kept = {} if self.keeps else {"Connection": "close"}
        return site | (cookies if self.cookies else {}) | (form if data else {}) | kept

    def _take_cookies(self, answer: http.client.HTTPResponse) -> None:
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value


@contextmanager
def asking(visitors: Sequence[Visitor], paths: Sequence[str], pause: float = 0.01) -> Iterator[Counter[int]]:
    """All of them ask for these pages, over and over, until the block ends; the statuses they got."""
    statuses: Counter[int] = Counter()
    is_over = threading.Event()

    def ask(visitor: Visitor) -> None:
        while not is_over.is_set():
            for path in paths:
                statuses[visitor.get(path)] += 1
                time.sleep(pause)

    threads = [threading.Thread(target=ask, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        is_over.set()
        for thread, visitor in zip(threads, visitors, strict=True):
            thread.join()
            visitor.hang_up()
