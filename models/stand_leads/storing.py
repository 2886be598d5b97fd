"""Storing what was said of visitors, once, refused or not, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from models import ids, sql
from models.receipts import Receipt
from models.refusals import SeatNotAtEvent
from models.stand_leads.judging import Facts, given
from models.stand_leads.rows import StandLead
from models.stand_leads.said import Key, SaidLead, SaidVisitor

_KEPT = {"token": 256, "name": 80, "phone": 32, "email": 254, "language": 8}
_RECEIPT_KEPT, _SIGNATURE_KEPT, _ANSWERS_KEPT, _ANSWER_KEPT = 4000, 64, 50, 500


@dataclass(frozen=True, slots=True)
class Stored:
    """A lead as it was judged when it was first heard."""

    id: UUID
    device_id: UUID
    said_id: UUID
    refusal: str


@dataclass(frozen=True, slots=True)
class _Id:
    id: UUID


async def keep(judged: Sequence[tuple[SaidLead, str]], known: Facts) -> dict[Key, Stored]:
    """Write what has not been written before, each with its refusal; return all of them."""
    # In one order, so that two transactions with the same leads wait, and not for each other.
    rows = [_row(said, refusal, known) for said, refusal in sorted(judged, key=lambda j: j[0].key)]
    await StandLead.bulk_create(rows, ignore_conflicts=True)
    found = await sql.fetch(
        Stored,
        f"""
        SELECT t.id, t.device_id, t.said_id, t.refusal
        FROM {sql.json_rows(1, device_id=UUID, said_id=UUID)} k
        JOIN stand_leads t ON t.device_id = k.device_id AND t.said_id = k.said_id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of({"device_id": row.device_id, "said_id": row.said_id} for row in rows),
    )
    return {(one.device_id, one.said_id): one for one in found}


async def clear(seat_ids: Iterable[UUID]) -> list[UUID]:
    """Let those count that were refused for want of one of these seats, and return them."""
    cleared = await sql.fetch(
        _Id,
        f"""
        UPDATE stand_leads SET refusal = ''
        WHERE seat_id IN {sql.among(1)} AND refusal = $2 AND EXISTS (
            SELECT 1 FROM seats s
            WHERE s.id = stand_leads.seat_id AND s.event_id = stand_leads.event_id)
        RETURNING id
        """,  # noqa: S608  nothing of it comes from outside
        sql.json_of(seat_ids),
        SeatNotAtEvent.code(),
    )
    return [one.id for one in cleared]


def _row(said: SaidLead, refusal: str, known: Facts) -> StandLead:
    receipt = said.receipt if isinstance(said.receipt, Receipt) else None
    is_known = receipt is not None and (said.event_id, receipt.dealer) in known.dealers
    return StandLead(
        id=ids.new(),
        device_id=said.device_id,
        said_id=said.said_id,
        event_id=said.event_id,
        dealer_id=receipt.dealer if receipt and is_known else None,
        seat_id=said.seat_id,
        answers=[
            {name: _plain(text, _ANSWER_KEPT) for name, text in one.items()}
            for one in given(said.answers[:_ANSWERS_KEPT])
        ],
        receipt=_plain(said.receipt_text, _RECEIPT_KEPT),
        signature=said.signature[:_SIGNATURE_KEPT],
        said_at=said.said_at,
        clock_offset_ms=said.clock_offset_ms,
        at=said.agreed_at,
        is_time_suspect=said.is_time_suspect,
        received_at=said.received_at,
        refusal=refusal,
        **{name: _plain(text, _KEPT[name]) for name, text in _who(said, receipt).items()},
    )


def _who(said: SaidLead, receipt: Receipt | None) -> Mapping[str, str]:
    """The visitor as they were named, by the receipt where it is the holder of a seat."""
    named = said.visitor or SaidVisitor("")
    if receipt and not said.visitor:
        named = SaidVisitor(receipt.name, receipt.phone, receipt.email, receipt.language)
    return {
        "token": said.token,
        "name": named.name,
        "phone": named.phone,
        "email": named.email,
        "language": named.language,
    }


def _plain(text: str, most: int) -> str:
    """A text as said, but for what no database can hold, and no longer than `most`."""
    shown = text[:most].replace("\x00", "\ufffd")
    return shown.encode(errors="replace").decode()
