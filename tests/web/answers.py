"""Answers as a server leaves them behind: read to the end, their files closed."""

from django.http.response import HttpResponseBase


def finish(answer: HttpResponseBase) -> None:
    """Close what an answer holds open; `close()` itself would also end the request and with it the connection."""
    for close in answer._resource_closers:
        close()
