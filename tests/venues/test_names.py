from random import Random

import pytest
from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from models.doors import NameShown
from venues import names


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("王小明", "wang xiao ming"),
        ("單雄信", "shan xiong xin"),
        ("单雄信", "shan xiong xin"),
        ("曾国藩", "zeng guo fan"),
        ("仇英", "qiu ying"),
        ("解缙", "xie jin"),
        ("查良镛", "zha liang yong"),
        ("区元", "ou yuan"),
        ("朴信惠", "piao xin hui"),
        ("翟志刚", "zhai zhi gang"),
        ("缪斯", "miao si"),
        ("闞澤", "kan ze"),
        ("薄熙", "bo xi"),
        ("任华", "ren hua"),
        ("乐嘉", "yue jia"),
        ("张乐", "zhang le"),
        ("欧阳修", "ou yang xiu"),
        ("尉遲恭", "yu chi gong"),
        ("长孙无忌", "zhang sun wu ji"),
        ("万俟卨", "mo qi xie"),
        ("吕布", "lv bu"),
        ("Anna 王", "wang"),
        ("阿里木·买买提", "a li mu mai mai ti"),
        ("Ann Smith", ""),
        ("", ""),
        ("王*", "wang"),
        ("\U0003106c王", "wang"),
    ],
)
def test_a_name_is_spoken_as_its_bearer_speaks_it(name: str, spoken: str) -> None:
    assert names.pinyin(name) == spoken


def test_a_short_name_is_read_as_the_dictionary_of_phrases_says() -> None:
    random = Random(1)
    characters = [chr(code) for code in range(0x4E00, 0x9FA5)]
    phrases = [phrase for phrase in phrases_dict if len(phrase) <= 4]
    for _ in range(2_000):
        phrase, others = random.choice(phrases), "".join(random.choices(characters, k=3))
        for given in (others, phrase, phrase[:2] + others[0], others[0] + phrase):
            syllables = lazy_pinyin(given, errors="ignore")
            assert names.pinyin(f"仇{given}") == " ".join(["qiu", *syllables])


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("王小明", "王*"),
        ("Ann Smith", "A* S*"),
        ("  Ann   van  Dyk ", "A* v* D*"),
        ("Anna 王", "A* 王*"),
        ("", ""),
    ],
)
def test_initials_are_the_first_character_of_each_part(name: str, initials: str) -> None:
    assert names.shown(name, NameShown.INITIAL) == initials
    assert names.shown(name, NameShown.FULL) == name
    assert names.shown(name, NameShown.NONE) == ""
