"""Reporters, districts, organisations, policies, noise, kinds."""

from __future__ import annotations

import pytest

from tests.reading.reading import item_of


@pytest.mark.parametrize(
    ("headline", "body", "expected"),
    [
        (
            "第十四工作组到郑东新区考察",
            "近日,第十四工作组(组长单位:市财政局)赴郑东新区。",
            ("working_group", "第十四工作组", 14, "市财政局", None),
        ),
        (
            "第3工作组现场办公",
            "第3工作组(组长单位：市科技局)到企业。",
            ("working_group", "第三工作组", 3, "市科技局", None),
        ),
        ("市第八助企工作组开展走访", "近日,走访企业。", ("working_group", "第八工作组", 8, None, None)),
        (
            "第二十一工作组走访企业",
            "第二十一工作组(市交通局牵头)走访企业。",
            ("working_group", "第二十一工作组", 21, "市交通局", None),
        ),
        (
            "第十七工作组促成签约",
            "由市金融局牵头的第十七工作组组织签约。",
            ("working_group", "第十七工作组", 17, "市金融局", None),
        ),
        (
            "第二组赴郑东新区督导企业问题销号",
            "第二组(市科协牵头)邀请专家到郑东新区。",
            ("working_group", "第二工作组", 2, "市科协", None),
        ),
        ("管城区推进充电桩建设", "管城回族区简化手续。", ("district", "管城回族区", None, None, None)),
        ("港区企业上市再传捷报", "近日,企业上市。", ("district", "航空港区", None, None, None)),
        (
            "郑东新区龙湖办事处精准服务",
            "近日,龙湖办事处走访。",
            ("district", "郑东新区", None, None, "龙湖办事处"),
        ),
        (
            "如意湖办事处举办座谈会",
            "郑东新区如意湖办事处举办座谈会。",
            ("district", "郑东新区", None, None, "如意湖办事处"),
        ),
        ("惠济区补齐产业园5G短板", "近日,惠济区新建基站。", ("district", "惠济区", None, None, None)),
        ("新密市委书记到企业调研", "近日,新密市委书记调研。", ("district", "新密市", None, None, None)),
        ("市工信局举办培训会", "近日,市工业和信息化局举办培训会。", ("bureau", "市工信局", None, None, None)),
        ("市人才办发布新政", "近日,市人才办发布新政。", ("bureau", "市人才办", None, None, None)),
        ("“五个一”机制辅导企业上市", "近日,市金融局印发方案。", ("bureau", "市金融局", None, None, None)),
    ],
)
def test_reporters(headline: str, body: str, expected: tuple[object, ...]) -> None:
    reporter = item_of(body, headline).reporter
    assert reporter is not None
    assert (reporter.kind, reporter.name, reporter.number, reporter.lead_unit, reporter.sub_unit) == expected


@pytest.mark.parametrize(
    ("body", "districts"),
    [
        ("深入中原区、管城区和经济技术开发区走访。", ["中原区", "管城回族区", "经开区"]),
        ("建设银行郑州金水支行、河南登封农村商业银行、新郑国际机场参加。", []),
        ("到苏州高新区、武汉东湖高新区、国家高新区学习。", []),
        ("助力新密实现全覆盖,到航空港实验区调研。", ["新密市", "航空港区"]),
        ("在上街举办对接会,来到惠济调研,赴金水、荥阳走访。", ["上街区", "惠济区", "金水区", "荥阳市"]),
        ("到二七万达广场,在中原地区,上街卖货,金水河边。", []),
        ("协调新郑海关、登封法院、新密火车站和新密宏远煤矿。", []),
        ("登封市嵩基水泥有限公司发言,中原科技城和“惠购二七”消费券。", []),
    ],
)
def test_districts(body: str, districts: list[str]) -> None:
    assert [d.name for d in item_of(body, "市工信局开展活动").districts] == districts


@pytest.mark.parametrize(
    ("body", "policies"),
    [
        (
            "出台《关于加大帮扶力度的实施意见》(惠政办〔2022〕4号,以下简称助企“三十条”)。",
            [("关于加大帮扶力度的实施意见", "惠政办〔2022〕4号")],
        ),
        (
            "依据《管理办法》（郑科规［２０２１］２号）和郑政〔2020〕18号文件。",
            [("管理办法", "郑科规[2021]2号"), (None, "郑政〔2020〕18号")],
        ),
        (
            "落实《财政部 税务总局关于退税的公告》(财政部 税务总局公告2022年第14号)明确了政策。",
            [("财政部 税务总局关于退税的公告", "财政部税务总局公告2022年第14号")],
        ),
        (
            "讲解《财政部 税务总局关于加大支持力度的公告》(2022年第28号),按商务部公告(2021年第3号)办理。",
            [("财政部 税务总局关于加大支持力度的公告", "2022年第28号"), (None, "2021年第3号")],
        ),
        ("《河南日报》报道,颁发《不动产权证书》,发放《惠企政策一本通》。", []),
    ],
)
def test_policies(body: str, policies: list[tuple[str | None, str | None]]) -> None:
    assert [(p.title, p.number) for p in item_of(body).policy_refs] == policies


@pytest.mark.parametrize(
    ("body", "noise"),
    [
        ("共同商议j9九游平台的解决方案。", ["j9九游平台"]),
        ("市场主体澳门新葡京娱乐官网足不出户即可办事。", ["澳门新葡京娱乐官网"]),
        ("组织活动3场。www.example.com", ["www.example.com"]),
        ("给予最高300万元奖励博亚体育app下载官网。", ["博亚体育app下载官网"]),
        ("剩余5个点击查看更多列入台账。", ["点击查看更多"]),
        ("共同商讨开云kaiyun官网的解决方案。", ["开云kaiyun官网"]),
        ("在爱游戏ayx的支持下,九游会登录入口开通。", ["爱游戏ayx", "九游会登录入口"]),
        ("参加半岛bandao网站培训,提升星辰xingchen体育水平。", ["半岛bandao网站", "星辰xingchen体育"]),
        ("登录郑好办app注册,打开企业vip入口,使用电商erp官网,登录公司官网。", []),
        ("5G基站、App上线、“1+N+X”模式和C919项目。", []),
        ("区里bet365手机版还为合作社申请理赔。", ["bet365手机版"]),
        ("办理bet365官网登录入口手续,上线ayx爱游戏官网入口。", ["bet365官网登录入口", "ayx爱游戏官网入口"]),
        ("近日九游会j9官网协调,米乐m6官网推动。", ["九游会j9官网", "米乐m6官网"]),
    ],
)
def test_noise_is_flagged_and_kept(body: str, noise: list[str]) -> None:
    item = item_of(body)
    assert [n.text for n in item.noise] == noise
    assert item.body.text == body


@pytest.mark.parametrize(
    ("headline", "body", "kind"),
    [
        ("上街区举办企业家座谈会", "20家企业参加。", "座谈会"),
        ("新郑市召开经济运行分析会", "会议要求抓好落实。", "会议部署"),
        ("惠济区出台助企政策", "出台《若干措施》。", "政策出台"),
        ("市工信局举办专题培训会", "邀请专家讲解。", "培训"),
        ("第六工作组赴荥阳市", "走访企业,实地查看车间。", "调研走访"),
        ("新密市打造订单班", "与院校签订协议,学员顶岗实习。", "人才对接"),
        ("二七区产业园开园", "首批企业入驻。", "平台/载体建设"),
        ("高新区企业登陆科创板", "公司成功上市。", "上市培育"),
        ("金水区铺设供水管网", "解决企业用水问题。", "基础设施"),
        ("第九工作组安排二季度工作", "近日,工作组召开例会,通报台账。会议明确了分工。", "会议部署"),
        ("二七区开办“助企夜校”", "夜校正式开班,共设六门课程。", "培训"),
        ("金水区扎实工作", "成效明显。", "其他"),
        ("第九工作组破解企业用气难题", "协调铺设管网,解决用气问题。", "问题协调解决"),
        ("第六工作组搭建平台破解用工难", "平台上线,达成就业意向。", "人才对接"),
        ("新密市破解环保改造资金难题", "银行授信600万元,发放贷款。", "银企对接/融资"),
        ("中原区“首席服务官”进企业", "走访企业,当场解答。", "调研走访"),
    ],
)
def test_action_types(headline: str, body: str, kind: str) -> None:
    assert item_of(body, headline).action_type.value == kind


def test_a_promise_and_an_open_problem() -> None:
    item = item_of("企业反映用电负荷不足的问题。下一步,工作组将持续跟踪。")
    assert [p.text for p in item.promises] == ["下一步,工作组将持续跟踪。"]
    assert item.case_candidate.value is True


def test_firms_that_are_only_counted() -> None:
    unnamed = item_of("走访郑州宏宇车辆有限公司等12家企业。").unnamed_enterprises
    assert unnamed is not None
    assert (unnamed.value, unnamed.text) == (11, "12家")


@pytest.mark.parametrize(
    ("headline", "body", "outcome"),
    [
        ("金水区协调解决用电问题", "仅用3天,郑州宏宇车辆有限公司恢复供电。", "resolved"),
        ("金水区加快审批", "审批时限由20天压缩为3天,郑州宏宇车辆有限公司领到新执照。", "resolved"),
        ("金水区加快审批", "审批时限由20天压缩为3天。", "reported"),
        ("金水区建设供水管网", "目前已铺设主管网9.8公里,预计1月18日通水。", "in_progress"),
        ("第六工作组走访企业", "企业反映用工缺口。", "in_progress"),
        ("市生态环境局扩大白名单", "拟自8月1日起纳入企业,目前正在征求意见。", "planned"),
        ("金水区化解退税难题", "2个工作日后退税款全部到账。", "resolved"),
        ("金水区修复道路", "仅用20天就完工通车。", "resolved"),
        ("金水区建设厂房", "预计9月底交付使用,可容纳企业50家。", "in_progress"),
        ("第六工作组督导复工", "要求4个问题3月底前全部办结。", "in_progress"),
        ("第六工作组督导复工", "4个问题已全部办结。", "resolved"),
        ("荥阳市谋划建设新材料基地", "拟投资3.6亿元。", "planned"),
        ("惠济区出台三十条", "印发《若干措施》。", "reported"),
        ("金水区解决用电难题", "新装变压器2台,工程已于5月8日完工送电。", "resolved"),
        ("金水区助企拿证", "郑州宏宇车辆有限公司于11月9日取得食品生产许可证。", "resolved"),
        ("金水区推行并联审批", "企业取得许可证所需材料减少一半。", "reported"),
        ("惠济区理赔", "迅速查勘定损,5天内赔付到账42.7万元。", "resolved"),
        ("第十一工作组组织对接", "已提请市交通局研究,拟于3月20日前答复。", "in_progress"),
        ("第五工作组清欠", "其余800万于6月底前结清。", "in_progress"),
        ("金水区送服务", "当场解答63个,其余全部转入台账限时办理。", "in_progress"),
        ("市教育局举办展会", "拟于6月中旬举办。", "planned"),
    ],
)
def test_outcomes(headline: str, body: str, outcome: str) -> None:
    assert item_of(body, headline).outcome.value == outcome


@pytest.mark.parametrize(
    ("body", "organisations"),
    [
        ("第九工作组(市科协牵头)邀请河南工业大学专家。", ["市科协", "河南工业大学"]),
        ("企业只需拨通专班电话,部分乡镇和委局、9个部门发言,在加油站等领域合理布局。", []),
        ("谋划建设新材料平台,深入产业集聚区,税务部门压缩时限,协调房管部门。", ["房管部门"]),
        (
            "市税务局第一税务分局和市公安局出入境管理支队上门。",
            ["市税务局第一税务分局", "市公安局出入境管理支队"],
        ),
        ("邀请清华大学经济管理学院授课,经开区助企专班联系。", ["清华大学经济管理学院", "经开区助企专班"]),
        (
            "区发改委、区税务局、区金融服务中心与市青年企业家协会座谈。",
            ["区发改委", "区税务局", "区金融服务中心", "市青年企业家协会"],
        ),
        ("赴洛阳考察的有科工局、发改委、自然资源和规划局。", ["科工局", "发改委", "自然资源和规划局"]),
        (
            "聘请河南省节能和能源中心、河南省计量科学研究院诊断。",
            ["河南省节能和能源中心", "河南省计量科学研究院"],
        ),
        (
            "郑州大学药学院、市公安局交通管理局参加,来到锦绣产业集聚区和863软件园。",
            ["郑州大学药学院", "市公安局交通管理局", "锦绣产业集聚区", "863软件园"],
        ),
        ("建成锦绣智能终端产业园,联合行业协会,新建研发中心。", ["锦绣智能终端产业园"]),
        ("航空港区与新郑市在龙王镇联合揭牌。", ["龙王镇"]),
        ("金水区住建局会同消防救援大队到场,住建局负责人介绍。", ["金水区住建局", "消防救援大队"]),
        (
            "联系区消防救援大队上门,协调公交部门,已转市商务局办理。",
            ["区消防救援大队", "公交部门", "市商务局"],
        ),
        (
            "区商务局、洛河路街道办事处及6家企业,中原区须水街道参加。",
            ["区商务局", "洛河路街道办事处", "须水街道"],
        ),
        (
            "二七区活动办与市口岸办、市贸促会、惠济区农委对接。",
            ["二七区活动办", "市口岸办", "市贸促会", "惠济区农委"],
        ),
        (
            "组建保供服务专班,郑州市康复防治院、经开区实验小学参加。",
            ["保供服务专班", "郑州市康复防治院", "经开区实验小学"],
        ),
        (
            "走访锦成国贸大厦、正源花园大厦,推动银岭商贸城减租,走进商业广场。",
            ["锦成国贸大厦", "正源花园大厦", "银岭商贸城"],
        ),
        ("评审专家就市级知识产权布局授课,建设1.2万平方米中试基地,拜访商协会。来源:航空港区管委会", []),
        ("第九工作组(组长单位:市物流协调处)组织参展。", ["市物流协调处"]),
    ],
)
def test_organisations(body: str, organisations: list[str]) -> None:
    assert [o.name for o in item_of(body, "第六工作组开展活动").organisations] == organisations


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("专班到中原区学习后,走访企业。(荥阳市豫龙镇)", ("district", "荥阳市", None, "豫龙镇")),
        ("【巩义市】专班到中原区学习后,走访企业。", ("district", "巩义市", None, None)),
        (
            "近日在二七区走访,市财政局配合。(第七工作组,组长单位:市交通局)",
            ("working_group", "第七工作组", "市交通局", None),
        ),
        (
            "梳理奖补政策73条,会同市税务局逐项办理,惠及企业526家(市财政局供稿)",
            ("bureau", "市财政局", None, None),
        ),
        ("中原区走访企业(巩义市恒兴机械厂)。", ("district", "中原区", None, None)),
    ],
)
def test_the_source_reports(body: str, expected: tuple[str, str, str | None, str | None]) -> None:
    found = item_of(body, "上门服务暖企心").reporter
    assert found is not None
    assert (found.kind, found.name, found.lead_unit, found.sub_unit) == expected
