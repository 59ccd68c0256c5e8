"""Words of a request that no form reads: every door takes them from here, so none passes on what a database cannot hold."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest, name: str) -> str:
    """What the body says under a name, without NUL; empty where it says nothing."""
    return _clean(request.POST, name)


def queried(request: HttpRequest, name: str) -> str:
    """What the address says under a name, without NUL; empty where it says nothing."""
    return _clean(request.GET, name)


def _clean(sent: QueryDict, name: str) -> str:
    return (sent.get(name) or "").replace("\x00", "")
