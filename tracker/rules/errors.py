"""Errors that are meant for people: a code and its parameters; the sentence of each code stands in `sentences`.

A door shows ``models.error_words.sentence(error)``. A new code gets a line in ``SENTENCES``.
"""

from typing import ClassVar

from tracker.rules.sentences import SENTENCES, gettext_noop


class DomainError(Exception):
    """Something the domain refuses, with a code and what the sentence needs to be exact."""

    general: ClassVar[str] = gettext_noop("This is not possible.")

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, object] = params

    def __reduce__(self) -> tuple[object, ...]:
        return type(self)._restored, (self.code, self.params)

    @classmethod
    def _restored(cls, code: str, params: dict[str, object]) -> "DomainError":
        return cls(code, **params)

    @property
    def msgid(self) -> str:
        """The English sentence with its ``%(name)s`` places still open, for gettext."""
        return SENTENCES.get(self.code, self.general)

    def __str__(self) -> str:
        return self.msgid % self.params


class NotAllowed(DomainError):  # noqa: N818 - named for what happened
    """The person sees the record but may not do this (403)."""

    general = gettext_noop("You are not allowed to do this.")


class Conflict(DomainError):  # noqa: N818 - named for what happened
    """The record is not, or no longer, in a state that allows this (409)."""

    general = gettext_noop("The record has changed or its state does not allow this.")


class TooMany(DomainError):  # noqa: N818 - named for what happened
    """The same source tried too often within the hour (429)."""

    general = gettext_noop("Too many attempts. Please try again in an hour.")


class BadInput(DomainError):  # noqa: N818 - named for what happened
    """What was given cannot be used (400, shown at the field)."""

    general = gettext_noop("The input cannot be used. Please check it.")


class Unreadable(DomainError):  # noqa: N818 - named for what happened
    """A file whose text cannot be had; the sentence names the cause and what to do (400)."""

    general = gettext_noop("The file cannot be read. Please upload a .txt, .docx or .pdf file.")
