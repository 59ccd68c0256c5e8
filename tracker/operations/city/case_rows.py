"""The rows of cases and actions. A field is a column; what is not given here stays as declared."""

from dataclasses import dataclass

from tracker.operations.city.rows import Row


@dataclass(slots=True)
class CaseRow(Row):
    """A case as it stands now."""

    id: int
    number: str
    campaign_id: int
    title: str
    description: str
    enterprise_id: int | None
    site_id: int | None
    place: str
    contact_id: int | None
    district_id: int
    owner_office_id: int
    lead_unit_id: int | None
    registrar_id: int
    registrar_unit_id: int
    origin: str
    category_id: int
    case_class: str
    source: str
    status: str
    status_before: str
    merged_into_id: int | None
    raised_on: str
    registered_at: str
    accepted_on: str | None
    sign_due_on: str | None
    reply_due_on: str | None
    due_on: str | None
    next_answer_on: str | None
    resolved_on: str | None
    closed_on: str | None
    result_kind: str
    result: str
    follow_up_count: int
    last_follow_up_at: str
    return_count: int
    redo_count: int
    reopen_count: int
    version: int
    visible_unit_ids: str
    clock: str
    parked_on: str | None
    claimed_on: str | None
    rating: str
    rated_on: str | None
    signed_on: str | None
    handling_days: int | None
    drawn_on: str | None = None
    first_said: str = ""
    extension_count: int = 0
    call_back_tries: int = 0
    quality_check: str = ""
    is_difficult: bool = False


@dataclass(slots=True)
class CaseUnitRow(Row):
    """A unit's part in a case."""

    case_id: int
    unit_id: int
    part: str
    handler_id: int
    assigned_on: str
    signed_on: str | None
    due_on: str
    answered_on: str | None
    is_current: bool
    is_final: bool = False


@dataclass(slots=True)
class FollowUpRow(Row):
    """One act on a case."""

    case_id: int
    verb: str
    audience: str
    note: str
    happened_on: str
    by_id: int
    by_unit_id: int
    at: str
    from_status: str
    to_status: str
    action_id: int | None = None
    details: str = "{}"


@dataclass(slots=True)
class ActionRow(Row):
    """Something that was done."""

    id: int
    public_id: str
    campaign_id: int
    kind: str
    title: str
    summary: str
    day: str | None
    day_precision: str
    day_as_written: str
    listed_on: str
    reporter_id: int
    unnamed_enterprises: int | None
    logged_by_id: int
    logged_at: str
    visible_unit_ids: str
    outcome: str = ""
    reporter_sub_unit: str = ""
    unnamed_is_approx: bool = True
    status: str = "standing"
    void_reason: str = ""
    version: int = 1


@dataclass(slots=True)
class ActionDistrictRow(Row):
    """Where an action was."""

    assistanceaction_id: int
    unit_id: int


@dataclass(slots=True)
class ActionCaseRow(Row):
    """The case an action served."""

    assistanceaction_id: int
    case_id: int


@dataclass(slots=True)
class ParticipantRow(Row):
    """Who took part in an action."""

    action_id: int
    role: str
    enterprise_id: int | None = None
    unit_id: int | None = None
    name: str = ""


@dataclass(slots=True)
class FigureRow(Row):
    """A number in an action."""

    action_id: int
    measure: str
    value: int
    unit: str
    approx: bool
    text: str
    nature: str = "current"
    period: str = ""
    subject: str = ""
