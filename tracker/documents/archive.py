"""The parts of a .docx, opened only after its directory was weighed."""

import io
import zipfile
from xml.etree import ElementTree as ET

from tracker.documents.limits import (
    ZIP_MEMBERS,
    ZIP_PART_BYTES,
    ZIP_RATIO,
    ZIP_RATIO_FROM_BYTES,
    ZIP_TOTAL_BYTES,
)
from tracker.rules.errors import Unreadable

_ENCRYPTED = 0x1


class _NoDoctype(ET.TreeBuilder):
    """A document type is the door to entities, bombs and foreign files; Word never writes one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise Unreadable("unsafe_xml")


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, weighed by its directory and found to be a Word document."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unreadable("damaged_word") from error
    _weigh(archive.infolist(), len(data))
    _refuse_other(set(archive.namelist()))
    return archive


def xml_part(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """The root of one XML part, entities refused."""
    info = archive.getinfo(name)
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable("encrypted_word")
    with archive.open(info) as part:
        text = part.read(ZIP_PART_BYTES + 1)
    if len(text) > ZIP_PART_BYTES:
        raise Unreadable("expands_too_much")
    return ET.fromstring(text, parser=ET.XMLParser(target=_NoDoctype()))  # noqa: S314 - doctypes are refused above


def _weigh(members: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(member.file_size for member in members)
    is_bomb = total > ZIP_RATIO_FROM_BYTES and total > ZIP_RATIO * packed
    if len(members) > ZIP_MEMBERS or total > ZIP_TOTAL_BYTES or is_bomb:
        raise Unreadable("expands_too_much")


def _refuse_other(names: set[str]) -> None:
    if "OFD.xml" in names:
        raise Unreadable("ofd")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" in names or "ppt/presentation.xml" in names:
        raise Unreadable("other_archive")
