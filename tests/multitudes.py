"""Multitudes for tests: people by the thousand, with names, numbers and ids as they come."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from models import clock, ids, sql
from models.events import Event
from models.gates import Gate

_FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰玉萍红鹏飞宇浩然子轩欣怡雨涵梓博文思远嘉懿煜城"
    "俊晨阳雪梅晓东建国志华婷海燕鑫佳琪一诺梦洁诗天翔紫萱逸凡沐辰若曦皓月之恒启铭泽楷瑞霖睿哲语嫣可馨"
)
_FIRST = [
    "James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda", "David",
    "Elizabeth", "William", "Richard", "Susan", "Joseph", "Thomas", "Sarah", "Karen", "Anna",
    "Sofia", "Lukas", "Emma", "Noah", "Marie", "Hugo", "Chloé", "Zoë", "Jürgen", "Mateo",
    "Lucía",
]  # fmt: skip
_LAST = [
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez",
    "Hernandez", "Lopez", "Wilson", "Taylor", "Moore", "Jackson", "Lee", "Perez", "White",
    "Harris", "Müller", "Schneider", "Dubois", "Lefèvre", "Rossi", "Kowalski", "O'Brien",
]  # fmt: skip
_BOOKED_WITHIN = timedelta(days=30)
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with a seat."""

    seat_id: UUID
    name: str
    phone: str


def guests(count: int, seed: int = 7) -> list[Guest]:
    """So many, in the order of their seats; seven in ten have Chinese names."""
    random = Random(seed)
    return [
        Guest(seat_id, _name(random), f"+861{random.randrange(10**10):010}")
        for seat_id in sorted(_id(random) for _ in range(count))
    ]


async def seat(event: Event, people: Sequence[Guest]) -> None:
    """Give them all a seat and a pass at an event."""
    columns: dict[str, type] = {"seat_id": UUID, "name": str, "phone": str}
    for first in range(0, len(people), _AT_ONCE):
        rows = sql.json_of(asdict(one) for one in people[first : first + _AT_ONCE])
        said = f"FROM {sql.json_rows(1, **columns)} g"
        now = clock.now()
        await sql.execute(
            "INSERT INTO contacts (id, pseudonym, name, phone, email, locale, created_at)"
            f" SELECT g.seat_id, g.seat_id, g.name, g.phone, '', 'zh', $2 {said}",
            rows, now,
        )  # fmt: skip
        await sql.execute(
            "INSERT INTO registrations (id, event_id, state, seat_count, queued_at, created_at)"
            f" SELECT g.seat_id, $2, 'CONFIRMED', 1, $3, $3 {said}",
            rows, event.id, now,
        )  # fmt: skip
        await sql.execute(
            "INSERT INTO seats (id, registration_id, event_id, contact_id, position, pass_issue)"
            f" SELECT g.seat_id, g.seat_id, $2, g.seat_id, 1, 1 {said}",
            rows, event.id,
        )  # fmt: skip
        await sql.execute(
            "INSERT INTO passes (id, seat_id, issue, key_id, not_before, expires_at, issued_at)"
            f" SELECT g.seat_id, g.seat_id, 1, 1, $2, $3, $2 {said}",
            rows, now, event.ends_at,
        )  # fmt: skip


async def admit(event: Event, gate: Gate, device_id: UUID) -> None:
    """Let everyone with a seat in, by one tablet."""
    await sql.execute(
        """
        INSERT INTO scans (id, device_id, scan_id, event_id, gate_id, direction, token, said_at,
            clock_offset_ms, at, is_time_suspect, received_at, seat_id, refusal, shown, is_alone,
            override_reason)
        SELECT s.id, $1, s.id, s.event_id, $2, 'ENTRY', '', $3, 0, $3, false, $3, s.id, '',
            'ADMITTED', false, ''
        FROM seats s WHERE s.event_id = $4
        """,
        device_id, gate.id, clock.now(), event.id,
    )  # fmt: skip


def _name(random: Random) -> str:
    if random.random() < 0.7:
        return random.choice(_FAMILIES) + "".join(
            random.choices(_GIVEN, k=random.choice([1, 2, 2]))
        )
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _id(random: Random) -> UUID:
    """An id as one that was minted within the month before."""
    at = ids.new().int >> 80
    at -= random.randrange(_BOOKED_WITHIN // timedelta(milliseconds=1))
    return UUID(
        int=(at << 80)
        | (7 << 76)
        | (random.getrandbits(12) << 64)
        | (2 << 62)
        | random.getrandbits(62)
    )
