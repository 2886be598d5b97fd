"""Callbacks of providers over HTTP: signed, replayed, shuffled, and forged."""

from collections.abc import AsyncIterator
from itertools import permutations

import orjson
import pytest

from models import clock
from models.appointments.payments import NoticeKind, PaymentNotice
from models.appointments.rows import Appointment
from models.leads import Lead
from models.outbox import OutboxMessage
from server.payments import rehearsal
from server.payments.rehearsal import Rehearsal
from tests import showrooms
from tests.application import Service, service
from tests.showrooms import NOW

SECRET = "the secret of a provider"
PROVIDER = Rehearsal(SECRET.encode())
PATH = "/payments/rehearsal/callback"


@pytest.fixture(autouse=True)
def _three_days_before() -> object:
    with clock.injected(lambda: NOW):
        yield


@pytest.fixture
async def served(db: str) -> AsyncIterator[Service]:
    async with service(db, rehearsal_secret=SECRET) as running:
        yield running


async def _waiting() -> Appointment:
    return await showrooms.book(await showrooms.offer(price_fen=1), "Ann")


async def _body(made: Appointment, kind: NoticeKind = NoticeKind.PAID, amount: int = 1) -> bytes:
    owed = await showrooms.payment(made)
    return rehearsal.callback(f"{kind}-{owed.reference}", kind, owed.reference, amount, NOW)


async def _post(served: Service, body: bytes, signature: str | None = None) -> int:
    given = PROVIDER.signature(body) if signature is None else signature
    answer = await served.client.post(PATH, content=body, headers={rehearsal.HEADER: given})
    assert answer.content == b""
    return answer.status_code


async def test_a_callback_delivered_three_times_makes_one_paid_booking(served: Service) -> None:
    made = await _waiting()
    body = await _body(made)
    assert [await _post(served, body) for _ in range(3)] == [204, 204, 204]
    assert await showrooms.state(made) == "CONFIRMED"
    assert (await showrooms.payment(made)).state == "PAID"
    assert await OutboxMessage.filter(topic="appointment.confirmed").count() == 1
    assert (await Lead.get()).source == "TEST_DRIVE_BOOKING"


async def test_in_any_order_callbacks_come_to_the_same(served: Service) -> None:
    offer = await showrooms.offer(price_fen=1, capacity=50)
    for number, order in enumerate(sorted(set(permutations([0, 0, 0, 1])))):
        made = await showrooms.book(offer, f"M{number}")
        bodies = [await _body(made, kind) for kind in (NoticeKind.PAID, NoticeKind.REFUNDED)]
        assert {await _post(served, bodies[place]) for place in order} == {204}
        payment = await showrooms.payment(made)
        assert (payment.state, payment.paid_at) == ("REFUNDED", NOW), order
        assert await showrooms.state(made) == "REFUNDED"
        assert await Lead.filter(contact_id=made.contact_id).count() == 1


async def test_a_forged_callback_is_refused_and_nothing_is_written(served: Service) -> None:
    made = await _waiting()
    body = await _body(made)
    good = PROVIDER.signature(body)
    flipped = good[:-1] + ("0" if good[-1] != "0" else "1")
    for forged in (flipped, "", good.upper(), Rehearsal(b"other").signature(body)):
        assert await _post(served, body, forged) == 403
    assert await _post(served, body.replace(b'"amount":1', b'"amount":2'), good) == 403
    assert await showrooms.state(made) == "AWAITING_PAYMENT"
    assert await PaymentNotice.all().count() == 0


async def test_what_is_not_known_is_answered_as_what_is(served: Service) -> None:
    body = rehearsal.callback("n1", NoticeKind.PAID, "0" * 32, 1, NOW)
    assert await _post(served, body) == 204
    assert (await PaymentNotice.get()).verdict == "REFERENCE_UNKNOWN"


async def test_a_wrong_amount_confirms_nothing(served: Service) -> None:
    made = await _waiting()
    assert await _post(served, await _body(made, amount=100)) == 204
    assert await showrooms.state(made) == "AWAITING_PAYMENT"


@pytest.mark.parametrize(
    "bent",
    [
        {"id": ""}, {"id": "x" * 81}, {"id": 7}, {"kind": "LOST"}, {"amount": "1"}, {"amount": -1},
        {"amount": 2**40}, {"at": "2030-05-06T02:00:00"}, {"at": 1}, {"reference": "a\0b"},
    ],
)  # fmt: skip
async def test_a_callback_that_says_nothing_sensible_is_refused(
    served: Service, bent: dict[str, object]
) -> None:
    made = await _waiting()
    body = orjson.dumps(orjson.loads(await _body(made)) | bent)
    assert await _post(served, body) == 403
    for nonsense in (b"", b"[]", b"null", b"{", b"x" * 20_000):
        assert await _post(served, nonsense) == 403
    assert await PaymentNotice.all().count() == 0


async def test_a_provider_that_is_not_set_up_has_no_callbacks(db: str) -> None:
    async with service(db) as running:
        assert (await running.client.post(PATH, content=b"")).status_code == 404
        assert (await running.client.get(PATH)).status_code == 405
