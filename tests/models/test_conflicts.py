"""Settling conflicts at the same time: one word stands."""

from functools import partial

from models.audit import AuditEntry
from models.conflicts import Settlement
from tests import clashes, people
from tests.client import Api
from tests.races import raced


async def test_of_many_who_settle_at_once_one_word_stands(api: Api) -> None:
    at, olga = await clashes.clash(api), await people.member("Olga")
    [conflict] = await at.conflicts()
    words = list(Settlement) * 4
    outcomes = await raced(partial(conflict.settle, word, "", by=olga.id) for word in words)
    assert outcomes == {"DONE": 4, "CONFLICT_SETTLED": 8}
    assert await AuditEntry.filter(action="conflict.settle").count() == 1
