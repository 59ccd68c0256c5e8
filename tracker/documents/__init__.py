"""Files in, text out: `text_of` reads .txt, .docx and .pdf, and `sentence` says why a file could not be read.

Knows no database. Whatever a stranger uploads ends within seconds, in bounded memory, with text or `Unreadable`:
packed formats are parsed by `worker`, a child process with limits. Doors and operations may enter.
"""

from tracker.documents.plain import clean
from tracker.documents.reader import TextOf, text_of
from tracker.documents.sentences import sentence

__all__ = ["TextOf", "clean", "sentence", "text_of"]
