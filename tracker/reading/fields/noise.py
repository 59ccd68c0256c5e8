"""Foreign text that a scraper or a thief put between the words: flagged, never dropped."""

from __future__ import annotations

import re

from ..draft import Passage
from ..flow import Flow
from .mask import Mask

_GAMES = r"九游|博彩|娱乐城|娱乐官网|葡京|威尼斯人|太阳城|皇冠体育|银河娱乐|体育投注|真人|老虎机|百家乐|六合彩|彩票平台|必威|亚博|开元棋牌|棋牌|乐鱼|华体会|米兰体育|爱游戏|半岛体育|星空体育|江南体育|杏彩|金沙|新濠|美高梅|万博|千亿|凯发|澳门"
_TAILS = r"体育|娱乐|电竞|棋牌|真人|官网|官方|网站|网址|入口|登录|登陆|注册|下载|手机版|网页版|app"
_OWN_LATIN = (  # what a bulletin writes in small letters itself
    r"app|vip|web|wap|www|ai|erp|crm|saas|wifi|pos|etc|ups|led|vr|ar|kg|km|kw|mw|cm|mm|pc|it|ip|id"
)
_BRAND_AND_LATIN = re.compile(
    rf"(?:开云|乐鱼|爱游戏|九游会?|半岛|华体会?|欧宝|米乐|星空|江南|必一|雷火|环球|天博|爱体育|云开|万博|亚博|必威)(?:体育|娱乐)?(?:[A-Za-z]{{2,12}}|[A-Za-z]\d{{1,3}}(?=官|体|娱|平|国际|登|注))(?:{_TAILS}|平台|集团|国际){{0,4}}"
)
_NAME_AND_LATIN = re.compile(
    rf"[\u4e00-\u9fff]{{2}}(?:[\u4e00-\u9fff](?=[a-z]{{3}}(?![A-Za-z])))?(?!(?:{_OWN_LATIN})(?![a-z]))[a-z]{{3,12}}\d{{0,4}}(?:{_TAILS}){{1,4}}"
)
_BRAND_ALONE = re.compile(
    rf"(?:爱游戏|九游会|华体会|开云体育|乐鱼体育|半岛体育|米乐体育|欧宝体育)(?:{_TAILS}|平台|集团|国际){{0,4}}"
)
_PATTERNS: tuple[tuple[str, float, re.Pattern[str]], ...] = (
    (
        "web_address",
        0.95,
        re.compile(
            r"(?:https?://|www\.)[\w.\-/?=&%#:~]{3,120}|(?<![\w.@])[a-z0-9\-]{2,30}\.(?:com|cn|net|org|vip|cc|top|xyz|app|io)(?:\.cn)?(?:/[\w.\-/?=&%#]{0,80})?",
            re.I | re.A,
        ),
    ),
    ("latin_brand", 0.85, _BRAND_AND_LATIN),
    (
        "latin_brand",
        0.95,
        re.compile(
            rf"[A-Za-z]{{1,10}}\d{{0,4}}(?:{_GAMES})(?:{_GAMES}|体育|娱乐|平台|官网|官方|网站|注册|登录|登陆|入口|下载|app|APP|网址|手机版|网页版|在线|游戏|集团){{0,4}}",
            re.I | re.A,
        ),
    ),
    (
        "latin_brand",
        0.85,
        re.compile(
            r"(?<![A-Za-z0-9])(?:j9|k8|ag|bet365|bob|ng28|pg|kok|ob|jdb|mg|bbin|365bet|1xbet|188bet|w88|m88|8xbet|hth|yabo|leyu|ky|dafa)[\u4e00-\u9fff]{0,4}?(?:平台|官网|体育|娱乐|电竞|电子|真人|国际|集团|app|登录|注册|入口|手机版|网页版|官方|网址|下载|在线|备用|投注)(?:官网|官方|网站|网址|平台|下载|入口|app|登录|注册|手机版|网页版|在线){0,3}",
            re.I,
        ),
    ),
    ("latin_brand", 0.85, _NAME_AND_LATIN),
    ("advertising_words", 0.8, _BRAND_ALONE),
    (
        "advertising_words",
        0.9,
        re.compile(
            r"(?:澳门)?(?:新葡京|葡京|威尼斯人|太阳城|银河娱乐|金沙娱乐|金沙|永利|皇冠|博彩|真人荷官|百家乐|六合彩|老虎机|时时彩|北京赛车|开元棋牌|乐鱼|华体会|亚博|必威|杏彩|万博|爱游戏|九游会?|云顶|凯时|凯发|千亿国际|大发)(?:体育|娱乐|娱乐城|平台|官网|官方网站|官方|网站|网址|注册|登录|登陆|入口|下载|app|手机版|网页版|赌场|棋牌|在线|游戏|国际|真人|彩票|\d{2,4}){1,5}",
            re.I,
        ),
    ),
    (
        "advertising_words",
        0.85,
        re.compile(
            r"(?:点击(?:查看|进入|下载|注册|领取|阅读|这里|此处)(?:更多|全文|原文|详情|大图|领取|链接)*|阅读原文|查看原文|扫(?:描|码)[^。,;\n]{0,12}?(?:关注|下载|加入|添加|领取)(?:公众号|微信|我们)?|(?:长按|识别)[^。,;\n]{0,10}二维码[^。,;\n]{0,6}|加(?:我)?微信[::]?[\w\-]{4,20}|客服(?:微信|QQ|qq)[::]?[\w\-]{4,20}|(?:QQ|qq)[::群]?\d{5,12}|责任编辑[::][^。,;\n]{1,12}|上一篇[::]?[^。\n]{0,40}|下一篇[::]?[^。\n]{0,40}|分享到[::]?[^。\n]{0,20}|打印本页|关闭窗口|版权所有[^。\n]{0,40}|[豫京]ICP备\d{6,10}号(?:-\d)?|免费试玩|注册即?送\d{0,5}元?(?:彩金)?|首存[^。,\n]{0,10}|代开发票[^。,\n]{0,20}|办证刻章[^。,\n]{0,12}|当前位置[::][^。\n]{0,40}|您(?:现在)?的位置[::][^。\n]{0,40}|来源[::][\u4e00-\u9fff]{2,12}网|\[?字体[::]?[大中小 ]{1,8}\]?|浏览次数[::]?\d{0,8}|本文转自[^。,\n]{1,20}|广告位?招租)",
            re.I,
        ),
    ),
    (
        "advertising_words",
        0.85,
        re.compile(
            r"[\u4e00-\u9fff]{2}(?:体育|娱乐|电竞|棋牌)(?:app|官网|官方|下载|注册|登录|登陆|入口|手机版|网页版){1,5}",
            re.I,
        ),
    ),
    (
        "advertising_words",
        0.8,
        re.compile(
            r"</?[a-z][^<>\n]{0,80}>|&(?:nbsp|amp|lt|gt|quot);|锟斤拷|烫烫烫|\ufffd{1,20}|{{[^{}\n]{1,60}}}",
            re.I,
        ),
    ),
)


_LATIN = re.compile(r"[A-Za-z]")
_SIGNS = [
    "点击",
    "阅读",
    "查看",
    "扫描",
    "扫码",
    "长按",
    "识别",
    "微信",
    "QQ",
    "qq",
    "责任编辑",
    "一篇",
    "分享到",
    "打印本页",
    "关闭窗口",
    "版权",
    "备",
    "免费试玩",
    "注册",
    "首存",
    "代开",
    "刻章",
    "位置",
    "来源",
    "字体",
    "浏览",
    "转自",
    "广告",
    "葡京",
    "威尼斯",
    "太阳城",
    "银河娱乐",
    "金沙",
    "永利",
    "皇冠",
    "博彩",
    "荷官",
    "百家乐",
    "六合彩",
    "老虎机",
    "时时彩",
    "北京赛车",
    "棋牌",
    "乐鱼",
    "华体会",
    "亚博",
    "必威",
    "杏彩",
    "万博",
    "体育",
    "娱乐",
    "电竞",
    "爱游戏",
    "半岛",
    "九游",
    "云顶",
    "凯时",
    "凯发",
    "千亿国际",
    "大发",
    "<",
    "&",
    "{",
    "�",
    "锟斤拷",
    "烫烫烫",
]  # the patterns for advertising words begin with one of these


def find_noise(flow: Flow, mask: Mask) -> tuple[Passage, ...]:
    """Every stretch of foreign text, in order; claims it, so that no other field reads it."""
    hits: list[tuple[int, int, str, float]] = []
    has_latin = bool(_LATIN.search(flow.text))
    has_sign = any(sign in flow.text for sign in _SIGNS)
    for reason, confidence, pattern in _PATTERNS:
        if not (has_sign if reason == "advertising_words" else has_latin):
            continue
        for match in pattern.finditer(flow.text):
            if not mask.hits(*match.span()):
                mask.claim(*match.span())
                hits.append((*match.span(), reason, confidence))
    hits.sort()
    return tuple(
        Passage(text=flow.raw(a, b), spans=flow.spans(a, b), confidence=c, reason=r) for a, b, r, c in hits
    )
