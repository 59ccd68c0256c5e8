"""The rows of a generated city. A field is a column; what is not given here stays as declared."""

from dataclasses import dataclass


class Row:
    """Any row; the loader knows which table each kind goes to."""

    __slots__ = ()


@dataclass(slots=True)
class UnitRow(Row):
    """A sub-district office or a department of a district."""

    id: int
    public_id: str
    kind: str
    name: str
    parent_id: int
    order: int
    short_name: str = ""
    name_en: str = ""
    aliases: str = "{}"
    is_active: bool = True


@dataclass(slots=True)
class UserRow(Row):
    """An account nobody can sign in to: it has no password."""

    id: int
    public_id: str
    username: str
    name: str
    title: str
    email: str
    phone: str
    created_at: str
    password: str = "!generated"  # noqa: S105  # Django's mark of an unusable password
    language: str = "zh-hans"
    is_active: bool = True
    is_demo: bool = False
    bouncing: str = ""
    list_columns: str = "{}"


@dataclass(slots=True)
class MembershipRow(Row):
    """A role in a unit."""

    user_id: int
    unit_id: int
    role: str
    is_main: bool
    from_on: str


@dataclass(slots=True)
class EnterpriseRow(Row):
    """A firm."""

    id: int
    public_id: str
    name: str
    name_key: str
    pinyin_keys: str
    credit_code: str | None
    district_id: int
    industry: str
    address: str
    state: str
    is_verified: bool
    created_at: str
    created_by_id: int


@dataclass(slots=True)
class EnterpriseNameRow(Row):
    """What people call a firm."""

    enterprise_id: int
    name: str
    name_key: str
    kind: str = "short"


@dataclass(slots=True)
class SiteRow(Row):
    """A second place of a firm."""

    id: int
    enterprise_id: int
    name: str
    district_id: int
    address: str


@dataclass(slots=True)
class LabelRow(Row):
    """A title a firm was given."""

    enterprise_id: int
    label: str
    issuer: str
    issued_on: str


@dataclass(slots=True)
class ContactRow(Row):
    """A fictional person at a firm."""

    id: int
    enterprise_id: int
    name: str
    title: str
    phone: str


@dataclass(slots=True)
class PairingRow(Row):
    """Who looks after a firm."""

    enterprise_id: int
    officer_id: int
    group_id: int | None
    from_on: str
    to_on: str | None


@dataclass(slots=True)
class VisitRow(Row):
    """Somebody was there."""

    public_id: str
    campaign_id: int
    enterprise_id: int
    visited_on: str
    unit_id: int
    by_id: int
    people: str
    finding: str
    note: str
    created_at: str
    case_id: int | None = None
