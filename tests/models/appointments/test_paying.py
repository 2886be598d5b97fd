from dataclasses import replace
from functools import partial
from itertools import product
from typing import Any

import pytest

from models import clock
from models.appointments import booking, paying
from models.appointments.payments import Notice, NoticeKind, Payment, PaymentNotice
from models.appointments.rows import Appointment, AppointmentStep
from models.leads import Lead
from models.outbox import OutboxMessage
from models.touches import Touch
from tests import races, showrooms
from tests.showrooms import MINUTE, NOW

pytestmark = pytest.mark.usefixtures("db")
LATE = NOW + 16 * MINUTE


@pytest.fixture(autouse=True)
def _three_days_before() -> object:
    with clock.injected(lambda: NOW):
        yield


async def _waiting(name: str = "Ann") -> Appointment:
    return await showrooms.book(await showrooms.offer(price_fen=1), name)


async def _stand(appointment: Appointment) -> tuple[str, str]:
    return await showrooms.state(appointment), (await showrooms.payment(appointment)).state.value


async def _told(topic: str) -> int:
    return await OutboxMessage.filter(topic=topic).count()


async def _both(appointment: Appointment) -> list[Notice]:
    return [await showrooms.notice(appointment, kind) for kind in NoticeKind]


async def test_a_payment_told_three_times_confirms_once() -> None:
    made = await _waiting()
    notice = await showrooms.notice(made, NoticeKind.PAID)
    for again in (notice, notice, replace(notice, notice_id="another")):
        await paying.hear(again)
    assert await _stand(made) == ("CONFIRMED", "PAID")
    assert await _told("appointment.confirmed") == await Lead.all().count() == 1
    assert await AppointmentStep.filter(appointment_id=made.id).count() == 2


async def test_a_payment_told_by_many_at_once_confirms_once() -> None:
    made = await _waiting()
    notice = await showrooms.notice(made, NoticeKind.PAID)
    told = [notice] * 4 + [replace(notice, notice_id=f"n{number}") for number in range(4)]
    assert await races.raced(partial(paying.hear, one) for one in told) == {races.DONE: 8}
    assert await _stand(made) == ("CONFIRMED", "PAID")
    assert await _told("appointment.confirmed") == await Lead.all().count() == 1
    assert await PaymentNotice.all().count() == 5


async def test_in_whichever_order_and_however_often_it_is_heard_it_comes_to_the_same() -> None:
    offer = await showrooms.offer(price_fen=1, capacity=100)
    orders = {order for order in product((0, 1), repeat=4) if set(order) == {0, 1}}
    for number, order in enumerate(sorted(orders)):
        made = await showrooms.book(offer, f"M{number}")
        both = await _both(made)
        for place in order:
            await paying.hear(both[place])
        payment = await showrooms.payment(made)
        assert await _stand(made) == ("REFUNDED", "REFUNDED"), order
        assert (payment.paid_at, payment.refunded_at) == (NOW, NOW)
        assert payment.refund_requested_at is None
        assert await Touch.filter(ref=made.id).count() == 1, order
        assert await Lead.filter(contact_id=made.contact_id).count() == 1, order
    assert await _told("payment.refund_due") == await _told("payment.late") == 0


@pytest.mark.parametrize("said", [{"amount_fen": 2}, {"amount_fen": 0}, {"currency": "USD"}])
async def test_a_wrong_amount_confirms_nothing_and_is_left_to_the_operators(
    said: dict[str, Any],
) -> None:
    made = await _waiting()
    await paying.hear(await showrooms.notice(made, NoticeKind.PAID, **said))
    assert await _stand(made) == ("AWAITING_PAYMENT", "DUE")
    assert (await PaymentNotice.get()).verdict == "AMOUNT_WRONG"
    assert await _told("payment.mispaid") == 1


@pytest.mark.parametrize(
    "said", [{"reference": "0" * 32}, {"reference": "nonsense"}, {"provider": "another"}]
)
async def test_an_unknown_reference_is_kept_and_does_nothing(said: dict[str, Any]) -> None:
    made = await _waiting()
    await paying.hear(await showrooms.notice(made, NoticeKind.PAID, **said))
    assert await _stand(made) == ("AWAITING_PAYMENT", "DUE")
    assert (await PaymentNotice.get()).verdict == "REFERENCE_UNKNOWN"


@pytest.mark.parametrize("has_the_worker_come", [True, False])
async def test_a_payment_that_comes_too_late_is_paid_back_and_told_of(
    *, has_the_worker_come: bool
) -> None:
    made = await _waiting()
    with clock.injected(lambda: LATE):
        if has_the_worker_come:
            await booking.end_hold(made.id)
        for _ in range(3):
            await showrooms.paid(made, LATE)
        assert await _stand(made) == ("LAPSED", "REFUND_DUE")
        assert await _told("payment.refund_due") == await _told("payment.late") == 1
        await paying.hear(await showrooms.notice(made, NoticeKind.REFUNDED, LATE))
    assert await _stand(made) == ("REFUNDED", "REFUNDED")
    assert await _told("appointment.confirmed") == await Lead.all().count() == 0


async def test_a_payment_and_the_end_of_its_hold_at_once_come_to_one_of_two_ends() -> None:
    offer = await showrooms.offer(price_fen=1, capacity=10)
    for number in range(5):
        made = await showrooms.book(offer, f"M{number}")
        notice = await showrooms.notice(made, NoticeKind.PAID)
        with clock.injected(lambda: LATE):
            await races.raced([partial(paying.hear, notice), partial(booking.end_hold, made.id)])
        assert await _stand(made) == ("LAPSED", "REFUND_DUE")
    assert await _told("appointment.lapsed") == await _told("payment.refund_due") == 5


async def test_a_paid_appointment_that_is_cancelled_is_paid_back() -> None:
    made = await _waiting()
    await showrooms.paid(made)
    await showrooms.cancel(made)
    assert await _stand(made) == ("CANCELLED", "REFUND_DUE")
    await paying.hear(await showrooms.notice(made, NoticeKind.REFUNDED))
    assert await _stand(made) == ("REFUNDED", "REFUNDED")
    assert await _told("payment.refund_due") == 1


async def test_what_is_paid_after_it_was_cancelled_is_paid_back() -> None:
    made = await _waiting()
    await showrooms.cancel(made)
    assert await _stand(made) == ("CANCELLED", "DUE")
    await showrooms.paid(made)
    assert await _stand(made) == ("CANCELLED", "REFUND_DUE")
    assert await Payment.all().count() == 1
