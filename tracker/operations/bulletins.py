"""Bulletins: take one in, and learn from the registry which names a reader should know."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from tracker.documents import clean
from tracker.documents.upload_names import plain_name
from tracker.models import Bulletin, Draft, Enterprise, EnterpriseName, Unit, User
from tracker.models.places import TERRITORIES, UnitKind
from tracker.operations.answers import UnitNames
from tracker.operations.campaigns import current_campaign
from tracker.operations.stored_files import BULLETINS, hold, store
from tracker.reading import read_bulletin
from tracker.reading.draft import Item, Reading, to_json
from tracker.reading.lexicon import BureauName, DistrictName, GroupName, Lexicon
from tracker.rules.errors import BadInput, Conflict, NotAllowed

LONGEST_TEXT = 1_000_000


@dataclass(frozen=True)
class Upload:
    """A file as received: its bytes and the name the sender gave it."""

    data: bytes
    name: str


def take_in(  # what the form holds
    *,
    by: User,
    now: datetime,
    text: str,
    dated_on: date | None = None,
    title: str = "",
    office: Unit | None = None,
    upload: Upload | None = None,
) -> tuple[Bulletin, bool]:
    """The bulletin with one draft an item, and whether it is new; the same text again is the earlier bulletin.

    Without `dated_on` the text must say its own date; otherwise BadInput `year_needed`.
    """
    office = office or own_office(by)
    if not by.scope.may("bulletin.take_in", [office.pk]):
        raise NotAllowed("not_permitted", verb="bulletin.take_in")
    readable = _clean(text)
    earlier = _earlier(readable)
    if earlier is not None:
        return _seen(earlier, by), False
    reading = read_bulletin(readable, lexicon_from_db(), date=dated_on)
    if reading.date is None:
        raise BadInput("year_needed")
    bulletin = _bulletin(by, now, reading, title)
    bulletin.office = office
    return _save(bulletin, reading, upload)


def text_key(text: str) -> str:
    """What makes two texts the same bulletin: everything but spaces, line breaks and widths of characters."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return hashlib.sha256(plain.encode()).hexdigest()


def own_office(user: User) -> Unit:
    """The office a person works for; taking in needs one."""
    for grant in user.scope.grants:
        if grant.role == "office":
            offices = Unit.objects.of_kind(UnitKind.OFFICE).filter(id__in=grant.unit_ids)
            office = offices.first()
            if office is not None:
                return office
    raise NotAllowed("not_permitted", verb="bulletin.take_in")


def lexicon_from_db() -> Lexicon:
    """The names the registry knows: districts, bureaus, groups, enterprises under all their names."""
    units = list(Unit.objects.active().select_related("lead_unit"))
    return Lexicon(
        districts=tuple(
            DistrictName(
                name=u.name,
                short_name=u.name.rstrip("区县市"),
                aliases=tuple(u.aliases),
                kind=u.kind,
                code=u.code,
            )
            for u in units
            if u.kind in TERRITORIES
        ),
        bureaus=tuple(
            BureauName(name=u.name, short_name=u.short_name, aliases=tuple(u.aliases))
            for u in units
            if u.kind == UnitKind.BUREAU
        ),
        groups=tuple(
            GroupName(u.number or 0, u.lead_unit.name if u.lead_unit else None)
            for u in units
            if u.kind == UnitKind.GROUP
        ),
        enterprises=_known_firms(),
        city=current_campaign().city.rstrip("市"),
    )


def _known_firms() -> dict[str, str]:
    firms = Enterprise.objects.live()
    known = dict(EnterpriseName.objects.filter(enterprise__in=firms).values_list("name", "enterprise__name"))
    return known | {name: name for name in firms.values_list("name", flat=True)}


def drafts_of(items: tuple[Item, ...], bulletin: Bulletin) -> list[Draft]:
    """Unsaved drafts, one an item."""
    names = UnitNames.of_city()
    return [draft_of(item, bulletin, names) for item in items]


def draft_of(item: Item, bulletin: Bulletin, names: UnitNames) -> Draft:
    """An unsaved draft of one item; its span runs from the headline's first to the body's last character."""
    spans = [*item.headline.spans, *item.body.spans]
    read = to_json(item)
    return Draft(
        bulletin=bulletin,
        reporter=names.reporter(read["reporter"]),
        section=item.section.text[:50],
        headline=(item.headline.text or item.body.text)[:300],
        start=min(start for start, _end in spans),
        end=max(end for _start, end in spans),
        proposal=read,
    )


def _clean(text: str) -> str:
    if not text.strip():
        raise BadInput("no_text")
    readable = clean(text).lstrip("\n")
    if len(readable) > LONGEST_TEXT:
        raise BadInput("too_long", field="text", limit=LONGEST_TEXT)
    return readable


def _earlier(text: str) -> Bulletin | None:
    return Bulletin.objects.filter(campaign=current_campaign(), text_sha256=text_key(text)).first()


def _seen(earlier: Bulletin, by: User) -> Bulletin:
    """The bulletin, unless another office works on it: then not even its title is told."""
    if not Bulletin.objects.visible_to(by).filter(pk=earlier.pk).exists():
        raise Conflict("taken_in_elsewhere")
    return earlier


def _bulletin(by: User, now: datetime, reading: Reading, title: str) -> Bulletin:
    dated_on = reading.date
    assert dated_on is not None  # noqa: S101  # take_in refuses a reading without a date
    return Bulletin(
        campaign=current_campaign(),
        title=title.strip()[:120] or f"{current_campaign().name}简报 {dated_on.isoformat()}",
        dated_on=dated_on,
        text=reading.text,
        text_sha256=text_key(reading.text),
        taken_in_by=by,
        taken_in_at=now,
    )


def _save(bulletin: Bulletin, reading: Reading, upload: Upload | None) -> tuple[Bulletin, bool]:
    try:
        with transaction.atomic():
            if upload is not None:
                _keep(bulletin, upload)
            bulletin.save(force_insert=True)
            Draft.objects.bulk_create(drafts_of(reading.items, bulletin))
    except IntegrityError:  # a colleague took the same text in a moment ago
        earlier = _earlier(reading.text)
        if earlier is None:
            raise
        return _seen(earlier, bulletin.taken_in_by), False
    return bulletin, True


def _keep(bulletin: Bulletin, upload: Upload) -> None:
    """The file first: without room for it there is no bulletin either."""
    bulletin.file_name = plain_name(upload.name)
    content, sha256 = ContentFile(upload.data), hashlib.sha256(upload.data).hexdigest()
    hold([sha256])
    bulletin.file.name = store(content, sha256=sha256, name=bulletin.file_name, under=BULLETINS)
