"""Domain errors in the reader's language, as pages with the right status."""

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tracker.models.error_words import sentence
from tracker.rules.errors import BadInput, Conflict, DomainError, NotAllowed, TooMany
from tracker.web.figure_rows import as_lines, typed_figures
from tracker.web.typed import posted

WRITTEN = ("title", "note", "result", "summary", "description", "reason", "promise")


def status_of(error: DomainError) -> int:
    """403 for people, 429 for too many of them, 409 for states, 400 for input."""
    if isinstance(error, NotAllowed):
        return 403
    if isinstance(error, TooMany):
        return 429
    return 409 if isinstance(error, Conflict) else 400


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """A page for a domain error or an unreachable database; None for anything else."""
    if isinstance(error, OperationalError):
        return render(request, "503.html", status=503)
    if not isinstance(error, DomainError):
        return None
    status = status_of(error)
    template = "403.html" if status == 403 else "400.html"
    context = {"message": sentence(error), "typed": _typed(request)}
    return render(request, template, context, status=status)


def _typed(request: HttpRequest) -> list[str]:
    """Words that somebody wrote and this page would lose; to be copied from it."""
    written = [posted(request, name).strip() for name in WRITTEN]
    return [*filter(None, written), *as_lines(typed_figures(request.POST))]


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Seen but not permitted."""
    return render(request, "403.html", {"message": ""}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old or came from elsewhere."""
    message = _(
        "This form has expired. Go back, reload the page and send it again; your text is still there."
    )
    return render(request, "403.html", {"message": message}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be understood, or holds more files than anybody reads."""
    error = BadInput("unreadable_request")
    if isinstance(exception, TooManyFilesSent):
        error = BadInput("too_many_files", limit=settings.UPLOAD_FILES)
    return render(request, "400.html", {"message": sentence(error)}, status=400)
