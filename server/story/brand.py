"""The brand of the story, its places and its circles.

No such company or street exists, and its phone numbers are of a range that is kept for fiction.
"""

from dataclasses import dataclass, field

from models.communities import Dimension, JoinPolicy

DOMAIN = "story.paddock.example"
CARS = {
    "zh": ("鹿鸣 林", "鹿鸣 溪", "鹿鸣 岭", "鹿鸣 呦呦"),
    "en": ("Luming Glade", "Luming Brook", "Luming Ridge", "Luming Fawn"),
}


@dataclass(frozen=True, slots=True)
class Room:
    """A hall, and the names of its gates."""

    name: str
    capacity: int
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A venue; `language` is the one its events are announced in."""

    name: str
    address: str
    city: str
    latitude: float
    longitude: float
    zone: str
    language: str
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class House:
    """A dealership."""

    name: str
    city: str
    address: str
    phone: str
    zone: str


@dataclass(frozen=True, slots=True)
class Round:
    """A circle or a group."""

    name: str
    description: str
    policy: JoinPolicy = JoinPolicy.OPEN
    tags: tuple[tuple[Dimension, str], ...] = field(default=())


PLACES = (
    Place(
        "鹿鸣空间 · 上海西岸",
        "上海市徐汇区鹿鸣路 1 号",
        "上海",
        31.1836,
        121.4588,
        "Asia/Shanghai",
        "zh",
        (Room("江厅", 120, ("北门", "南门")), Room("鹿苑", 60, ("花园门",))),
    ),
    Place(
        "鹿鸣空间 · 北京亮马河",
        "北京市朝阳区鹿鸣街 18 号",
        "北京",
        39.9480,
        116.4630,
        "Asia/Shanghai",
        "zh",
        (
            Room("河厅", 150, ("东门", "西门")),
            Room("工坊", 40, ("侧门",)),
            Room("屋顶", 80, ("电梯厅",)),
        ),
    ),
    Place(
        "Luming House Berlin",
        "Lumingstraße 14, 10119 Berlin",
        "Berlin",
        52.5296,
        13.3968,
        "Europe/Berlin",
        "en",
        (Room("Hof", 90, ("Straße", "Garten")), Room("Salon", 45, ("Foyer",))),
    ),
)

HOUSES = (
    House("鹿鸣上海徐汇中心", "上海", "上海市徐汇区鹿鸣路 88 号", "+447700900001", "Asia/Shanghai"),
    House("鹿鸣北京朝阳中心", "北京", "北京市朝阳区鹿鸣街 12 号", "+447700900002", "Asia/Shanghai"),
    House(
        "鹿鸣成都高新中心", "成都", "成都市高新区鹿鸣大道 66 号", "+447700900003", "Asia/Shanghai"
    ),
    House("鹿鸣深圳南山中心", "深圳", "深圳市南山区鹿鸣路 15 号", "+447700900004", "Asia/Shanghai"),
    House(
        "Luming Berlin Mitte",
        "Berlin",
        "Lumingstraße 25, 10115 Berlin",
        "+447700900005",
        "Europe/Berlin",
    ),
)

CIRCLES = (
    Round(
        "上海车友", "在上海开鹿鸣的人：路况、充电、周末去哪儿。", tags=((Dimension.CITY, "上海"),)
    ),
    Round(
        "北京车友", "北京的朋友们在这里，冬天的续航话题永远不缺。", tags=((Dimension.CITY, "北京"),)
    ),
    Round(
        "Berlin Circle",
        "Everyone who drives a Luming in and around Berlin.",
        tags=((Dimension.CITY, "Berlin"),),
    ),
    Round(
        "露营与公路",
        "帐篷、路书和日出。Tents, route books and sunrises.",
        tags=((Dimension.INTEREST, "露营"), (Dimension.INTEREST, "Road trips")),
    ),
    Round(
        "车窗外",
        "用镜头看路。The road through a lens.",
        tags=((Dimension.INTEREST, "Photography"),),
    ),
    Round(
        "工程师车库",
        "拆解、测量、改进。We take things apart.",
        tags=((Dimension.PROFESSION, "Engineering"),),
    ),
    Round(
        "亲子出行",
        "带娃出门的经验都在这里。Travelling with children.",
        tags=((Dimension.FAMILY, "Children"),),
    ),
    Round(
        "岭车主",
        "鹿鸣 岭 的车主。Owners of the Luming Ridge.",
        JoinPolicy.APPROVAL,
        ((Dimension.MODEL, "Luming Ridge"),),
    ),
)

GROUPS = (
    Round("周日咖啡车队", "每周日早上七点，一杯咖啡的路程。"),
    Round("冬季续航笔记", "大家的实测数据，欢迎较真。"),
    Round("狗狗上车", "带毛孩子出门的人。Dogs on board."),
    Round("川西 318", "走过或者想走 318 的人。", JoinPolicy.APPROVAL),
    Round("夜充俱乐部", "低谷电价爱好者。"),
    Round("安全座椅互助", "选购、安装、二手转让。"),
    Round("Track Day Beginners", "Slow hands, long straights, no heroes."),
    Round("带爸妈看风景", "慢慢开，多停车。"),
    Round("Film and Roads", "Thirty-six frames at a time."),
    Round("Wallbox Questions", "What the electrician did not say.", JoinPolicy.INVITE),
)
