"""The watermark of a dealer's feed: forward only, never past the head, and for its staff alone."""

from functools import partial
from random import Random
from typing import Any

import pytest

from models import database, lead_changes
from models.dealers import Dealer
from models.lead_changes import LeadChangeKind
from models.lead_feed import LEADS, acknowledging
from models.numbered import relay
from schema.context import House
from schema.feed_cursors import cursor
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api
from tests.feeds import follow
from tests.races import DONE, raced

pytestmark = pytest.mark.usefixtures("db")
MARK = "dealer { leadFeedWatermark }"
SEE = "query($id: ID!) { node(id: $id) { ... on Dealer { leadFeedWatermark } } }"


async def _dealer(changes: int) -> Dealer:
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    async with database.transaction():
        await lead_changes.record(LeadChangeKind.UPDATED, [lead.id] * (changes - 1))
    await relay.number(LEADS)
    return dealer


async def _seen(api: Api, dealer: Dealer, viewer: Any) -> Any:
    return (await api(SEE, as_=viewer, id=encode("Dealer", dealer.id)))["node"]["leadFeedWatermark"]


async def test_it_moves_forward_and_one_that_is_behind_changes_nothing(api: Api) -> None:
    dealer = await _dealer(5)
    dora = await prospects.staff(dealer)
    said: dict[str, Any] = {"as_": dora, "dealer": encode("Dealer", dealer.id)}
    assert await _seen(api, dealer, dora) is None

    for seq, stands in ((3, 3), (2, 3), (5, 5), (0, 5)):
        payload = await api.mutate(
            "leadFeedAcknowledge", MARK, cursor=cursor(dealer.id, seq), **said
        )
        assert payload == {
            "dealer": {"leadFeedWatermark": cursor(dealer.id, stands)}, "userErrors": [],
        }  # fmt: skip


async def test_it_never_passes_the_head_nor_takes_a_cursor_of_another_feed(api: Api) -> None:
    dealer, other = await _dealer(5), await prospects.dealer("Other Cars")
    said: dict[str, Any] = {
        "as_": await prospects.staff(dealer),
        "dealer": encode("Dealer", dealer.id),
    }

    for strange in (cursor(dealer.id, 6), cursor(dealer.id, 2**63), cursor(other.id, 1), "no", ""):
        code = await api.refused("leadFeedAcknowledge", cursor=strange, **said)
        assert code == "CURSOR_UNKNOWN"

    assert (await Dealer.get(id=dealer.id)).feed_acknowledged is None


async def test_only_the_dealers_staff_see_and_move_it(api: Api) -> None:
    dealer = await _dealer(2)
    other = await prospects.dealer("Other Cars")
    said: dict[str, Any] = {"dealer": encode("Dealer", dealer.id), "cursor": cursor(dealer.id, 1)}
    await api.mutate("leadFeedAcknowledge", "", as_=await prospects.staff(dealer), **said)

    for stranger in (await prospects.staff(other, "Otto"), await people.operator()):
        assert await api.refused("leadFeedAcknowledge", as_=stranger, **said) == "NOT_FOUND"
        assert await _seen(api, dealer, stranger) is None
    assert await api.refused("leadFeedAcknowledge", **said) == "SIGN_IN_REQUIRED"


async def test_a_client_that_lost_its_place_goes_on_behind_the_watermark(
    api: Api, the_house: House
) -> None:
    dealer = await _dealer(5)
    dora = await prospects.staff(dealer)
    await api.mutate(
        "leadFeedAcknowledge", "", as_=dora, dealer=encode("Dealer", dealer.id),
        cursor=cursor(dealer.id, 3),
    )  # fmt: skip

    mark = await _seen(api, dealer, dora)
    async with follow(the_house, dora, dealer.id, after=mark) as feed:
        event = await feed.next()

    assert [edge["seq"] for edge in event["edges"]] == [4, 5]


async def test_of_many_at_once_the_furthest_stands() -> None:
    dealer = await _dealer(20)
    seqs = list(range(1, 21))
    Random(7).shuffle(seqs)

    outcomes = await raced([partial(acknowledging.acknowledge, dealer, seq) for seq in seqs])

    assert outcomes == {DONE: 20}
    assert (await Dealer.get(id=dealer.id)).feed_acknowledged == 20
