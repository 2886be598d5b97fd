"""Signing in: a one-time code by e-mail, exchanged for a session."""

from contextlib import suppress
from datetime import datetime, timedelta
from secrets import compare_digest
from uuid import UUID

from tortoise import fields

from models import clock, members, outbox, sessions, sql, texts, tokens
from models.noun import Noun
from models.refusals import CodeWrong, Refusal, Throttled

LIFETIME = timedelta(minutes=10)
TRIES = 5
CODES_AN_HOUR = 5
_DIGITS = 6


class SignInCode(Noun):
    """One code that was sent to an address, known or not, only its hash is stored."""

    email = fields.CharField(254, db_index=True)
    code_hash = fields.CharField(64)
    tries = fields.IntField(default=0)
    created_at = fields.DatetimeField(default=clock.now)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_codes"


async def start(email: str, locale: str) -> SignInCode:
    """Send a code to the address; a known and an unknown one get the same answer and mail."""
    address = texts.email(email, "email")
    language = texts.locale(locale, "locale")
    await _limit(address)
    code = tokens.digits(_DIGITS)
    sent = await SignInCode.create(
        email=address, code_hash=_hashed(address, code), expires_at=clock.now() + LIFETIME
    )
    await outbox.tell("sign_in.code", email=address, code=code, locale=language)
    return sent


async def sent(code_id: UUID) -> SignInCode:
    """A code that `start` has sent: the answer to its sender tells only when it runs out."""
    return await SignInCode.get(id=code_id)


async def count_try(email: str) -> None:
    """Count a try against the address's newest code, whatever then comes of it."""
    with suppress(Refusal):
        address = texts.email(email, "email")
        await sql.execute(
            """
            UPDATE sign_in_codes SET tries = tries + 1
            WHERE id = (SELECT id FROM sign_in_codes WHERE email = $1 ORDER BY id DESC LIMIT 1)
            """,
            address,
        )


async def complete(email: str, code: str, story_code: str | None = None) -> sessions.Session:
    """Exchange the newest code for a session; the try has been counted before.

    Refused as CODE_WRONG when it is wrong, used, older than LIFETIME or tried more than
    TRIES times: the reader learns no more than that. The people of the story sign in with
    `story_code` alone, and not at all where there is none, as in production.
    """
    address = texts.email(email, "email")
    if await members.Member.exists(email=address, is_story=True):
        if story_code is None or not compare_digest(code.strip().encode(), story_code.encode()):
            raise CodeWrong("code")
        return await sessions.open_for(await members.of_address(address))
    used = await sql.execute(
        f"""
        UPDATE sign_in_codes SET used_at = $1
        WHERE id = (SELECT id FROM sign_in_codes WHERE email = $2 ORDER BY id DESC LIMIT 1)
          AND code_hash = $3 AND used_at IS NULL AND expires_at > $1 AND tries <= {TRIES}
        """,  # noqa: S608  TRIES is a constant
        clock.now(),
        address,
        _hashed(address, code.strip()),
    )
    if not used:
        raise CodeWrong("code")
    return await sessions.open_for(await members.of_address(address))


async def forget(before: datetime) -> int:
    """Drop the codes that ran out before then, and return how many."""
    return await SignInCode.filter(expires_at__lt=before).delete()


async def _limit(address: str) -> None:
    hour_ago = clock.now() - timedelta(hours=1)
    recent = SignInCode.filter(email=address, created_at__gt=hour_ago)
    if await recent.count() >= CODES_AN_HOUR:
        oldest = await recent.order_by("id").first()
        wait = oldest.created_at - hour_ago if oldest else timedelta(hours=1)
        raise Throttled("email", seconds=int(wait.total_seconds()) + 1)


def _hashed(address: str, code: str) -> str:
    """Bound to the address, so that one address's code is of no use for another."""
    return tokens.hashed(f"{address}:{code}")
