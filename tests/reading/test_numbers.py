"""Sums and counts: what is one, what it is worth, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.reading.reading import item_of
from tracker.reading.numerals import han_number, han_value


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("累计投放业务7.2亿元,节约成本超过2000万元。", [720_000_000, 20_000_000]),
        (
            "奖励500万至1000万元,补贴30至50万元,每人3000-5000元。",
            [5_000_000, 10_000_000, 300_000, 500_000, 3000, 5000],
        ),
        ("每年节约成本90余万元、近百万元、十万元。", [900_000, 1_000_000, 100_000]),
        ("争取贷款1.5个亿,投资10亿的项目,专项资金300万,用于生产。", [150_000_000, 1_000_000_000, 3_000_000]),
        (
            "货款共计320多万被拖欠。首笔“订单贷”800万。现场获得授信500万和1200万。签约额3000万,订单5家共2亿,租金20万、8万。",
            [3_200_000, 8_000_000, 5_000_000, 12_000_000, 30_000_000, 200_000, 80_000],
        ),
        ("亿元以上项目,总投资1.2万亿元。", [100_000_000, 1_200_000_000_000]),
        ("产值１，２００万元。", [12_000_000]),
        ("元旦前新增1万家,带动2万人,共3万元件。", []),
        ("采购三元材料80吨、五元催化剂2吨,打破二元结构,每票三元。", [3]),
    ],
)
def test_sums(body: str, values: list[float]) -> None:
    assert [amount.value_cny for amount in item_of(body).amounts] == values


def test_a_foreign_sum_is_not_converted() -> None:
    (amount,) = item_of("进出口总额达到5.6亿美元。").amounts
    assert (amount.text, amount.value_cny, amount.currency) == ("5.6亿美元", None, "USD")


@pytest.mark.parametrize(
    ("body", "nature"),
    [
        ("为企业发放贷款500万元。", "current"),
        ("截至目前,已累计投放7.2亿元。", "cumulative"),
        ("最高可给予200万元补助。", "limit"),
        ("力争新增授信500亿元。", "target"),
        ("达成意向1.5亿元。", "intention"),
    ],
)
def test_the_nature_of_a_sum(body: str, nature: str) -> None:
    assert [amount.nature for amount in item_of(body).amounts] == [nature]


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ("为约140家企业服务。", [(140, "家", True)]),
        ("等3.46万余人参训。", [(34600, "人", True)]),
        ("提出8大方面30条举措,每年不少于2场。", [(8, "方面", False), (30, "条", False), (2, "场", True)]),
        (
            "压缩至6个工作日以内,5日内反馈,用了一天。",
            [(6, "个工作日", True), (5, "日", True), (1, "天", False)],
        ),
        (
            "建充电站122座,充电桩2128个,占60%,增长百分之十二。",
            [(122, "座", False), (2128, "个", False), (60, "%", False), (12, "%", False)],
        ),
        (
            "三位专家讲了两家企业、十余家商户和近百家门店。",
            [(3, "位", False), (2, "家", False), (10, "家", True), (100, "家", True)],
        ),
        (
            "用地1,200亩,铺设3.2公里,供水3500万立方米,用电160千瓦。",
            [(1200, "亩", False), (3.2, "公里", False), (35_000_000, "立方米", False), (160, "千瓦", False)],
        ),
        ("能耗下降8%—10%,提升2个百分点。", [(8, "%", False), (10, "%", False), (2, "个百分点", False)]),
        (
            "开设六门课程,促成5对企业牵手,分两批开工,铺设110千伏线路。",
            [(6, "门", False), (5, "对", False), (2, "批", False), (110, "千伏", False)],
        ),
        (
            "比以往提前两个半月,历时三年半,排队两个半小时,仅用半天,半年内还清。",
            [
                (2.5, "个月", False),
                (3.5, "年", False),
                (2.5, "个小时", False),
                (0.5, "天", False),
                (0.5, "年", True),
            ],
        ),
        (
            "近三年,组织企业参展;前三年免租,用时近三年,围绕2大产业和5大行业。",
            [
                (3, "年", False),
                (3, "年", False),
                (3, "年", True),
                (2, "产业", False),
                (5, "行业", False),
            ],
        ),
        (
            "走访46家次,在线2.6万人次,目前8栋已封顶。",
            [(46, "家次", False), (26000, "人次", False), (8, "栋", False)],
        ),
        (
            "分3路走访,兵分两路督导,法定30日压缩至5个工作日,时限缩短至10日。",
            [
                (3, "路", False),
                (2, "路", False),
                (30, "日", False),
                (5, "个工作日", False),
                (10, "日", False),
            ],
        ),
        (
            "超九成岗位、近八成项目、约三成欠款,占六成,不足5成。",
            [(9, "成", True), (8, "成", True), (3, "成", True), (6, "成", False), (5, "成", True)],
        ),
        (
            "组织上千名干部走进上百家企业,上万人参加,出动车辆85辆次,发布4大系列新品。",
            [
                (1000, "名", True),
                (100, "家", True),
                (10_000, "人", True),
                (85, "辆次", False),
                (4, "系列", False),
            ],
        ),
        ("筛选出16家具备能力的企业,每季度更新一次清单。", [(16, "家", False), (1, "次", False)]),
        (
            "走访二七区3家文化企业、十余家电子企业、4家园区企业,带动近百家食品、装备企业和50家家电门店。",
            [(3, "家", False), (10, "家", True), (4, "家", False), (100, "家", True), (50, "家", False)],
        ),
    ],
)
def test_counts(body: str, counts: list[tuple[float, str, bool]]) -> None:
    assert [(c.value, c.unit, c.approx) for c in item_of(body).counts] == counts


@pytest.mark.parametrize(
    "body",
    [
        "第四批名单、第3家企业、前3名、首笔贷款、一季度、二期项目。",
        "助企“三十条”、“五个一”机制和“一家企业、一名干部、一本台账”。",
        "为每家企业建立一名首席服务官、一个工作专班、一套机制,分类储备一批。",
        "一方面要进一步提高,一次性告知,千方百计,万人助万企,百强企业。",
        "公司是一家龙头企业,以前开一家门店,送来一面锦旗,提供一条龙服务,一次性补助,江苏一项目。",
        "“产业园知识产权1期资产支持专项计划”挂牌,拨打0371-6718家。",
        "召开半年推进会,布置下半年任务,大半年来,小半天,过半企业,今年前10个月。",
        "储备一批项目,第三批名单,前两批企业,实行一对一服务,一门心思。",
        "电动三轮车、四轮驱动工程车、两轮电动车,晚上百家齐聚,惠及百家企业。",
        "世界500强、DN400管道、1+N模式、12345热线、0371-67181234。",
    ],
)
def test_what_counts_nothing(body: str) -> None:
    assert [c.text for c in item_of(body).counts] == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("三十二", 32),
        ("一百零五", 105),
        ("两千", 2000),
        ("十", 10),
        ("二〇二二", 2022),
        ("三点五", 3.5),
        ("三三", None),
        ("十百", None),
    ],
)
def test_chinese_numerals(written: str, value: float | None) -> None:
    assert han_value(written) == value


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (21, "二十一"), (100, "100")]
)
def test_group_numbers(number: int, written: str) -> None:
    assert han_number(number) == written


def test_the_words_of_a_count_hold_its_hedge_and_its_measure_word() -> None:
    item = item_of("新增过会企业10至15家,带动近400人,服务约480家、逾600家次、超千户,不超过3年。")
    assert [c.text for c in item.counts] == [
        "10家",
        "15家",
        "近400人",
        "约480家",
        "逾600家次",
        "超千户",
        "3年",
    ]


def test_a_count_and_a_sum_said_twice_are_there_twice() -> None:
    item = item_of("集中开工项目26个,总投资3.5亿元。", "经开区集中开工26个项目、投资3.5亿元")
    assert [c.value for c in item.counts] == [26, 26]
    assert [a.value_cny for a in item.amounts] == [350_000_000, 350_000_000]
