"""What stands around the items: masthead, issue line, table of contents, imprint, page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from .line import Line

_DATE = r"(?:(?:19|20)\d{2}|[二一][〇零○oO0九][一二三四五六七八九〇零○]{2})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日|20\d{2}[.\-/]\d{1,2}[.\-/]\d{1,2}"
_NUMBER = r"[\d〇一二三四五六七八九十百]{1,5}"
_ISSUER = (
    r"[\u4e00-\u9fff“”()、·]{2,40}(?:办公室|活动办|指挥部|领导小组|专班|办|局|委员会|中心|政府|编委会|编辑部)"
)
_ISSUE = re.compile(
    rf"^(?:\(?(?:{_DATE}|(?:20\d{{2}}|[二一][〇零○][〇零○一二三四五六七八九]{{2}})年)?(?:\(?总)?第?{_NUMBER}(?:期|号|辑)(?:[(,/]?(?:总)?第?{_NUMBER}期\)?)?\)?(?:{_DATE})?|第{_NUMBER}期.{{0,40}}|总第.{{1,10}}期.{{0,24}}|增刊|特刊|专刊)$"
)
_IMPRINT = re.compile(
    r"^(?:\(?(?:编发|编印|编辑|印发|主办|承办|协办|签发人?|责任编辑|责编|执行编辑|总编辑?|主编|副主编|编审|校对|审核|审签|审定|审阅|核稿|核发|撰稿|供稿|来源|信息来源|报|送|发|呈|呈报|呈送|抄报|抄送|主送|主报|报送|发送|分送|印送|印制|打印|共印|印数|联系人|联系电话|联系方式|电话|热线电话|咨询电话|投诉电话|地址|邮箱|电子邮箱|投稿邮箱|邮编|传真|网址|编者按|目录|密级|内部资料|内部刊物|内部参考|缓急程度)(?:单位|部门|人)?\)?(?:[::].*)?|本期(?:导读|要目|目录|责编|编辑|共).*|\(?共?印 ?\d{1,5} ?份\)?|\(?此页无正文\)?|(?:内部|注意)(?:资料|刊物|参阅|参考|保存).{0,20}|首页.{0,60}|版权所有.{0,60}|(?:完|\(完\)))$"
)
_ISSUED_BY = re.compile(
    rf"^{_ISSUER}(?:主办|编印|编发|印发|编辑|印|编|发)?(?:{_DATE})?(?:印发|编印|编发|印|编|发|出版)?$"
)
_DATE_LINE = re.compile(rf"^\(?(?:{_DATE})\)?(?:印发|编印|出版|星期[一二三四五六日])?$")
_TITLE = re.compile(
    r"(?:简报|专报|快报|月报|周报|通报|通讯|工作动态|工作信息|信息快报|情况专报|专刊|内参|活动动态|活动信息)(?:\(.{1,20}\))?$"
)
_CAMPAIGN = re.compile(
    r"^[\u4e00-\u9fff“”()、·]{0,16}(?:“?万人助万企”?|助企[\u4e00-\u9fff]{2,8}|企业服务)(?:活动|行动)?$"
)
_PAGE = re.compile(
    r"^(?:[-—―–_ ]{1,4}\d{1,3}[-—―–_ ]{1,4}|第 ?\d{1,3} ?页(?: ?[/共,].{0,8})?|\d{1,3}/\d{1,3}|[-—_=*~·.─━ ]{3,})$"
)


def is_page_mark(line: Line) -> bool:
    """Whether the line is a page number or a rule."""
    return len(line.text) <= 24 and bool(_PAGE.match(line.text))


def outside_score(line: Line) -> float:
    """How much the line looks like a masthead or an imprint."""
    if len(line.text) > 120 or line.is_source:
        return -9.0
    if line.is_repeated:
        return 6.0
    words = (line.whole or line.text).replace(" ", "")
    early, late = next((scores for test, scores in _LOOKS if test(words)), (-0.5, -2.5))
    return early if line.is_early else late


_LOOKS: tuple[tuple[Callable[[str], object], tuple[float, float]], ...] = (
    (_ISSUE.match, (4.0, 4.0)),
    (_IMPRINT.match, (4.0, 4.0)),
    (_DATE_LINE.match, (4.0, 4.0)),
    (lambda words: _ISSUED_BY.match(words) and re.search(_DATE, words), (3.5, 3.5)),
    (_ISSUED_BY.match, (3.5, 0.5)),
    (_CAMPAIGN.match, (2.5, -1.0)),
    (lambda words: len(words) <= 36 and _TITLE.search(words), (3.5, 1.0)),
)
