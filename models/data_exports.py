"""A data export: all that is known of a person, as they may take it with them, in one zip.

It goes by the same list as erasure, so that nothing is told that could not be erased, nor the other
way about.
"""

from collections.abc import Sequence
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson

from models import audit, clock, consent_receipts, sql
from models.consents import Consent
from models.contacts import Contact
from models.erasing import people
from models.erasing.people import Person
from models.erasing.reach import REACHED
from models.erasing.reached import Reached
from models.members import Member
from models.noun import Noun
from models.pictures.store import PictureStore
from models.pictures.uploads import Picture

VERSION = 1


async def write_member(member: Member, store: PictureStore, file: IO[bytes]) -> None:
    """Write the zip of somebody with an account: data.json, receipts.jsonl and the pictures.

    `python -m server consent verify` takes receipts.jsonl as it is.
    """
    async with sql.snapshot():
        await _write(await people.of_member(member), store, file)


async def write_contacts(contacts: Sequence[Contact], store: PictureStore, file: IO[bytes]) -> None:
    """The same of somebody without an account, whom the house knows by these contacts."""
    async with sql.snapshot():
        person = await people.of_ids(None, [contact.id for contact in contacts])
        await _write(person, store, file)


async def note(whose: Sequence[Member] | Sequence[Contact], *, by: UUID) -> None:
    """Write down that an operator took somebody's data out; who takes their own is not watched."""
    for row in whose:
        if row.id != by:
            await audit.record(by, f"{type(row).__name__.lower()}.export", row)


async def _write(person: Person, store: PictureStore, file: IO[bytes]) -> None:
    told: dict[str, list[Any]] = {}
    for reached in REACHED:
        if not reached.untold:
            told.setdefault(_table(reached.table), []).extend(await _rows(reached, person))
    receipts = await _receipts(person)
    pictures = await Picture.filter(owner_id__in=list(person.member_ids)).order_by("id")
    said = {"v": VERSION, "madeAt": clock.now(), "tables": told}
    with ZipFile(file, "w", ZIP_DEFLATED) as folder:
        folder.writestr("data.json", orjson.dumps(said, option=orjson.OPT_INDENT_2))
        folder.writestr("receipts.jsonl", b"".join(orjson.dumps(one) + b"\n" for one in receipts))
        for picture in pictures:
            await _add(folder, picture.key, store)


async def _rows(reached: Reached, person: Person) -> list[dict[str, Any]]:
    columns = reached.table._meta.fields_db_projection  # noqa: SLF001  Tortoise says it nowhere else
    shown = [name for name in columns if name not in reached.hides]
    rows = await reached.table.filter(reached.of(person)).order_by("id")
    return [{name: _plain(getattr(row, name)) for name in shown} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value) if isinstance(value, UUID) else value  # asyncpg has its own kind


def _table(kind: type[Noun]) -> str:
    return kind._meta.db_table  # noqa: SLF001  likewise


async def _receipts(person: Person) -> list[dict[str, Any]]:
    """The proofs of consent as they are verified, with the tablet's own where there is one."""
    said = await Consent.filter(subject__in=list(person.pseudonyms)).order_by("id")
    sealed = await consent_receipts.of([consent.id for consent in said])
    lines = []
    for consent in said:
        if receipt := sealed.get(consent.id):
            line: dict[str, Any] = {
                "text": receipt.text,
                "signature": bytes(receipt.signature).hex(),
                "keyId": receipt.key_id,
            }
            if consent.receipt and receipt.salt:
                line["tablet"] = {
                    "text": consent.receipt,
                    "signature": bytes(consent.signature or b"").hex(),
                    "salt": receipt.salt,
                }
            lines.append(line)
    return lines


async def _add(folder: ZipFile, key: str, store: PictureStore) -> None:
    """A picture that was deleted meanwhile is left out."""
    found = await store.find(key)
    if found is None:
        return
    entry = ZipInfo(f"pictures/{key}", clock.now().timetuple()[:6])
    entry.compress_type = ZIP_STORED
    with folder.open(entry, "w") as written:
        async for chunk in found.chunks:
            written.write(chunk)
