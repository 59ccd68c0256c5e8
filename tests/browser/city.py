"""What the pages show: the shipped reference and demo data, a small city, and records of every shape beside them."""

import io
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone
from PIL import Image

from tests.documents import makers
from tests.servers import ROOT
from tracker.models import (
    AssistanceAction,
    BulkAct,
    Bulletin,
    Campaign,
    Case,
    Circular,
    ClosedCount,
    Closing,
    Draft,
    Enterprise,
    Export,
    Membership,
    Merge,
    OutgoingMail,
    Pairing,
    SavedView,
    Unit,
    User,
    Visit,
)
from tracker.models.places import UnitKind
from tracker.operations.actions import (
    ActionData,
    CommitmentData,
    FigureData,
    ParticipantData,
    PolicyData,
    link_case,
    log_action,
    void_action,
)
from tracker.operations.answers import UnitNames, default_answers
from tracker.operations.attachments import attach, withdraw_attachment
from tracker.operations.bulk import act_on_many
from tracker.operations.bulletins import take_in
from tracker.operations.case_life import Facts, act_on
from tracker.operations.cases import CaseData, add_note, register_case
from tracker.operations.circulars import approve_circular, write_circular
from tracker.operations.city import make_city
from tracker.operations.closings import close, close_periods, confirm, publish, unconfirmed
from tracker.operations.demo import load_demo
from tracker.operations.digests import plan_digests
from tracker.operations.enterprises import add_contact, add_enterprise
from tracker.operations.firm_merges import MergeChoice, merge_firms
from tracker.operations.links import make_link
from tracker.operations.mail_choices import choice_token
from tracker.operations.notice_mails import plan_mails
from tracker.operations.reference import load_reference
from tracker.operations.review import accept, discard
from tracker.operations.visits import VisitData, log_visit
from tracker.rules.errors import DomainError
from tracker.rules.periods import period_of
from tracker.rules.week import week_of

FIRM, SPELLING = "郑州星河装备制造有限公司", "郑州星河装备制造厂"
FIRM = "郑州星河装备制造有限公司"
FULL_ACTION, VOIDED_ACTION, BARE_ACTION = "到星河装备现场办公，协调用电扩容", "重复登记的走访", "召开工作例会"
CASE, PLACE_CASE = "厂区用电容量不足，影响新产线投产", "产业园门前道路积水，货车进不来"
VISIT_CASE = "第三条产线缺变压器"
FINISHED, SAMPLE_OF_REVIEW = "已审完的简报", "dev_01"
TO_SIGN, IN_HAND = "厂门口公交站点偏远，职工通勤困难", "车间高温，申请增加供电回路"
ZONE = "高新区"
NEWCOMER = "newcomer"


def build() -> None:
    """Everything, into the empty database that Django's connection leads to."""
    now = timezone.localtime()
    load_reference()
    load_demo(now=now)
    _newcomer(now.date())
    make_city(cases=60, seed=7, now=now)
    _close_the_last_week(now)
    office = User.objects.get(username="office")
    firm = _firm(office, now)
    _spellings(office, firm, now)
    _cases(office, firm, now)
    _actions(office, firm, now)
    _visits(firm, now)
    _finished_bulletin(office, now)
    _batches(office, now)
    _mails(now)
    _exports(office, now)
    _views(office)


def _exports(office: User, now: datetime) -> None:
    """One that is kept, one that could not be made, one that waits."""
    known = {"by": office, "list_name": "cases", "columns": "ledger", "format": "xlsx", "language": "zh-hans"}
    kept = {
        "rows": 61,
        "total": 61,
        "size": 40_960,
        "expires_at": now + timedelta(hours=23),
        "file": "exports/x",
    }
    Export.objects.create(state="done", words="状态: 办理中", asked_at=now, finished_at=now, **known, **kept)
    refused = {"refusal": "export_too_long", "refusal_params": {"limit": "1,000,000"}}
    Export.objects.create(state="failed", asked_at=now, finished_at=now, **known, **refused)
    Export.objects.create(state="running", rows=2000, total=61_000, asked_at=now, **known)


def _views(office: User) -> None:
    """Pinned and shared ones, one whose district is no more."""
    home = office.memberships.earliest("id").unit
    queries = {"在办": "status=handling", "逾期未办": "stage=overdue", "撤并区县的": f"district={'x' * 12}"}
    for name, query in queries.items():
        SavedView.objects.create(
            owner=office, name=name, list_name="cases", query=query, is_pinned=True, shared_with=home
        )


def export_id(state: str) -> str:
    """The public id of the office's export in a state."""
    return Export.objects.get(state=state).public_id


def _mails(now: datetime) -> None:
    """What stands in the outbox: the week's digests gone out, notices waiting, one that the server refused."""
    plan_digests(now=now)
    OutgoingMail.objects.update(state="sent", sent_at=now, attempts=1)
    plan_mails(now=now)
    refused = OutgoingMail.objects.filter(kind="notice").order_by("id")[:1]
    said = "550 5.1.1 <nobody@tracker.invalid>: Recipient address rejected: User unknown"
    OutgoingMail.objects.filter(pk__in=refused).update(state="failed", attempts=1, last_error=said)
    User.objects.filter(username="office-jinshui").update(bouncing=F("email"))


def _close_the_last_week(now: datetime) -> None:
    """Confirmed by one district; a case of it was entered late, another one not at all."""
    close_periods(now=now.replace(hour=12))
    closing = Closing.objects.get(code=closed_week())
    district = Unit.objects.get(code="410105")
    confirm(closing, district, by=User.objects.get(username="office-jinshui"), now=now, note="已核对")
    counted = ClosedCount.objects.filter(closing=closing, by="district", code="collected").order_by("-count")
    Case.objects.filter(pk=counted[0].case_ids[0]).update(registered_at=now - timedelta(days=40))
    _circulars(now)


def _circulars(now: datetime) -> None:
    """Of the last month but one approved, of the last one a draft."""
    Campaign.objects.update(ranking_on=True, ranking_minimum=1)
    office, month = User.objects.get(username="office"), period_of("month", now.date()).before()
    colleague = (
        User.objects.filter(memberships__unit__name="市活动办", memberships__role="office")
        .exclude(pk=office.pk)
        .first()
    )
    for period in (month.before(), month):
        close(period, Campaign.objects.get(is_current=True), now=now)
        closing = Closing.objects.get(code=period.code)
        for unit in unconfirmed(closing):
            confirm(closing, unit, by=office, now=now, note="电话核对")
        publish(closing, by=office, now=now)
        circular = write_circular(closing, by=colleague, now=now)
        if period != month:
            approve_circular(circular, by=office, now=now, version=0)


def circular_id(state: str) -> str:
    """The circular in a state."""
    return Circular.objects.get(state=state).public_id


def ranked_month() -> str:
    """The month that ended last."""
    return Circular.objects.get(state="draft").closing.code


def closed_week() -> str:
    """The week that ended last."""
    return week_of(timezone.localdate() - timedelta(days=7))


def _batches(office: User, now: datetime) -> None:
    """Cases of the lead's unit with tags, and chased together with one that is over."""
    both = [case_number(TO_SIGN), case_number(IN_HAND)]
    tags = Facts(tags=["重点企业", "用电保障"])
    act_on_many(dict.fromkeys(both), "tag", by=office, now=now, facts=tags)
    chosen = dict.fromkeys([*both, case_in("closed"), "2026-999999"])
    act_on_many(chosen, "chase", by=office, now=now, facts=Facts(note="年底前要有结果。"))


def _unit(name: str) -> Unit:
    return Unit.objects.exclude(kind=UnitKind.SUBUNIT).get(name=name)


def _spellings(office: User, firm: Enterprise, now: datetime) -> None:
    """One spelling of the firm that was merged into it, one that still waits to be."""
    known = {"by": office, "now": now, "district": firm.district}
    merged = add_enterprise(name=f"{FIRM}（老厂）", **known)
    merge_firms(merged, into=firm, by=office, now=now, choice=MergeChoice(reason="同一家"))
    add_enterprise(name=SPELLING, industry="装备制造", **known)


def merge_id() -> str:
    """The merge that was made."""
    return Merge.objects.earliest("id").public_id


def spelling_id() -> str:
    """The firm that may be the same."""
    return Enterprise.objects.get(name=SPELLING).public_id


def _firm(office: User, now: datetime) -> Enterprise:
    firm = add_enterprise(
        by=office,
        now=now,
        name=FIRM,
        credit_code="91410100MA3X123453",
        district=_unit("金水区"),
        industry="通用设备制造业",
        address="金水区文化路100号",
    )
    add_contact(firm, by=office, name="王经理", title="办公室主任", phone="13800138000")
    return firm


def _cases(office: User, firm: Enterprise, now: datetime) -> None:
    day = now.date() - timedelta(days=3)
    data = CaseData(
        title=CASE,
        description="第二条产线需要 800 kVA，\n目前只有 400 kVA。",
        source="visit",
        raised_on=day,
        enterprise=firm,
    )
    case = register_case(by=office, now=now - timedelta(days=2), data=data)
    add_note(case, by=office, now=now - timedelta(days=1), note="已电话联系企业，核实容量缺口。", verb="call")
    add_note(case, by=office, now=now, note="与供电公司约定周四到现场勘察。\n企业将准备图纸。", verb="visit")
    place = CaseData(
        title=PLACE_CASE,
        source="visit",
        raised_on=day,
        place="高新区科学大道产业园北门",
        district=_unit(ZONE),
    )
    register_case(by=office, now=now, data=place)
    _handled(office, firm, now)


def _handled(office: User, firm: Enterprise, now: datetime) -> None:
    """Cases of the lead's unit: one to sign for, one in hand with everything around it."""
    lead, on = User.objects.get(username="lead"), now.date()
    units = {"unit": _unit("市工业和信息化局"), "assisting": [_unit("市商务局")]}
    for title, days in ((TO_SIGN, 1), (IN_HAND, 6)):
        then = now - timedelta(days=days)
        data = CaseData(title=title, source="phone", raised_on=then.date(), enterprise=firm)
        case = register_case(by=office, now=then, data=data)
        act_on(case, "accept", by=office, now=then, facts=Facts(case_class="A"))
        act_on(case, "assign", by=office, now=then, facts=Facts(**units, note="请尽快对接企业。"))
    act_on(case, "sign", by=lead, now=now - timedelta(days=5))
    act_on(case, "promise", by=lead, now=now, facts=Facts(note="两周内送电", until=on + timedelta(days=14)))
    reason = Facts(note="变压器到货推迟", until=on + timedelta(days=60))
    act_on(case, "ask_extension", by=lead, now=now, facts=reason)


def _actions(office: User, firm: Enterprise, now: datetime) -> None:
    jinshui = _unit("金水区")
    full = ActionData(
        kind="问题协调解决",
        title=FULL_ACTION,
        reporter=jinshui,
        summary="区工信局会同供电公司到厂区现场办公。\n明确了扩容方案和费用分担。",
        day=now.date() - timedelta(days=1),
        districts=[jinshui],
        participants=[
            ParticipantData("assisted", enterprise=firm),
            ParticipantData("partner", unit=_unit("市工业和信息化局")),
            ParticipantData("other", name="国网郑州供电公司"),
        ],
        figures=[
            FigureData(
                value=2_000_000,
                unit="元",
                measure="扩容费用",
                approx=True,
                nature="target",
                text="约 200 万元",
            ),
            FigureData(value=2, unit="条", measure="产线", period="2026 年"),
        ],
        policies=[PolicyData(title="关于优化电力营商环境的若干措施", number="郑政〔2026〕8号")],
        commitments=[
            CommitmentData(
                text="月底前完成增容", owner=_unit("市工业和信息化局"), due_on=now.date() + timedelta(days=5)
            )
        ],
    )
    action = log_action(by=office, now=now, data=full)
    link_case(action, Case.objects.get(title=CASE), by=office, now=now)
    _files(action, office, now)
    bare = ActionData(
        kind="会议部署", title=BARE_ACTION, reporter=jinshui, day_precision="vague", day_as_written="近日"
    )
    log_action(by=office, now=now, data=bare)
    twice = ActionData(kind="调研走访", title=VOIDED_ACTION, reporter=jinshui, day=now.date())
    void_action(log_action(by=office, now=now, data=twice), by=office, now=now, reason="与昨日登记重复")


def _visits(firm: Enterprise, now: datetime) -> None:
    """Two visits, one with a problem; an officer who looks after the firm, and one who did."""
    group, chief = (User.objects.get(username=name) for name in ("group", "chief"))
    quiet = VisitData(
        "nothing", now.date() - timedelta(days=40), people="李工、王经理", note="生产正常，订单饱满。"
    )
    log_visit(firm, by=group, now=now, data=quiet)
    raised = VisitData(
        "problem",
        now.date(),
        people="李工、王经理",
        note="第三条产线缺一台变压器。",
        title=VISIT_CASE,
        promise="本周内约供电公司到现场",
        promise_by=now.date() + timedelta(days=5),
        as_action=True,
        action_title=f"走访{FIRM}",
    )
    log_visit(firm, by=group, now=now, data=raised)
    other = Enterprise.objects.exclude(pk=firm.pk).order_by("id")[0]
    Pairing.objects.create(
        enterprise=other, officer=User.objects.get(username="staff"), from_on=now.date() - timedelta(days=9)
    )
    for officer, since, until in ((group, 400, 101), (chief, 100, None)):
        days = {
            "from_on": now.date() - timedelta(days=since),
            "to_on": until and now.date() - timedelta(days=until),
        }
        Pairing.objects.create(enterprise=firm, officer=officer, group=_unit("第十四工作组"), **days)


def _files(action: AssistanceAction, office: User, now: datetime) -> None:
    """A photo, a letter, and a file that was a mistake."""
    photo = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2.0, -1.2, 0.6, 1.2), 60).convert("RGB").save(photo, "JPEG")
    letter = ContentFile(
        makers.pdf_file([["关于用电增容的函"]]),
        name="关于河南星河装备用电增容有关事项的函（2026年第12号）.pdf",
    )
    attach([ContentFile(photo.getvalue(), name="配电房现场.jpg"), letter], to=action, by=office, now=now)
    [wrong] = attach(
        [ContentFile("别家企业的名单\n".encode(), name="名单.txt")], to=action, by=office, now=now
    )
    withdraw_attachment(wrong, by=office, now=now, reason="传错了企业")


def _finished_bulletin(office: User, now: datetime) -> None:
    """A bulletin whose items are all decided: accepted where the reading suffices, else discarded."""
    path = ROOT / "tests" / "golden" / "bulletins" / f"{SAMPLE_OF_REVIEW}.txt"
    text = path.read_text(encoding="utf-8")
    bulletin, _new = take_in(by=office, now=now, text=text, dated_on=date(2025, 6, 1), title=FINISHED)
    names = UnitNames.of_city()
    drafts = list(bulletin.drafts.pending().order_by("start"))
    for number, draft in enumerate(drafts):
        _decide(draft, office, now, names, is_wanted=number != 1, opens_case=number == 0)


def _decide(
    draft: Draft, office: User, now: datetime, names: UnitNames, *, is_wanted: bool, opens_case: bool
) -> None:
    facts = {"by": office, "now": now, "version": draft.version}
    if is_wanted:
        try:
            accept(draft, **facts, answers=default_answers(draft, names), open_case=opens_case)
        except DomainError:
            is_wanted = False
    if not is_wanted:
        discard(draft, **facts, reason="与本市无关")


def _newcomer(today: date) -> None:
    """Somebody whose unit has nothing yet."""
    user = User.objects.create_user(NEWCOMER, None, name="新来的联络员")
    quiet = Unit.objects.create(kind=UnitKind.BUREAU, name="新设立的局", name_en="New bureau", order=99)
    Membership.objects.create(user=user, unit=quiet, role="staff", is_main=True, from_on=today)


def case_number(title: str) -> str:
    """The number of the case with this title."""
    return Case.objects.get(title=title).number


def action_id(title: str) -> str:
    """The public id of the action with this title."""
    return AssistanceAction.objects.get(title=title).public_id


def firm_id(name: str = FIRM) -> str:
    """The public id of a firm."""
    return Enterprise.objects.get(name=name).public_id


def visit_id() -> str:
    """The public id of the visit with a problem."""
    return Visit.objects.get(case__title=VISIT_CASE).public_id


def person_id(username: str) -> str:
    """The public id of somebody."""
    return User.objects.get(username=username).public_id


def choice_link() -> str:
    """The token at the foot of a digest."""
    office = User.objects.get(username="office")
    return choice_token(office, ["digest"], now=timezone.localtime())


def failed_mail() -> str:
    """The public id of the mail that the server refused."""
    return OutgoingMail.objects.get(state="failed").public_id


def mail_id(kind: str, username: str = "office") -> str:
    """The public id of somebody's latest mail of a kind; of nobody in particular where they have none."""
    mails = OutgoingMail.objects.filter(kind=kind).order_by("-id")
    return (mails.filter(recipient__username=username).first() or mails[0]).public_id


def sample() -> Bulletin:
    """The sample bulletin, waiting for review."""
    return Bulletin.objects.exclude(title=FINISHED).order_by("id")[0]


def finished() -> Bulletin:
    """The bulletin without open items."""
    return Bulletin.objects.get(title=FINISHED)


def richest_draft() -> Draft:
    """The waiting draft with the most kinds of values."""
    return max(
        sample().drafts.pending(), key=lambda draft: sum(bool(value) for value in draft.proposal.values())
    )


def noisy_draft() -> Draft:
    """The waiting draft with foreign text in it."""
    return next(draft for draft in sample().drafts.pending() if draft.proposal["noise"])


def decided_draft(decision: str) -> Draft:
    """A draft of the finished bulletin that was decided so."""
    return finished().drafts.filter(decision=decision).order_by("start")[0]


def case_in(status: str) -> str:
    """The number of a case in this status."""
    return Case.objects.filter(status=status).order_by("id")[0].number


def chosen(act: str, *statuses: str) -> str:
    """The query under which an act is asked for two cases of each status."""
    found = [Case.objects.filter(status=status).order_by("id")[:2] for status in statuses]
    numbers = ",".join(case.number for some in found for case in some)
    return f"?act={act}&numbers={numbers},2026-999999"


def district_id() -> str:
    """The public id of the district where most happens."""
    return _unit("金水区").public_id


def batch_id() -> str:
    """The public id of the batch that chased."""
    return BulkAct.objects.get(verb="chase", chosen=4).public_id


def link_to(number: str) -> str:
    """The token of a fresh link to a case."""
    office = User.objects.get(username="office")
    return make_link(Case.objects.get(number=number), by=office, now=timezone.localtime()).token


def case_key() -> int:
    """The row of the case with the long trail, as the admin addresses it."""
    return Case.objects.get(title=CASE).pk


def firm_key() -> int:
    """The row of the firm, as the admin addresses it."""
    return Enterprise.objects.get(name=FIRM).pk
