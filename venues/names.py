"""Names as tablets carry them: as much of each as the door's rules allow, and how it is spoken."""

import re
from functools import lru_cache
from itertools import combinations

from models.doors import NameShown

_REMEMBERED = 100_000
_SHORT = 4  # characters, as nearly all names
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
# As surnames these are not read as they are elsewhere.
_SURNAMES = {
    "单": "shan", "單": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou",
    "區": "ou", "盖": "ge", "蓋": "ge", "朴": "piao", "种": "chong", "秘": "bi", "员": "yun",
    "員": "yun", "洗": "xian", "折": "she", "召": "shao", "繁": "po", "黑": "he", "祭": "zhai",
    "任": "ren", "华": "hua", "華": "hua", "乐": "yue", "樂": "yue", "覃": "qin", "宁": "ning",
    "寧": "ning", "尉迟": "yu chi", "尉遲": "yu chi", "万俟": "mo qi", "澹台": "tan tai",
    "长孙": "zhang sun", "長孫": "zhang sun", "卜": "bu", "乜": "nie", "翟": "zhai", "缪": "miao",
    "繆": "miao", "阚": "kan", "闞": "kan", "都": "du", "薄": "bo", "句": "gou", "佴": "nai",
    "粘": "nian", "么": "yao", "能": "nai",
}  # fmt: skip


def shown(name: str, how: NameShown) -> str:
    """The name, its initials as `王*` and `A* S*`, or nothing."""
    if how is NameShown.FULL:
        return name
    if how is NameShown.NONE:
        return ""
    return " ".join(f"{part[0]}*" for part in name.split())


@lru_cache(maxsize=_REMEMBERED)
def pinyin(name: str) -> str:
    """The syllables of a name's Chinese characters, parted by blanks; empty where it has none."""
    runs = _CHINESE.findall(name)
    return " ".join(_spoken(run) for run in runs)


def _spoken(run: str) -> str:
    for length in (2, 1):
        if surname := _SURNAMES.get(run[:length]):
            return " ".join([surname, *_read(run[length:])])
    return " ".join(_read(run))


def _read(run: str) -> list[str]:
    """The syllables, without characters so rare that nobody has told how they are spoken.

    Characters that make no phrase are read one by one, which takes a twelfth of the time.
    """
    if len(run) > _SHORT or _has_phrase(run):
        return _syllables(run)
    return [syllable for character in run for syllable in _alone(character)]


def _has_phrase(run: str) -> bool:
    from pypinyin.phrases_dict import phrases_dict  # noqa: PLC0415 - a twentieth of every start

    places = combinations(range(len(run) + 1), 2)
    return any(end - begin > 1 and run[begin:end] in phrases_dict for begin, end in places)


@lru_cache(maxsize=_REMEMBERED)
def _alone(character: str) -> list[str]:
    return _syllables(character)


def _syllables(run: str) -> list[str]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - likewise

    return lazy_pinyin(run, errors="ignore")
