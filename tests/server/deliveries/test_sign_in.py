"""The letter with the code comes, and nothing of the code is kept after that."""

from datetime import timedelta

import orjson
import pytest

from models import clock, database, sign_in
from models.mails import Mail
from models.outbox import OutboxMessage
from tests import postbox
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")


async def _asked(locale: str = "en") -> str:
    """Ask for a code and return it, as only the outbox knows it."""
    async with database.transaction():
        await sign_in.start("ann@people.example", locale)
    message = await OutboxMessage.get(topic="sign_in.code")
    return str(message.payload["code"])


async def _stored() -> str:
    """Everything that mails and messages hold."""
    payloads = [message.payload for message in await OutboxMessage.all()]
    details = [mail.detail for mail in await Mail.all()]
    return orjson.dumps([payloads, details]).decode()


@pytest.mark.parametrize("locale", ["en", "zh"])
async def test_the_code_comes_by_letter_and_is_then_nowhere_but_hashed(locale: str) -> None:
    box, code = Postbox(), await _asked(locale)

    [letter] = await box.fetch()

    assert code in letter["Subject"]
    assert code in postbox.text(letter)
    assert letter["List-Unsubscribe"] is None
    assert code not in await _stored()
    assert await OutboxMessage.filter(delivered_at=None).count() == 0


async def test_while_no_mail_server_answers_the_code_waits_in_one_place() -> None:
    box, code = Postbox(trouble=ConnectionRefusedError("no mail server")), await _asked()

    await box.fetch()

    assert (await _stored()).count(code) == 1
    assert (await Mail.get()).detail["code"] == code


async def test_a_code_that_ran_out_before_its_letter_could_go_out_is_forgotten_unsent() -> None:
    box, code = Postbox(trouble=ConnectionRefusedError("no mail server")), await _asked()
    await box.fetch()
    box.trouble = None
    later = clock.now() + timedelta(minutes=11)

    with clock.injected(lambda: later):
        assert await box.fetch() == []

    assert code not in await _stored()
    assert (await Mail.get()).refused_at == later
    assert await OutboxMessage.filter(delivered_at=None).count() == 0
