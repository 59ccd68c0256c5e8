"""One line of text read as the body of a bulletin's only item."""

from __future__ import annotations

import datetime

from tracker.reading import Item, Lexicon, read_bulletin

LEXICON = Lexicon.from_data()
DATE = datetime.date(2022, 5, 1)


def item_of(
    body: str,
    headline: str = "金水区开展助企服务活动",
    *,
    lexicon: Lexicon = LEXICON,
    date: datetime.date | None = DATE,
) -> Item:
    (item,) = read_bulletin(f"{headline}\n{body}", lexicon, date=date).items
    return item
