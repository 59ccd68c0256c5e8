"""ROOM reading: the text of a bulletin → proposals, every value with the words it came from.

Pure: no Django, no database, no clock. Who lives here:
  read.py       the whole reading          draft.py     what a reading is made of, reasons, JSON
  lexicon.py    names known beforehand     gold.py      the gold schema's JSON
  line.py, lines.py, wrap.py, looks.py, split.py, outside.py
                                           text → section heads, headlines, bodies
  flow.py, numerals.py                     running text with offsets, numbers
  fields/       one file a field           match.py     the same enterprise, or not
Enters: operations, the read_bulletin command. It imports nothing of the product.
"""

from .draft import Item, Reading, span_values, to_json
from .lexicon import Lexicon
from .read import read_bulletin
from .reread import read_item

__all__ = ["Item", "Lexicon", "Reading", "read_bulletin", "read_item", "span_values", "to_json"]
