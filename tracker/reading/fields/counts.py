"""Quantities with a measure word, percentages and lengths of time."""

from __future__ import annotations

import re
from dataclasses import replace

from ..draft import Count
from ..flow import Flow
from ..numerals import AFTER, NUMBER, Number, han_value
from .amounts import tidy
from .mask import Mask
from .quantities import measure_of, nature_of

_TIME = r"个工作日|个自然日|个月|个小时|个星期|个季度|工作日|小时|分钟|秒钟|天(?!然|津|气|地|翼|河)|周(?!边|期|年|转|口|到)|年(?!度|份|会|轻|初|中|末|底|代|检|报|产|均|级)"
_UNITS = (
    rf"个百分点|百分点|个基点|基点|个点(?!击|位)|{_TIME}|"
    r"个昼夜|昼夜|台件|台套|台次|台班|件套|套件|人次|人天|人年|户次|辆次|艘次|车次|架次|场次|家次|件次|人份|班次|台次|例次|批次|标箱|标段|"
    r"平方公里|平方千米|平方米|立方米|平米|公里|千米|千瓦时|千瓦|千伏安|千伏|兆伏安|兆瓦时|兆瓦|吉瓦|毫米|厘米|米(?!面|粉|饭|其|兰)|公斤|千克|"
    r"吨(?!位)|亩|公顷|㎡|平方(?!公|米|千)|倍(?!增)|通(?=企业|群众|来电|咨询|电话|,|。|、|,)|家(?!庭|具(?!备|有|体)|电(?![子力气商缆])|居(?!民)|长|乡(?!镇)|政(?!府)|园(?![区林])|里|装(?![备配饰置卸])|用(?![人户电工]))|个|名(?!录|单|称|优|牌|企(?!业)|列|次|誉)|位(?!于|居|列|置)|人(?!民|大|社|才|力|工智|均|员密|人|头)|户(?!均|外|籍|口|型)|"
    r"台(?!账|湾|风|阶|商|前)|套(?!餐|路|设)|件|项|次(?!日|年|月|要|级|性|序)|场(?!地|所|景|馆|站|均)|份(?!额)|座(?!谈|椅|位|机|右)|条(?!件|例|款|块|线)|"
    r"期(?!间|限|货|待|望|末|刊)|批(?!准|复|发|示|量|评|办|零|次)|门(?!店|槛|口|户|诊|类|外)|对(?!接|应|外|于|口|标|比|新|符|该|其|待|一)|产业|行业|辆|种(?!植|子|业|粮|养|草)|类(?!别|型|似)|款(?!项|式|待)|幅(?!度)|宗(?!旨|教)|笔(?!记|者|试)|起(?!草|步|点|来|诉|因|到|着|重|源)|"
    r"所(?!有|需|在|属|得|以|反|提|说|谓|涉|示|述)|处(?!理|置|于|在|罚|长|级|方)|组(?!织|建|团|成|长|合|装|件|工|阁)|轮(?!胎|毂|岗|流|训|值|换|车|驱|定位|电动|摩托|椅|廓)|栋|幢|本(?!地|次|市|区|年|级|科|身|着|县)|册|支(?!持|付|撑|行|部|队|出|援|柱|农|架)|"
    r"张|系列|部(?!门|分|署|委|队|长|位|级)|方面|环节|领域|模块|板块|片(?!区)|只(?!需|用|有|要|能|是|跑)|篇|页|间(?!接|隔|距)|课时|学时|岁|幅|届|例(?!如|会|行)|盏|棵|株|枚|艘|架(?!构|设)|节(?!约|能|省|点|假|水|日|目|后|前)课?|成(?=以上|左右|[,。;、)”]|多)|%|‰|％"
)
_DIGIT_UNITS = (
    r"车(?!间|站|辆|道|位|企|型|主)|箱|盒|瓶|袋|头(?!部|条|等)|面(?!积|向|对|临|试|料|板)|道(?!路)|层|站(?!点|台|位|长|式)|单(?!位|元|价|个|独|据|户|笔|项)|班(?!子|次|列|组)|块(?!钱)|"
    r"列|股(?!份|权|东|改|票|金)|方(?!面|式|案|便|向|位|可|米)|度(?=电|的电|,|。|以)|kWh|kW|MW|GW|km|kg|TEU|mm|cm|束|包|桶|桌|桩|顿|趟|句|队|口(?=井|锅)|孔|根|集|套房|步(?!骤|伐|行|入|调)|床(?!位费)|剂(?!量)|针(?!对)|眼(?!下|前|光)|立方(?!米)|公升|升(?!级|值|温|学|至|到|规|为)|斤|羽|尾|担(?!保|任|当)|卷(?!烟)|通(?!过|道|知|信|讯|电|水|车|行|用|常|报|航|关|气)|标准箱|颗|碗|副|杆|团|席|顶|封|令|匹|公顷|日(?=内|之内|以内|前办|游|压缩|缩短|压减|缩减|减[少至到为])|强(?=企业)(?!\w)"
)
_WITH_DIGITS = re.compile(rf"大?(?:{_UNITS}|{_DIGIT_UNITS})")
_WITH_HAN = re.compile(rf"(?:大(?=方面|领域|类|板块|模块|环节|产业|行业))?(?:{_UNITS}|日(?=内|之内|以内))")
_ONE = re.compile(
    rf"(?:{_TIME}|[张份项笔件次台套条名家位个本册户场道枚栋座辆](?!性|级|流|体|方面|目(?!标)|企|度|贯|般|致|批|例|牌|龙|一))"
)
_ONE_MEANT = re.compile(
    r"(?:仅|只|就|仅需|只需|只用|仅用|仅用了|现在|如今|[减缺]少|不足|不到|提交|凭|只要|跑|每(?:天|日|周|月|年|季度)[\u4e00-\u9fff]{0,4}|(?<![以从])前?(?:用|花)了?|减为|缩减为|压缩为|合并为|变为|精简(?:到|至|为)|降(?:到|至|为)|新增|增加|增设|获批|至少(?:走访|举办|开展|解决|召开)?)$"
)
_ONE_BEHIND = re.compile(
    r"[\u4e00-\u9fff][^\W\d第每逐唯后这那上下某另同前首又再]一[张份项笔台套枚栋座辆本册](?=[,。;、]|$)"
)
_TOLD_BY_WORDS_BEFORE = (  # what is a measure word only behind certain words: 分3路, 压缩至5日, 超九成岗位
    (re.compile(r"分(?:成|为)?$"), re.compile(r"路(?!段|口|面|线|灯|权|费|径|演|由)")),
    (
        re.compile(r"(?:法定|承诺|压缩|缩短|压减|缩减|减少|精简|[时办]限)(?:的|至|到|为)?约?$"),
        re.compile(r"日(?!常|用|益|期|前|均)"),
    ),
    (
        re.compile(r"(?:[超近约逾占有达]|超过|接近|不足|不到|达到)$"),
        re.compile(
            r"成(?!功|立|果|长|为|本|员|都|交|套|品|熟|效|绩|形|型|就|人|千|百|因|分|份|片|群|倍|文|名|家)"
        ),
    ),
)
_ONLY_TIME = re.compile(rf"(?:{_TIME}|倍(?!增))")
_PERCENT = re.compile(
    r"[百千]分之((?P<han>[零一二三四五六七八九十百点两]{1,8})|(?P<num>\d{1,3}(?:\.\d{1,4})?))"
)
_FIRST_SPAN = re.compile(r"年(?!度)")  # 前三年 is a length of time, 前三名 a rank
_LAST_SPAN = re.compile(  # 近三年 means the last three years, 用时近三年 almost three
    r"(?:^|[,。;:!?\n(“]|[在自])近$"
)
_HEDGES = "约近逾超"
_AND_A_HALF = re.compile(r"个半(?P<after>小时|月|学期|星期)|(?P<before>[年天])半(?![年月天日])")
_HALVES = re.compile(
    r"(?<![上下前后大多过参各夜小一两三四五六七八九十\d个年天])半(?P<unit>个(?:小时|星期|月)|小时|[天日](?![之制])|年(?=[内多后就才的,。;、)]|时间|以上|左右|不到|来(?!首)))"
)
_ORDINAL = re.compile(r"(?:第|(?<![目之此以提日先])前|No\.?|排名|A|B|Q|DN|[A-Za-z×+*#/])\s?$")
_TELEPHONE = re.compile(r"\d{2}-$")
_NAMED_PHASE = re.compile(r"[\u4e00-\u9fff]$")
_HELD = re.compile(r"(?:办|展|训|织|计|了|共|满|出|第|行|达|过|约|近|完成|分)$")
_PHASE = re.compile(r"期(?!培训|专题|活动|讲座|课程|沙龙|班|开展|推进|次|进行)")
_IDIOM_BEFORE = re.compile(r"(?:[又每这那同上某另]|(?<!更)新|万无|独|唯|数)$")
_IDIOM_AFTER = re.compile(r"一度|之计|如一日|行动|滚动|攻坚|倍增|一遇|来首|会战|大庆|规划|一贯|三夏")
_BARE_POWER = re.compile(r"^[百千万亿]")
_RANGE = re.compile(r" ?(?:至|到|-|—|–|~|―){1,2} ?")
_SLOGAN = re.compile(r"“[^“”\n]{1,200}”")
_SPEECH = re.compile(r"[。!?,;]")
_UNIT_NOTE = re.compile(r"\((?:套|件|个|家|人|次|户|批)\)")


def find_counts(flow: Flow, mask: Mask, numbers: list[Number]) -> tuple[Count, ...]:
    """Every counted quantity outside claimed words, in order; said twice, it is there twice, as sums are."""
    text = flow.text
    slogans = _slogans(text)
    found: list[tuple[int, Count]] = [*_percent_words(flow, mask), *_half_spans(flow, mask)]
    free = [n for n in numbers if not mask.hits(n.start, n.end) and not slogans.hits(n.start, n.end)]
    for index, number in enumerate(free):
        end, unit, more = _unit_of(text, number)
        if not end or mask.hits(number.end, end):
            continue
        if index and _RANGE.fullmatch(text, free[index - 1].end, number.start):
            words = flow.spans(number.end, end), flow.raw(number.end, end)
            lower = _lower_end(flow, free[index - 1], number, unit)
            found.append(
                (
                    free[index - 1].start,
                    replace(lower, text=lower.text + words[1], spans=lower.spans + words[0]),
                )
            )
        start, approx = _with_hedge(text, number, unit)
        found.append((number.start, _value(flow, (start, end), number.value + more, approx, unit)))
        mask.claim(number.start, end)
    return tuple(count for _, count in sorted(found, key=lambda entry: entry[0]))


def _with_hedge(text: str, number: Number, unit: str) -> tuple[int, bool]:
    """Where the words of the count begin, with the 约 before it, and whether it is only about that."""
    start = number.start
    if not start or text[start - 1] not in _HEDGES or not number.approx:
        return start, number.approx
    if unit in ("年", "个月", "天", "周") and _LAST_SPAN.search(text[max(0, start - 2) : start]):
        return start, number.written != number.written.rstrip("余多几")
    return start - 1, True


def _slogans(text: str) -> Mask:
    """Short quoted words: their numbers are names, not counts."""
    slogans = Mask(len(text))
    for match in _SLOGAN.finditer(text):
        quoted = match[0]
        if _SPEECH.search(quoted):
            continue
        if len(quoted) <= 14 or ("、" in quoted and not re.search(r"\d", quoted)):
            slogans.claim(match.start(), match.end())
    return slogans


def _unit_of(text: str, number: Number) -> tuple[int, str, float]:
    """Where the counted words end, the measure word, and the half of 两个半月; (0, "", 0) for no count."""
    before = text[max(0, number.start - 6) : number.start]
    if _is_ordinal(text, number, before) or _TELEPHONE.search(before):
        return 0, "", 0.0
    half = _AND_A_HALF.match(text, number.end)
    if half and number.value < 100:
        return half.end(), half["before"] or f"个{half['after']}", 0.5
    unit = _pattern(text, number).match(text, number.end) or _told_unit(text, number, before)
    if unit is None or not number.value or (number.is_han and not _is_counting(text, number, unit)):
        return 0, "", 0.0
    if not number.is_han and (
        (unit[0] == "年" and number.value >= 1900) or _is_name_of_phase(text, number, unit, before)
    ):
        return 0, "", 0.0
    return unit.end(), unit[0].removeprefix("大").replace("％", "%"), 0.0


def _is_ordinal(text: str, number: Number, before: str) -> bool:
    """第三家, 前三名; but 前三年 is a length of time."""
    if before.endswith("前") and _FIRST_SPAN.match(text, number.end):
        return False
    return bool(_ORDINAL.search(before))


def _is_name_of_phase(text: str, number: Number, unit: re.Match[str], before: str) -> bool:
    """知识产权1期: a phase in a name, while 举办培训3期 counts."""
    return (
        unit[0] == "期"
        and number.value < 10
        and bool(_PHASE.match(text, number.end))
        and bool(_NAMED_PHASE.search(before))
        and not _HELD.search(before)
        and not re.match(r"[,。;、)]|$", text[unit.end() : unit.end() + 1])
    )


def _pattern(text: str, number: Number) -> re.Pattern[str]:
    """一 counts time; it counts things only where one is meant: 仅跑一次, 现在一张证, 批文一份."""
    if not number.is_one:
        return _WITH_HAN if number.is_han else _WITH_DIGITS
    before = text[max(0, number.start - 8) : number.start]
    is_meant = _ONE_MEANT.search(before) or _ONE_BEHIND.match(text, max(0, number.start - 2))
    return _ONE if is_meant else _ONLY_TIME


def _told_unit(text: str, number: Number, before: str) -> re.Match[str] | None:
    """The measure word that only the words before the number make one."""
    units = (unit.match(text, number.end) for words, unit in _TOLD_BY_WORDS_BEFORE if words.search(before))
    return next((unit for unit in units if unit), None)


def _is_counting(text: str, number: Number, unit: re.Match[str]) -> bool:
    """Chinese numerals count things, unless they are part of an idiom, a phase or a round figure of speech."""
    before = text[max(0, number.start - 5) : number.start]
    if _BARE_POWER.match(number.written) and not number.approx:
        return False
    if _PHASE.match(unit[0] + text[unit.end() : unit.end() + 2]):
        return False
    if _IDIOM_AFTER.match(text, unit.end()):
        return False
    if number.written == "两" and unit[0] == "位" and before.endswith("这"):
        return False
    return not (number.is_one and _IDIOM_BEFORE.search(before))


def _lower_end(flow: Flow, first: Number, second: Number, unit: str) -> Count:
    """The lower end of 10-20家."""
    value = first.value
    if re.search(r"[万亿]", second.written) and not re.search(r"[万亿]", first.written):
        value *= 100_000_000 if "亿" in second.written else 10_000
    return _value(flow, (first.start, first.end), value, first.approx, unit)


def _half_spans(flow: Flow, mask: Mask) -> list[tuple[int, Count]]:
    """半天, 半年, 半个月."""
    found = []
    for match in _HALVES.finditer(flow.text) if "半" in flow.text else ():
        if not mask.hits(*match.span()):
            found.append((match.start(), _value(flow, match.span(), 0.5, False, match["unit"])))
            mask.claim(*match.span())
    return found


def _percent_words(flow: Flow, mask: Mask) -> list[tuple[int, Count]]:
    """百分之六十, 百分之60."""
    found = []
    for match in _PERCENT.finditer(flow.text):
        value = float(match["num"]) if match["num"] else han_value(match["han"])
        if value is None or mask.hits(match.start(), match.end()):
            continue
        found.append(
            (match.start(), _value(flow, match.span(), value, False, "%" if match[0][0] == "百" else "‰"))
        )
        mask.claim(match.start(), match.end())
    return found


def _value(flow: Flow, span: tuple[int, int], value: float, approx: bool, unit: str) -> Count:
    start, end = span
    reason = "percentage" if unit in "%‰" else "duration" if _ONLY_TIME.fullmatch(unit) else "measure_word"
    after = end
    note = _UNIT_NOTE.match(flow.text, end)
    if note:
        after = note.end()
    return Count(
        text=flow.raw(start, end),
        spans=flow.spans(start, end),
        confidence=0.95 if NUMBER.match(flow.text, start) and flow.text[start].isdigit() else 0.85,
        reason=reason,
        value=tidy(value),
        unit=unit,
        approx=approx or bool(AFTER.match(flow.text, after)),
        nature=nature_of(flow.text, start, end),
        measure=measure_of(flow.text, start, end) if unit not in "%‰" else "",
    )
