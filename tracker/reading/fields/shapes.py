"""Whether words without a legal form look like the name of a firm: by the trade they end in, or by being no words."""

from __future__ import annotations

import re

from .words import GENERIC_COMPANY, INDUSTRY, PLACE, TRADES, VERBS, is_kept

# Trades that seldom end an ordinary phrase; wider ones (材料, 设备, 信息) need a list to count.
_TRADE = (
    r"科技|高科|智科|数科|食品|饮品|饮料|乳业|酒业|啤酒|面业|肉业|粮油|种业|牧业|农牧|药业|制药|医药|医疗|生物|基因|客车|汽车|乘用车|重工|重卡|矿机|精工|精机|精密|机床|数控|"
    r"轴承|阀门|电缆|线缆|电气|电器|电子|光电|仪器|仪表|传感|机电|铝业|铝材|钢铁|特钢|钢构|铜业|锌业|钛业|镁业|矿业|煤业|煤机|煤矿|热电|发电|煤电|水泥|建材|耐材|磨具|玻璃|陶瓷|钻石|金刚石|化工|石化|氟业|"
    r"纺织|服饰|服装|鞋业|家居|家具|厨电|空调|纸业|印务|包装|置业|地产|物业|商贸|商业|百货|超市|物流|速运|快运|快递|冷链|供应链|航空|海运|传媒|影视|文旅|文化|环保|环境|节能|新能源|能源|锂电|电池|光伏|储能|燃气|"
    r"热力|水务|软件|网络|数码|数据|信息|通信|智能|智造|量子|半导体|微电子|机器人|装备|机械|动力|股份|控股|实业|集团|工厂|分厂|总厂|证券|信托|期货|基金|财险|寿险|农险|产险|保险|再担保|担保|租赁|材料|新材|新材料|高新|"
    r"制造|工业|铸造|锻造|模具|塑业|塑料|橡胶|轮胎|管业|泵业|水泵|电梯|锅炉|车业|餐饮|烩面|酒店|农业|果业|茶业|健康|器械|试剂|疫苗|香精|调味品|味业|糖业|油脂|面粉|速冻|烘焙|园林|路桥|建工|建设|设计|检测|教育|人力|安防"
)
_LOOSE = r"装备|机械|材料|新材|新材料|高新|制造|工业|农业|健康|器械|建设|设计|检测|教育|人力|数据|信息|通信|网络|文化|商业|航空|环境|能源|动力|医疗|医药|装备|设计|餐饮|酒店|超市|保险|基金|租赁|担保|期货|数码|软件|机器人|节能|新能源|储能|锂电|电池|光伏|服装|包装|冷链|供应链|物流|家具|电梯|模具|安防|园林|空调|燃气|热力|水务|快递|仪器|仪表|百货|速冻|面粉|烘焙|文旅|航空"
TRADE_END = re.compile(rf"(?:{_TRADE})+$")
_SURE = "|".join(t for t in _TRADE.split("|") if t not in _LOOSE.split("|"))
_FIRM_END = re.compile(rf"(?:{_SURE})$")
SURE_TRADE = re.compile(rf"{_SURE}|发展")  # what every name that has_trade() is sure of ends in
_MONEY_END = re.compile(r"(?:证券|信托|期货|财险|寿险|农险|产险|再担保)$")
_PLAIN = re.compile(
    r"(?:周边|地方|停产|小型|绿色|特色|休闲|传统|知名|优质|优势|大型|小型|大中型|新兴|高档|本地|本土|当地|外地|国内|国外|国产|进口|全国|省内|市内|全市|全省|辖区|各类|有关|相关|民用|商用|工程|建筑|农用|乘用|出租|二手|专用|特种|轻型|重型|普通|精细|危险|城市|农村|公共|公交|数字|智慧|移动|互联|互联网|线上|线下|在线|远程|"
    r"国际|中外|中高端|中小型|同城|保税|基础|核心|关键|前沿|尖端|未来|生态|循环|清洁|可再生|预制|预制菜|调味|肉类|面制|奶制|海鲜|蔬菜|水果|粮食|大宗|锂离子|动力|固态|铅酸|碳纤维|石墨烯|纳米|复合|合金|钛合金|铝合金|耐火|防水|保温|铝|钢|铜|铁|煤|棉|丝|毛|皮革|家用|工控|医用|兽用|农机|汽车|整车|零部件|配件|"
    r"终端|手机|显示|存储|北斗|卫星|遥感|地理|人工|虚拟|区块链|元宇宙|云|大|小|老|新|高|低|短|长|全|多|双|单|主要|主导|支柱|传感器|高科|高新|产业|生产|研发|加工|销售|配套|上游|下游|头部|链主|龙头|规上|总部|平台|服务|技术|管理|经营|开发|创意|时尚|新式|连锁|品牌|老字号|名优|土特产|日用|化妆|洗化|五金|母婴|电动|燃油|氢能|混动|无人|自动|纯电动|公务|校园|冷冻|常温|鲜活|生鲜)+$"
)
_COMMON = re.compile(  # words of the language: what holds one is no brand
    r"企业|公司|民企|国企|央企|车企|药企|外企|台企|厂家|单位|机构|银行|高校|院校|学校|学院|大学|校园|医院|专家|教授|博士|律师|团队|代表|干部|人员|负责|员工|职工|工人|用工|工友|群众|居民|村民|市民|农民|农户|用户|客户|商户|商家|商铺|门店|店铺|店面|业主|房东|摊位|市场|商圈|商场|商城|楼宇|写字楼|大厦|广场|基层|辖区|部门|政府|党委|党组|党支部|支部|"
    r"街道|社区|乡镇|村组|园区|工地|现场|一线|车间|厂区|厂房|厂矿|仓库|库房|食堂|宿舍|窗口|大厅|服务|政策|问题|困难|难题|需求|诉求|情况|工作|活动|会议|生产|经营|发展|建设|管理|技术|研发|创新|改造|升级|转型|资金|贷款|融资|授信|手续|审批|登记|许可|证照|执照|用地|用电|用水|用气|用能|运输|价格|成本|订单|销售|销路|产品|设备|原料|零件|"
    r"项目|工程|平台|基地|中心|展会|论坛|展览|展厅|博览|培训|宣讲|座谈|调研|走访|慰问|考察|学习|参观|检查|督导|帮扶|帮办|代办|对接|洽谈|签约|签订|合作|协议|合同|入驻|上市|挂牌|招商|招聘|就业|岗位|人才|专精特新|小巨人|瞪羚|独角兽|规上|规模|重点|龙头|骨干|知名|品牌|行业|产业|领域|上下游|供需|供应|采购|科研|院所|实验室|协会|商会|联盟|"
    r"今年|去年|近日|目前|上午|下午|期间|同时|其中|此外|全部|部分|多个|各个|每个|每家|以及|所有|有关|相关|其他|其它|一些|这些|那些|这个|那个|之前|之后|之间|以来|以上|以下|以内|左右|等等|全面|深入|积极|主动|实地|逐一|分别|共同|继续|持续|进一步|认真|及时|切实|扎实|推进|推动|推广|促进|加快|加强|提升|提高|增加|减少|降低|扩大|解决|了解|掌握|听取|征求|收集|"
    r"组织|召开|举办|开展|进行|实施|落实|完成|实现|获得|取得|达到|超过|帮助|支持|协助|协调|引导|指导|鼓励|带动|保障|确保|防控|疫情|防疫|复工|复产|安全|消防|环保督|应急|物资|物流车|车辆|司机|货物|道路|交通|公路|高速|小区|乡村|振兴|农产品|种植|养殖|大户|贫困|脱贫|医生|教师|学生|家长|师生|游客|旅客|消费者|投资者|创业者|纳税人|法人|股东|党员|志愿|老人|儿童|家庭|家属|集体|个人|个体|市县|区县|各地|外省|省外|国外|海外|海关|税务|工商|财政|金融|保险|证券|法院|检察|公安|"
    r"资源|要素|数据|信息|系统|网络|流程|机制|制度|措施|方案|计划|目标|任务|清单|台账|意见|建议|方式|方法|方面|环节|过程|结果|效果|作用|优势|特点|条件|环境|基础|设施|能力|水平|质量|标准|模式|渠道|空间|场地|场所|场景|时间|力度|速度|效率|进度|节点|阶段|"
    r"首席|组长|书记|主席|主任|局长|市长|区长|县长|镇长|部长|院长|校长|董事|经理|老板|厂长|主管|骨干|代理|服务员|专班|工作组|网格|包联|链长|管家|公积金|社保|医保|养老|教育|文化|体育|旅游|卫生|科普|知识|产权|商标|专利|论证|评审|评估|审核|验收|公示|报名|报销|报告"
)
_NOT_LAST = re.compile(
    r"[类型区局委办处县市镇乡村部院所校员人等性化会站室班组队户社店铺场园馆城街路口岗证费款税债险业厂矿群众省点线面片层楼座栋间难易热率度量值额感网业证单卡码法则权责险期年月日天时]$|[内外中上下前后里旁]$"
)
_NOT_FIRST = re.compile(
    r"^(?:[近约逾超]\d|稳[增就岗经]|促[就消增]|保[民就市供通]|惠[企民]|本地|当地|各|该|其|此|有关|相关|部分|每|某|第|以|也|还|都|就|才|很|更|已|仍|均|拟|须|应|让|使|叫|请|把|被|将|给|对|向|从|由|往|朝|跟|在|于|到|至|赴|因|若|如|则|但|而|且|或|并|没|未|不|非)"
)
_GROUP_OR_TITLE = re.compile(  # 二七区3家文化, 近百家食品: counted; 评定为省级智能工厂: a title given
    r"(?:\d|[余多数几两]|[三四五六七八九十](?=家)|[近约逾超][百千万]余?)[家户名]|[评认]定|评为|获评|(?:国家|[省市区县])级"
)
_AREA_END = re.compile(r"[\u4e00-\u9fff]{2}(?:[区县镇乡]|街道)$")
_HOW = re.compile(  # what develops, or how: no name of a developer
    r"融合|圈|绿色|创新|协同|协调|持续|转型|稳|健康|速|跨越|错位|集聚|集群|良性|一体|联动|均衡|有序|质量|更好|壮大|长远|长期|未来|自身|"
    r"经济|产业|企业|行业|区域|城市|乡村|农村|农业|社会|事业|共同|全面|科学|和谐|蓬勃|繁荣|迅猛|互动|开放|升级|规模|多元|特色|差异|市场|业务|项目|"
    r"园区|民营|工业|数字|智能|低碳|循环|生态|安全|促进|推动|助力|支持|服务|谋|再|新型|现代|优先|先行|可期|联合|合作|双向|齐头|提质|做大|个人|人才|旅游|文化|科技"
)
_FUNCTION = "了的与和及到对由向在将让给被把是于等或叫使请跟往某该各就赴"
_LATIN_OR_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,12}")


def has_trade(name: str, *, is_sure: bool = False) -> bool:
    """A core that is no word, and a trade behind it: 宇通客车, 中原农险; not 智能装备.

    is_sure   only trades that seldom end an ordinary phrase: for names that stand alone
    """
    if name.endswith("发展"):
        place = PLACE.match(name)
        is_placed = place is not None and len(name) - place.end() >= 4
        return (is_placed and is_brand(name)) or has_trade(name[:-2], is_sure=True)
    end = TRADE_END.search(name)
    if end is None or INDUSTRY.match(name) or TRADES.match(name) or (is_sure and not _FIRM_END.search(name)):
        return False
    if _GROUP_OR_TITLE.search(name):
        return False
    core = name[: end.start()]
    place = PLACE.match(core)
    rest = core[place.end() :] if place else core
    if place and rest in ("", "市", "省"):
        return bool(_MONEY_END.search(name) or name.endswith("工厂"))
    return (
        2 <= len(core) <= 9
        and bool(_LATIN_OR_HAN.fullmatch(core))
        and not (_PLAIN.match(rest) or INDUSTRY.match(rest) or _COMMON.search(core) or _NOT_FIRST.match(core))
        and not _has_weak(core)
        and not (core[:1].isdigit() or _AREA_END.search(core))
    )


def is_brand(name: str, shortest: int = 3) -> bool:
    """Two to eight characters that are neither words nor places: 好想你, 富士康, UU跑腿, 金源发展."""
    if name.endswith("发展") and len(name) >= 4:
        return not _HOW.search(name[:-2]) and is_brand(name[:-2], 2)
    if (
        not shortest <= len(name) <= 8
        or not _LATIN_OR_HAN.fullmatch(name)
        or name.isdigit()
        or name.isascii()
    ):
        return False
    place, trade = PLACE.match(name), TRADE_END.search(name)
    if trade and _AREA_END.search(name, 0, trade.start()):
        return False
    if name[0].isdigit() or (place and (len(name) - place.end() < 2 or place[0][-1] in "市县省")):
        return False
    return not (
        INDUSTRY.match(name)
        or TRADES.match(name)
        or (TRADE_END.match(name) is not None)
        or GENERIC_COMPANY.match(name)
        or _PLAIN.match(name)
        or _COMMON.search(name)
        or _NOT_LAST.search(name)
        or _NOT_FIRST.match(name)
        or _has_weak(name)
    )


def begins_brand(text: str, at: int) -> bool:
    """Whether the words at `at` could begin a brand: no verb and no word of the language stands there."""
    return not (_COMMON.match(text, at) or _NOT_FIRST.match(text[at : at + 4]) or VERBS.match(text, at))


def is_wordless(part: str) -> bool:
    """Whether the part of a name holds no word of the language that would stand before a name."""
    return not (_COMMON.search(part) or _NOT_LAST.search(part) or _NOT_FIRST.match(part) or _has_weak(part))


def _has_weak(name: str) -> bool:
    return any(c in _FUNCTION and not is_kept(name, at) for at, c in enumerate(name))
