"""Acts on a case in words, for every door: what the button says, what pressing it means, what is asked, the facts told."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.models.cases import CaseClass, Check, Rating, ResultKind
from tracker.models.follow_ups import Verb

# The button; what is not here is called as on the trail.
BUTTONS: Final[dict[str, Promise]] = {
    "ask_details": _("Ask for details"),
    "supply": _("Supply details"),
    "accept": _("Accept"),
    "decline": _("Decline"),
    "reconsider": _("Reconsider"),
    "settle": _("Settle on the spot"),
    "assign": _("Assign"),
    "sign": _("Sign for it"),
    "return": _("Return it"),
    "rule": _("Rule"),
    "reassign": _("Reassign"),
    "claim_done": _("Claim done"),
    "retract": _("Retract the claim"),
    "reject": _("Reject"),
    "approve": _("Approve"),
    "call_back": _("Record the call-back"),
    "park": _("Park"),
    "resume": _("Resume"),
    "withdraw": _("Withdraw"),
    "overturn": _("Overturn the withdrawal"),
    "merge": _("Merge into another case"),
    "unmerge": _("Undo the merger"),
    "reopen": _("Reopen"),
    "void": _("Void"),
    "send_up": _("Send up"),
    "hand_down": _("Hand down"),
    "answer": _("Answer as assisting unit"),
    "excuse": _("Excuse an assisting unit"),
    "set_handler": _("Name the handler"),
    "ask_extension": _("Ask for an extension"),
    "extend": _("Extend"),
    "refuse_extension": _("Refuse the extension"),
    "ask_park": _("Ask for parking"),
    "refuse_park": _("Refuse the parking"),
    "set_answer_day": _("Set the next answer day"),
    "promise": _("Make a promise"),
    "keep_promise": _("Mark a promise as kept"),
    "chase": _("Chase"),
    "supervise": _("Supervise"),
    "escalate": _("Escalate"),
    "instruct": _("Write an instruction"),
    "pass_check": _("Find the withdrawal in order"),
    "tag": _("Change the tags"),
}

# The button over a list, where it is not called as on a case's page.
IN_BULK: Final[dict[str, Promise]] = {"extend": _("More time"), "tag": _("Tag")}

# What it does, where the button alone does not say it.
MEANINGS: Final[dict[str, Promise]] = {
    "accept": _("The clock starts today; the class decides how long the case may take."),
    "decline": _("The case ends here. The reason is told to the enterprise; it can be reconsidered."),
    "settle": _("For what was solved at once or before it was recorded. The office still verifies it."),
    "assign": _("The lead unit has to sign for it; every unit gets a clock of its own."),
    "return": _("The office rules whose it is. Returning is possible for a few days only."),
    "rule": _("Upheld: another unit gets it. Refused: the same unit has it for good."),
    "claim_done": _("The office checks what you achieved; every assisting unit must have answered."),
    "approve": _(
        "Cases drawn by the system are called back before they are struck off; nobody chooses them."
    ),
    "call_back": _("Satisfied ends the case; dissatisfied or not solved sends it back to the unit."),
    "park": _("The clock stands still until the case is resumed."),
    "withdraw": _("Only when the enterprise itself no longer wants it."),
    "merge": _("The other case goes on; this one can be taken out again."),
    "reopen": _("The unit that solved it gets it again, with a new clock."),
    "void": _("For wrong entries only. The case stays readable, marked as voided."),
    "send_up": _("The city's office owns the case from now on."),
    "hand_down": _("The district's office owns the case from now on; it counts as handed down."),
    "extend": _("The new day is told to the enterprise."),
    "escalate": _("The case goes onto the leaders' list."),
}

NOTES: Final[dict[str, Promise]] = {
    "ask_details": _("What is missing"),
    "supply": _("The details"),
    "answer": _("What your unit did"),
    "promise": _("What is promised"),
    "instruct": _("Instruction"),
}
REASONED: Final = frozenset(
    {
        "decline", "reconsider", "return", "rule", "reassign", "reject", "park", "withdraw", "overturn", "unmerge", "reopen",
        "void", "send_up", "excuse", "ask_extension", "refuse_extension", "ask_park", "refuse_park", "set_answer_day",
        "escalate",
    }
)  # fmt: skip

RULINGS: Final = (
    ("upheld", _("Upheld: another unit gets it")),
    ("refused", _("Refused: the same unit keeps it")),
)

LABELS: Final[dict[str, Promise]] = {
    "case_class": _("Class"),
    "category": _("Category"),
    "unit": _("Lead unit"),
    "assisting": _("Assisting units"),
    "parallel": _("Units working in parallel"),
    "suggested": _("Whose it should be"),
    "office": _("Office"),
    "assistant": _("Assisting unit"),
    "handler": _("Handled by"),
    "until": _("New due date"),
    "promised_for": _("Promised for"),
    "answer_on": _("Next answer on"),
    "result": _("What was achieved"),
    "result_kind": _("Result"),
    "rating": _("What the enterprise says"),
    "ruling": _("Ruling"),
    "target": _("The case it goes into"),
    "promise": _("Promise"),
    "happened_on": _("Day"),
    "due_on": _("Due date"),
    "due_before": _("Due before"),
    "sign_due_on": _("To be signed by"),
    "assist_due_on": _("Assisting unit's due date"),
    "drawn": _("Drawn for call-back"),
    "carried": _("Promises that go with it"),
    "brought_back": _("Promises that come back with it"),
    "merged": _("Taken in"),
    "unmerged": _("Goes on by itself"),
    "ends_too": _("Merged cases that end with it"),
    "tags": _("Tags"),
    "untags": _("Tags to take off"),
    "quality_check": _("Check of the withdrawal"),
    "figures": _("Figures"),
}
FORM_LABELS: Final[dict[tuple[str, str], Promise]] = {
    ("promise", "until"): _("Due"),
    ("tag", "tags"): _("Tags to put on"),
}
CODES: Final[dict[str, dict[str, Any]]] = {
    "case_class": dict(CaseClass.choices),
    "result_kind": dict(ResultKind.choices),
    "rating": dict(Rating.choices),
    "ruling": dict(RULINGS),
    "quality_check": dict(Check.choices),
}


# The menu's groups: working on it, pressing for it, ending or correcting it.
PRESSING: Final = frozenset({"promise", "keep_promise", "chase", "supervise", "escalate", "instruct"})
ENDING: Final = frozenset(
    {"decline", "withdraw", "overturn", "pass_check", "merge", "unmerge", "reopen", "void", "reconsider"}
)
GROUPS: Final = (
    (_("Work on it"), lambda verb: verb not in PRESSING | ENDING),
    (_("Press for it, promise"), PRESSING.__contains__),
    (_("End or correct it"), ENDING.__contains__),
)


def button(verb: str) -> str:
    """What the button says."""
    return str(BUTTONS.get(verb) or Verb(verb).label)


def bulk_button(verb: str) -> str:
    """What the button says that is for many cases."""
    return str(IN_BULK.get(verb) or button(verb))


def note_label(verb: str) -> str:
    """What the note of an act is."""
    return str(NOTES.get(verb) or (_("Reason") if verb in REASONED else _("Remark")))


def label(verb: str, name: str) -> str:
    """What a fact of an act is called on its form."""
    if name == "note":
        return note_label(verb)
    return str(FORM_LABELS.get((verb, name)) or LABELS[name])


def told(facts: dict[str, Any]) -> Iterator[str]:
    """The facts of an act as lines under it on the trail; what nobody knows a word for is left out."""
    for name, value in facts.items():
        if name in LABELS and value not in ("", None, []):
            yield str(_("%(label)s: %(value)s") % {"label": LABELS[name], "value": _shown(name, value)})


def _shown(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name == "figures":
        return figures_told({name: value})
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(CODES.get(name, {}).get(value, value))


def figures_told(facts: dict[str, Any]) -> str:
    """The figures among the facts of an act: 融资 约 500 万元、岗位 12 个."""
    return "、".join(_figure(**row) for row in facts.get("figures", []))


def _figure(*, measure: str, value: str, unit: str, approx: bool) -> str:
    """融资 约 500 万元."""
    about = str(_("about")) if approx else ""
    return " ".join(filter(None, [measure, about, f"{Decimal(value).normalize():,f}", unit]))
