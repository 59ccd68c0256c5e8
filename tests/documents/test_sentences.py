"""Every reason has a sentence in both languages, with the same parameters."""

import ast
import re
from pathlib import Path

import pytest

import tracker.documents
from tracker.documents import sentence
from tracker.documents.sentences import CHINESE
from tracker.rules.errors import Unreadable
from tracker.rules.sentences import SENTENCES

ROOM = Path(tracker.documents.__file__).parent
PLACES = re.compile(r"%\((\w+)\)s")
CODE = re.compile(r"[a-z]+(_[a-z0-9]+)*")

# The sentences themselves, and files that are kept, not read: what is wrong with those is said by a page alone.
OTHERS = ("sentences.py", "uploads.py", "upload_names.py")


def strings_of_the_room() -> set[str]:
    trees = [
        ast.parse(path.read_text(encoding="utf-8")) for path in ROOM.glob("*.py") if path.name not in OTHERS
    ]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_codes_of_the_room_are_exactly_those_with_a_chinese_sentence() -> None:
    assert strings_of_the_room() & set(SENTENCES) == set(CHINESE)


@pytest.mark.parametrize("code", sorted(CHINESE))
def test_both_languages_name_the_same_parameters(code: str) -> None:
    assert set(PLACES.findall(CHINESE[code])) == set(PLACES.findall(SENTENCES[code]))


def test_sentences() -> None:
    error = Unreadable("too_large", limit_mb=20)
    assert sentence(error) == "文件超过 20 MB，请上传小一些的文件。"
    assert sentence(error, "en") == "The file is larger than 20 MB. Please upload a smaller one."
    assert sentence(Unreadable("scan")) == "附件是扫描件，没有文字，请上传可复制文字的 PDF 或 .docx。"
    assert sentence(Unreadable("unheard_of")) == "文件无法读取，请上传 .txt、.docx 或 .pdf 文件。"
