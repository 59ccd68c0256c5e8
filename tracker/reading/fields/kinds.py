"""What kind of help an item tells of: weighed words, those of the headline before those of the body."""

from __future__ import annotations

import re

from ..draft import Choice
from ..flow import Flow

OTHER = "其他"
_WORDS: dict[str, tuple[float, str, float, str]] = {
    # kind: (weight in the headline, words, weight in the body, words)
    "调研走访": (
        8.0,
        "调研 走访 考察 督导 回头看 察看 慰问 入企 实地 组深入 组赴 组到 访企业 了解企业 服务到",
        1.2,
        "走访 调研 察看 查看 了解了 慰问 先后来到 实地 回访 问诊",
    ),
    "座谈会": (9.0, "座谈 恳谈 茶叙 早餐会 下午茶 面对面", 1.5, "座谈会 恳谈 围坐 畅所欲言"),
    "银企对接/融资": (
        7.0,
        "银企 融资 贷 授信 金融 输血 活水 担保 保险 证券化 基金 银行 供需对接 强链补链 资金难 资金短缺 资金链 资金困",
        1.0,
        "授信 贷款 放款 融资 贴息 续贷 保函 信贷 保险 还本付息 供需对接",
    ),
    "政策出台": (
        7.5,
        "出台 印发 新政 条” 十条 若干措施 政策体系 实施意见 减租 首违不罚 奖补 真金白银 设备更新",
        2.2,
        "出台 印发 制定《 下发《 发布以《 推出《 制定出台 下达 实施细则 若干措施 推行保函",
    ),
    "政策宣讲": (
        7.0,
        "宣讲 解读 送政策 退税 减税 政策进 惠企政策 政策直达 税惠 法律 普法 服务日 定心丸 进园区",
        1.4,
        "宣讲 解读 政策辅导 送政策 宣传资料 明白卡 法律咨询 政策咨询",
    ),
    "培训": (
        9.0,
        "培训 讲座 夜校 课堂 沙龙 大讲堂 送教 辅导班 把脉问诊 科技服务",
        1.5,
        "培训班 开班 课程 讲座 授课 讲授 学员 开讲",
    ),
    "人才对接": (
        8.0,
        "人才 招聘 引才 招工 校企 订单班 研究生 博士 毕业生 高校 返乡 技工 归雁 岗位 用工大礼包 用工“ 直通桥 缺工 用工难 招工难 用工荒 就业 育人 科技副总",
        1.0,
        "招聘会 校企 岗位 就业意向 毕业生 引才 招聘 实训",
    ),
    "问题协调解决": (
        6.0,
        "解决 协调 破解 化解 打通 难题 问题 解难 解忧 烦恼 保畅 畅通 绿色通道 清欠 堵点 纾困 盘活 最后一公里 资质升级 开良方 吹哨 一企一策 解企 渡难关 牵线 欠款 账款 拖欠 销号 诉求 拓展销路",
        0.8,
        "反映 协调 难题 解决 困难 堵点 诉求 办结 燃眉之急 滞销 拖欠 缺口",
    ),
    "会议部署": (
        9.0,
        "推进会 分析会 例会 部署会 动员会 工作会 调度会 联席会 专题会 领导小组会 交办会 动员大会 会议 部署",
        1.8,
        "召开例会 动员大会 会议明确 会议要求 会议指出 会议强调 会议通报 会议传达",
    ),
    "平台/载体建设": (
        7.5,
        "平台 孵化器 创新中心 中试基地 基地 高地 之家 众创 载体 产业园 开园 揭牌 共建 服务中心 示范园 产业链 商圈 企业码 新通道 投用 科技园 实验室 母基金 传感谷 园区打造 科创金融 上线 链上",
        1.0,
        "平台 共建 孵化 入驻 开园 揭牌 挂牌成立 示范园 产业链对接 母基金 基地",
    ),
    "基础设施": (
        9.0,
        "充电桩 厂房 基础设施 道路 管网 用气 供水 电力 管道 变电站 供热 断头路 5G 用电 排水",
        0.9,
        "管网 道路 管道 变压器 供电 供气量 厂房 充电站 路灯",
    ),
    "证照办理": (
        7.5,
        "证照 许可 执照 代办 手续 审批 登记 容缺 加急办 承诺制 拿地即开工 出入境 通行证 一证 拿证 不打烊 秒批 办理 资质证明 保姆式 “证”",
        1.2,
        "许可证 执照 代办 审批 登记 办证 证照 资质证明 变更 容缺 各类证件 四证 拿地 即时办结 核准 领取了 全部流程",
    ),
    "上市培育": (
        9.0,
        "上市 挂牌 北交所 新三板 科创板 股改 过会 资本市场",
        1.0,
        "上市辅导 成功上市 过会 上市后备 北交所",
    ),
}
_COMPILED = tuple(
    (kind, in_head, head.split(), in_body, body.split())
    for kind, (in_head, head, in_body, body) in _WORDS.items()
)
_CONFUSED = re.compile(r"上市公司|营商环境|政策性|规上企业|问题导向|人才公寓|创新平台")
_TROUBLE = re.compile(
    r"难题|问题|[气电水热路]难"
)  # 破解用气难: somebody is helped, more than something built
_BUILT = "基础设施"
_ENOUGH = 1.15


def find_action_type(flow: Flow) -> Choice:
    """The kind of help; a word in the headline weighs more than one in the body."""
    text = _CONFUSED.sub(lambda match: "-" * len(match[0]), flow.text)
    headline, told = text[: flow.body_start], text[flow.body_start :]
    scores: dict[str, float] = {}
    hits: dict[str, list[str]] = {}
    for kind, in_head, head, in_body, body in _COMPILED:
        found = [word for word in head if word in headline]
        score = in_head * (1 + 0.15 * (len(found) - 1)) if found else 0.0
        if kind == _BUILT and _TROUBLE.search(headline):
            score /= 2
        named = [word for word in body if word in told]
        scores[kind] = score + in_body * min(len(named), 3)
        hits[kind] = found or named
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] < _ENOUGH:
        return Choice(text="", spans=(), confidence=0.3, reason="no_keyword", value=OTHER)
    start = text.find(hits[best][0])
    end = start + len(hits[best][0])
    return Choice(
        text=flow.raw(start, end),
        spans=flow.spans(start, end),
        confidence=round(min(0.95, 0.4 + scores[best] / sum(scores.values()) / 1.6), 2),
        reason="keyword",
        value=best,
    )
