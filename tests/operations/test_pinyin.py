"""What to type in Latin letters to find a firm."""

from tracker.operations.pinyin import pinyin_keys, without_place


def test_full_and_initials_of_the_name_without_place_and_legal_form():
    assert pinyin_keys("河南欧帕工业机器人有限公司")[:2] == ["oupagongyejiqiren", "opgyjqr"]


def test_a_character_read_in_two_ways_is_found_by_both():
    assert pinyin_keys("长葛市长城有限公司") == [
        "zhangcheng",
        "zc",
        "changcheng",
        "cc",
        "zhanggeshizhangcheng",
        "zgszc",
    ]


def test_the_usual_reading_comes_first():
    keys = pinyin_keys("长城汽车销售有限公司")
    assert keys[:4] == ["zhangchengqichexiaoshou", "zcqcxs", "changchengqichexiaoshou", "ccqcxs"]


def test_the_name_with_its_place_is_found_too():
    assert pinyin_keys("郑州宏泰商贸有限公司", city="郑州市") == [
        "hongtaishangmao",
        "htsm",
        "zhengzhouhongtaishangmao",
        "zzhtsm",
    ]


def test_letters_and_digits_stand_for_themselves():
    assert pinyin_keys("A3中心") == ["a3zhongxin", "a3zx"]


def test_a_name_of_nothing_but_a_place_keeps_it():
    assert [
        without_place(name, "郑州市") for name in ("郑州市", "河南省", "郑州银行", "河南城", "郑州郑州印象")
    ] == [
        "郑州市",
        "河南省",
        "银行",
        "河南城",
        "郑州印象",
    ]


def test_never_more_than_64_keys_of_80_letters():
    keys = pinyin_keys("长重行大石单乐长重行大石单乐长重行大石单乐长重行大石单乐" * 2)
    assert (len(keys), len(set(keys)), max(map(len, keys))) == (64, 64, 80)


def test_no_name_no_keys():
    assert pinyin_keys("（）") == []
