"""What a search must find, said again without a database: every row is looked at, every word in every text."""

import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.models import Case, Enterprise, EnterpriseName, FollowUp, Participant, Visit
from tracker.models.actions import AssistanceAction
from tracker.rules.names import normal_name
from tracker.rules.simplified import SIMPLIFIED, TRADITIONAL
from tracker.rules.writing import readings

TO_TRADITIONAL = dict(zip(SIMPLIFIED, TRADITIONAL, strict=True))
TO_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@dataclass
class Said:
    """What one row says, as people wrote it, and in all its writings."""

    raw: list[str]
    pinyin: set[str] = field(default_factory=set)
    code: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.forms = [form for text in self.raw for form in readings(text)]

    def holds(self, typed: str) -> bool:
        words = folded(typed).split()[:10]
        together = "".join(word.replace("'", "") for word in words)
        return all(self.has(word) for word in words) or (
            len(words) > 1 and is_latin(together) and any(key.startswith(together) for key in self.pinyin)
        )

    def has(self, word: str) -> bool:
        names = {word}
        if sum("一" <= one <= "鿿" for one in word) >= 2 and not any("0" <= one <= "9" for one in word):
            names.add(normal_name(word))
        latin, code = word.replace("'", ""), 3 <= len(word) <= 18 and word.isascii() and word.isalnum()
        return (
            any(name and name in form for name in names for form in self.forms)
            or (is_latin(latin) and any(key.startswith(latin) for key in self.pinyin))
            or (code and any(word in one for one in self.code))
        )


def is_latin(word: str) -> bool:
    return word.isascii() and word.isalnum() and any(one.isalpha() for one in word)


def folded(text: str) -> str:
    return "".join(TO_SIMPLIFIED.get(one, one) for one in unicodedata.normalize("NFKC", text).lower())


def firms() -> dict[int, Said]:
    names: dict[int, list[str]] = {}
    for firm, name, key in EnterpriseName.objects.values_list("enterprise_id", "name", "name_key"):
        names.setdefault(firm, []).extend([name, key])
    return {
        firm.pk: Said(
            [firm.name, firm.name_key, *names.get(firm.pk, [])],
            set(firm.pinyin_keys),
            [firm.credit_code.lower()] if firm.credit_code else [],
        )
        for firm in Enterprise.objects.all()
    }


def about(raw: list[str], known: list[Said]) -> Said:
    said = Said(raw)
    said.forms += [form for firm in known for form in firm.forms]
    said.raw = raw + [text for firm in known for text in firm.raw]
    said.pinyin, said.code = (
        {k for firm in known for k in firm.pinyin},
        [c for firm in known for c in firm.code],
    )
    return said


def cases() -> dict[int, Said]:
    known = firms()
    return {
        case.pk: about(
            [case.number, case.number.replace("-", ""), case.title, case.description, case.place],
            [known[case.enterprise_id]] if case.enterprise_id else [],
        )
        for case in Case.objects.all()
    }


def visits() -> dict[int, Said]:
    known = firms()
    return {one.pk: about([one.people, one.note], [known[one.enterprise_id]]) for one in Visit.objects.all()}


def actions() -> dict[int, Said]:
    known, took_part = firms(), {}
    for one in Participant.objects.order_by("id"):
        took_part.setdefault(one.action_id, []).append(one)
    return {
        action.pk: about(
            [action.title, action.summary, *(one.name for one in took_part.get(action.pk, []))],
            [known[one.enterprise_id] for one in took_part.get(action.pk, []) if one.enterprise_id],
        )
        for action in AssistanceAction.objects.all()
    }


@dataclass
class Either:
    """A follow-up says what its note says, and what its case says."""

    note: Said
    case: Said

    def __post_init__(self) -> None:
        self.raw = self.note.raw + self.case.raw
        self.pinyin, self.code = self.case.pinyin, self.case.code

    def holds(self, typed: str) -> bool:
        return self.note.holds(typed) or self.case.holds(typed)


def follow_ups() -> dict[int, Either]:
    known = cases()
    return {one.pk: Either(Said([one.note]), known[one.case_id]) for one in FollowUp.objects.all()}


def draw(rng: random.Random, said: Said) -> str:
    """Something to type: a piece of what a row says, written otherwise; now and then with another word."""
    words = [piece(rng, said) for _word in range(rng.choices((1, 2, 3), (70, 25, 5))[0])]
    if rng.random() < 0.05:
        words.append(piece(rng, said)[::-1])
    return " ".join(rng.choice(MUTATIONS)(word) for word in words)


def piece(rng: random.Random, said: Said) -> str:
    pools = [said.raw, said.raw, said.raw, sorted(said.pinyin), said.code]
    texts = [text for text in rng.choice(pools) if text.strip()] or [
        text for text in said.raw if text.strip()
    ]
    text, length = rng.choice(texts), rng.randint(1, 8)
    start = 0 if text in said.pinyin else rng.randrange(len(text))
    found = text[start : start + length].strip()
    return found or text.strip()[:1]


def traditional(text: str) -> str:
    return "".join(TO_TRADITIONAL.get(one, one) for one in text)


MUTATIONS: list[Callable[[str], str]] = [
    str,
    str,
    str.upper,
    traditional,
    lambda text: "".join(WIDE.get(one, one) for one in text),
    lambda text: f"　{text} ",
    lambda text: text + "%",
    lambda text: text.replace("0", "_", 1),
]
