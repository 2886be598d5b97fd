"""An export is made page by page, is whole once, and goes with the consent of anybody in it."""

from datetime import timedelta
from typing import Any

import pytest

from models import clock, database, lead_exports, lead_sheets
from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_exports import ExportFormat, ExportState, LeadExport, keeping, making
from models.lead_exports.making import Order
from models.lead_exports.rows import KEPT, LeadExportEntry, LeadExportPart
from models.lead_sheets import LeadSheet
from models.leads import Lead, LeadState
from models.outbox import OutboxMessage
from models.refusals import EndsBeforeStart, ExportTooLarge
from tests import prospects, races
from tests.house import SEAL

pytestmark = pytest.mark.usefixtures("db")


async def _names(export: LeadExport, sheets: list[LeadSheet]) -> bytes:
    del export
    return "".join(f"{sheet.name}\n" for sheet in sheets).encode()


async def _dealer(*names: str) -> tuple[Dealer, Viewer]:
    dealer = await prospects.dealer()
    for name in names:
        await _lead(dealer, name)
    return dealer, await prospects.staff(dealer)


async def _lead(dealer: Dealer, name: str) -> Lead:
    return await Lead.create(dealer=dealer, contact=await Contact.create(name=name))


async def _made(dealer: Dealer, by: Viewer, **said: Any) -> LeadExport:
    async with database.transaction():
        return await making.create(
            dealer.id, Order(ExportFormat.CSV, **said), language="en", by=by.as_member()
        )


async def _all(export: LeadExport) -> bool:
    while await making.take_page(export.id, _names, SEAL):
        pass
    return await making.finish(await LeadExport.get(id=export.id), None, SEAL)


async def _content(export: LeadExport) -> str:
    return b"".join([part async for part in keeping.parts(export.id, SEAL)]).decode()


@pytest.fixture
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PAGE", 2)


@pytest.mark.usefixtures("_short_pages")
async def test_it_holds_each_of_the_dealers_leads_once_and_tells_how_far_it_has_come() -> None:
    dealer, dora = await _dealer("Ann", "Ben", "Cas")
    await _lead(await prospects.dealer("Other Cars"), "Otto")
    export = await _made(dealer, dora)
    assert (export.state, export.done, export.total) == (ExportState.QUEUED, 0, 3)

    page = await making.take_page(export.id, _names, SEAL)
    assert page is not None
    assert (page.state, page.done) == (ExportState.RUNNING, 2)
    assert await _all(export)

    done = await LeadExport.get(id=export.id)
    assert (done.state, done.done, done.total) == (ExportState.DONE, 3, 3)
    assert done.finished_at is not None
    assert done.expires_at == done.finished_at + KEPT
    assert await _content(done) == "Ann\nBen\nCas\n"


@pytest.mark.usefixtures("_short_pages")
async def test_workers_at_the_same_export_make_one_file() -> None:
    names = [f"Guest {number:02}" for number in range(13)]
    dealer, dora = await _dealer(*names)
    export = await _made(dealer, dora)

    await races.raced([lambda: making.take_page(export.id, _names, SEAL)] * 20)
    await races.raced([lambda: _all(export)] * 4)

    done = await LeadExport.get(id=export.id)
    assert (done.state, done.done) == (ExportState.DONE, 13)
    assert (await _content(done)).splitlines() == names
    assert await AuditEntry.filter(action="lead_export.finish").count() == 1


async def test_what_is_asked_for_narrows_it_and_stands_in_the_audit_log() -> None:
    dealer, dora = await _dealer("Ann", "Ben", "Cas")
    await Lead.filter(contact__name="Ann").update(captured_at=prospects.DOORS)
    await Lead.filter(contact__name="Ben").update(
        captured_at=prospects.DOORS, state=LeadState.CONTACTED
    )
    export = await _made(
        dealer,
        dora,
        lead_state=LeadState.CONTACTED,
        captured_from=prospects.DOORS,
        captured_to=prospects.DOORS + timedelta(seconds=1),
    )
    await _all(export)
    assert await _content(export) == "Ben\n"
    entries = await AuditEntry.filter(subject_id=export.id).order_by("id")
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("lead_export.create", dora.member_id),
        ("lead_export.finish", dora.member_id),
    ]
    assert entries[0].detail == {
        "dealer": str(dealer.id),
        "format": "CSV",
        "leads": "1",
        "state": "CONTACTED",
        "captured_from": "2026-03-07 10:00:00+00:00",
        "captured_to": "2026-03-07 10:00:01+00:00",
    }


async def test_a_time_that_ends_before_it_begins_is_refused_and_makes_nothing() -> None:
    dealer, dora = await _dealer("Ann")
    with pytest.raises(EndsBeforeStart):
        await _made(dealer, dora, captured_from=prospects.DOORS, captured_to=prospects.DOORS)
    assert await LeadExport.all().count() == 0


async def test_too_many_leads_are_refused_and_make_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST", 2)
    dealer, dora = await _dealer("Ann", "Ben", "Cas")
    with pytest.raises(ExportTooLarge):
        await _made(dealer, dora)
    assert await LeadExport.all().count() == 0
    assert await OutboxMessage.filter(topic=making.MADE).count() == 0
    assert await lead_sheets.count((await _unsaved(dealer)).wanted, most=2) == 3


async def _unsaved(dealer: Dealer) -> LeadExport:
    return LeadExport(dealer_id=dealer.id, created_at=clock.now())


@pytest.mark.usefixtures("_short_pages")
async def test_a_withdrawal_drops_the_file_that_the_lead_is_in_and_no_other() -> None:
    dealer, dora = await _dealer("Ann", "Ben", "Cas")
    export, other = await _made(dealer, dora), await _made(dealer, dora, lead_state=LeadState.WON)
    await _all(export)
    await _all(other)
    ben = await Lead.get(contact__name="Ben")
    await Lead.filter(id=ben.id).update(withdrawn_at=clock.now())

    assert await keeping.is_stained(export.id)
    assert await lead_exports.forget_of([ben.id]) == 1
    assert await lead_exports.forget_of([ben.id]) == 0

    dropped, kept = await LeadExport.get(id=export.id), await LeadExport.get(id=other.id)
    assert (dropped.state, dropped.is_kept, dropped.dropped_at is None) == (
        ExportState.DONE,
        False,
        False,
    )
    assert kept.is_kept
    assert await LeadExportPart.filter(export_id=export.id).count() == 0
    assert await LeadExportEntry.filter(export_id=export.id).count() == 0


@pytest.mark.usefixtures("_short_pages")
async def test_a_withdrawal_while_it_is_made_starts_it_over_without_the_lead() -> None:
    dealer, dora = await _dealer("Ann", "Ben", "Cas")
    export = await _made(dealer, dora)
    await making.take_page(export.id, _names, SEAL)
    ann = await Lead.get(contact__name="Ann")
    await Lead.filter(id=ann.id).update(withdrawn_at=clock.now())
    await lead_exports.forget_of([ann.id])

    assert await _all(export)
    assert await _content(export) == "Ben\nCas\n"
    assert (await LeadExport.get(id=export.id)).total == 2


async def test_a_withdrawal_that_nobody_told_of_yet_is_seen_at_the_end() -> None:
    dealer, dora = await _dealer("Ann", "Ben")
    export = await _made(dealer, dora)
    await making.take_page(export.id, _names, SEAL)
    await Lead.filter(contact__name="Ann").update(withdrawn_at=clock.now())

    assert not await _all(export)
    assert (await LeadExport.get(id=export.id)).done == 0
    assert await _all(export)
    assert await _content(export) == "Ben\n"


async def test_a_file_is_not_closed_over_what_was_read_meanwhile() -> None:
    dealer, dora = await _dealer("Ann")
    export = await _made(dealer, dora)
    await making.take_page(export.id, _names, SEAL)
    assert not await making.finish(export, b"", SEAL)
    assert (await LeadExport.get(id=export.id)).state is ExportState.RUNNING


async def test_what_is_kept_is_sealed() -> None:
    dealer, dora = await _dealer("Ann Person")
    export = await _made(dealer, dora)
    await _all(export)
    [part] = await LeadExportPart.filter(export_id=export.id)
    assert b"Ann" not in bytes(part.content)


async def test_a_file_is_kept_for_a_day_and_then_deleted() -> None:
    dealer, dora = await _dealer("Ann")
    export = await _made(dealer, dora)
    await _all(export)
    done = await LeadExport.get(id=export.id)
    assert done.finished_at is not None
    late = done.finished_at + KEPT
    with clock.injected(lambda: late - timedelta(seconds=1)):
        assert await lead_exports.drop_expired() == 0
        assert (await LeadExport.get(id=export.id)).is_kept
    with clock.injected(lambda: late):
        assert not done.is_kept
        assert await lead_exports.drop_expired() == 1
        assert await lead_exports.drop_expired() == 0
    assert await LeadExportPart.all().count() == 0
    assert (await LeadExport.get(id=export.id)).dropped_at == late


async def test_what_is_given_up_keeps_nothing() -> None:
    dealer, dora = await _dealer("Ann")
    export = await _made(dealer, dora)
    await making.take_page(export.id, _names, SEAL)
    await making.fail(export.id)
    await making.fail(export.id)
    failed = await LeadExport.get(id=export.id)
    assert (failed.state, failed.done, failed.is_kept) == (ExportState.FAILED, 0, False)
    assert await LeadExportPart.all().count() == 0
    assert await making.take_page(export.id, _names, SEAL) is None
