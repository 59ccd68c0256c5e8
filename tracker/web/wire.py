"""Before Django reads a request: what it would trip over, or read to its end, whoever sends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

MOST_BYTES = 25_000_000  # the largest file that may be sent, with room for its form
TOO_LARGE = "请求超过 25 MB，未接收。 The request is larger than 25 MB and was not read."


def guarded(application: Application) -> Application:
    """The application, for requests of a sensible size that speak UTF-8."""

    def guard(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_too_large(environ):
            start_response("413 Content Too Large", [("Content-Type", "text/plain; charset=utf-8")])
            return [TOO_LARGE.encode()]
        return application(in_utf8(environ), start_response)

    return guard


def is_too_large(environ: Environ) -> bool:
    """Whether more is announced than any form of ours holds; one need not be signed in to send it."""
    length = str(environ.get("CONTENT_LENGTH") or "0")
    return not (length.isascii() and length.isdigit() and len(length) < 15) or int(length) > MOST_BYTES


def in_utf8(environ: Environ) -> Environ:
    """The request without another alphabet than ours: Django would decode with any codec that a stranger names."""
    kind = environ.get("CONTENT_TYPE", "")
    if "charset" in kind.lower():
        kept = [part for part in kind.split(";") if not part.strip().lower().startswith("charset")]
        environ["CONTENT_TYPE"] = ";".join(kept)
    return environ
