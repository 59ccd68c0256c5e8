"""What may be attached: told by content, in bounded memory, under names that harm nobody."""

import io
import random
import struct
import tracemalloc
import unicodedata
import zipfile

import pytest

from tests.documents.samples import BAD, GOOD, HTML, JPG, PNG
from tracker.documents.upload_names import LONGEST_NAME, fitting_name, plain_name
from tracker.documents.uploads import ENDINGS, KINDS, SHOWN_TYPES, kind_of_upload
from tracker.rules.errors import BadInput

HOSTILE_PARTS = (
    "../",
    "..\\",
    "/etc/passwd",
    "C:\\Windows\\",
    "\x00",
    "\r\nSet-Cookie: a=b",
    "\u200b",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\u3164",
    "\ud800",
    "\U000e0041",
    '"; filename="a.html',
    "%2e%2e%2f",
    "<script>",
    "；",
    "名" * 85,
    "x" * 255,
    "．．／",
    "\u2044",
    " ",
    ".",
    "'",
    "$(id)",
    "`id`",
    "\t",
)
HOSTILE_WHOLES = (
    "",
    ".",
    "..",
    "...",
    ".htaccess",
    "web.config",
    "CON",
    "nul.txt",
    "com1.pdf",
    "a.php.jpg",
    "gpj.\u202eexe",
    "-rf",
    "a.jpg\x00.php",
    "a." + "y" * 250,
    "🏭" * 80 + ".pdf",
)


def hostile_names(count: int = 200) -> list[str]:
    """Names out of everything that ever broke something, the same in every run."""
    chance, names = random.Random(25), list(HOSTILE_WHOLES)
    while len(names) < count:
        parts = [*chance.sample(HOSTILE_PARTS, chance.randint(1, 4)), chance.choice(["证照", "a", ""])]
        chance.shuffle(parts)
        names.append("".join(parts) + chance.choice([".pdf", ".jpg", ".txt", ".php", "", "."]))
    return names


def kind(data: bytes, name: str) -> str:
    return kind_of_upload(io.BytesIO(data), name).content_type


@pytest.mark.parametrize("name", GOOD)
def test_what_may_be_attached(name):
    data, content_type = GOOD[name]
    assert kind(data, name) == content_type


@pytest.mark.parametrize("name", sorted(set(GOOD) - {"安卓.m4a", "带文档.xls", "名单.csv"}))
def test_the_content_decides_whatever_the_name_says(name):
    data, content_type = GOOD[name]
    for lie in ("x", "x.png", "x.pdf", "x.docx"):
        found = kind_of_upload(io.BytesIO(data), lie)
        assert found.content_type == content_type
        assert fitting_name(lie, found.endings, ENDINGS) in {f"x.{ending}" for ending in found.endings}


@pytest.mark.parametrize("name", BAD)
def test_what_may_not(name):
    data, code = BAD[name]
    with pytest.raises(BadInput) as refused:
        kind(data, name)
    assert (refused.value.code, refused.value.params["name"]) == (code, plain_name(name))


def test_pictures_alone_are_shown():
    assert {"image/jpeg", "image/png", "image/gif", "image/webp"} == SHOWN_TYPES
    assert {kind.content_type for kind in KINDS.values()} & {"text/html", "image/svg+xml"} == set()


@pytest.mark.parametrize("name", hostile_names())
def test_hostile_names_become_plain_ones(name):
    for shown in (plain_name(name), fitting_name(name, ("pdf",), ENDINGS)):
        assert 0 < len(shown) <= LONGEST_NAME
        assert {unicodedata.category(char) for char in shown} & {
            "Cc",
            "Cf",
            "Cs",
            "Co",
            "Cn",
            "Zl",
            "Zp",
        } == set()
        assert not set(shown) & set('/\\<>:"|?*\u2044\uff0f\u3164')
        assert not shown.startswith((".", " "))
        assert not shown.endswith((".", " "))
        assert shown.partition(".")[0].upper() not in {"CON", "NUL", "COM1"}
    assert fitting_name(name, ("pdf",), ENDINGS).endswith(".pdf")


def test_names_worth_keeping_are_kept():
    assert [
        fitting_name(name, KINDS["jpg"].endings, ENDINGS)
        for name in ("现场 1.JPG", "营业执照.jpeg", "图.png", "v1.2")
    ] == [
        "现场 1.JPG",
        "营业执照.jpeg",
        "图.jpg",
        "v1.2.jpg",
    ]
    assert plain_name("C:\\Users\\张三\\桌面\\请示（终稿）.docx") == "请示（终稿）.docx"
    long = fitting_name("请示" * 200 + ".pdf", ("pdf",), ENDINGS)
    assert (len(long), long[-5:]) == (LONGEST_NAME, "示.pdf")


def test_a_huge_directory_is_refused_before_it_is_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"word/document{number}.xml", b"")
    tracemalloc.start()
    try:
        with pytest.raises(BadInput) as refused:
            kind(target.getvalue(), "炸弹.docx")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.code == "file_broken"
    assert peak < 2 * len(target.getvalue()) + 1_000_000


def test_a_second_directory_behind_a_small_one_is_refused():
    whole = GOOD["报告.docx"][0]
    at = whole.rfind(b"PK\x05\x06")
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    with pytest.raises(BadInput) as refused:
        kind(whole[:at] + locator + whole[at:], "x.docx")
    assert refused.value.code == "file_broken"


def test_polyglots_are_what_they_begin_with():
    assert kind(JPG + HTML, "a.html") == "image/jpeg"
    assert kind(PNG + GOOD["报告.docx"][0], "a.docx") == "image/png"


def test_noise_is_always_answered():
    chance = random.Random(7)
    starts = [data[:16] for data, _type in GOOD.values()] + [b""]
    for number in range(2_000):
        data = chance.choice(starts) + chance.randbytes(chance.randint(1, 400))
        try:
            assert kind(data, f"{number}.docx")
        except BadInput:
            continue
