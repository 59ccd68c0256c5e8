"""What each act changes besides the status; an act that is not here changes nothing else."""

from collections.abc import Callable
from typing import Final

from tracker.operations.case_life import endings, offices, requests, tagging, undoing, units
from tracker.operations.case_life.facts import Act

RULINGS = units.RULINGS

# The status an effect leads to, or None where the table has just one.
Effect = Callable[[Act], str | None]

EFFECTS: Final[dict[str, Effect]] = {
    "accept": offices.accept,
    "settle": offices.settle,
    "reject": offices.reject,
    "approve": offices.approve,
    "call_back": offices.call_back,
    "send_up": offices.send_up,
    "hand_down": offices.hand_down,
    "assign": units.assign,
    "reassign": units.assign,
    "sign": units.sign,
    "return": units.give_back,
    "rule": units.rule,
    "set_handler": units.set_handler,
    "answer": units.answer,
    "excuse": units.excuse,
    "claim_done": units.claim_done,
    "retract": units.retract,
    "ask_extension": requests.ask_extension,
    "extend": requests.extend,
    "refuse_extension": requests.refuse_extension,
    "ask_park": requests.ask_park,
    "park": requests.park,
    "refuse_park": requests.refuse_park,
    "set_answer_day": requests.set_answer_day,
    "resume": requests.resume,
    "promise": requests.promise,
    "keep_promise": requests.keep_promise,
    "withdraw": endings.withdraw,
    "overturn": endings.overturn,
    "merge": endings.merge,
    "void": endings.void,
    "unmerge": endings.unmerge,
    "reopen": endings.reopen,
    "escalate": endings.escalate,
    "pass_check": endings.pass_check,
    "tag": tagging.tag,
    "unassign": undoing.unassign,
    "unapprove": undoing.unapprove,
    "unextend": undoing.unextend,
    "unchase": undoing.unchase,
    "untag": undoing.untag,
}
