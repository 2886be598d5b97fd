"""Who passes the doors to exports and ADF addresses: the dealer's own staff, now."""

import pytest

from models import adf_addresses, clock, database
from models.access import adf, lead_exports
from models.access.viewer import Viewer
from models.contacts import Contact
from models.lead_exports import ExportFormat, ExportState, LeadExport, making
from models.lead_exports.making import Order
from models.lead_exports.rows import KEPT, LeadExportEntry
from models.leads import Lead
from models.pages import Window
from tests import prospects
from tests.models.access import showroom
from tests.models.access.showroom import STAFF, met
from tests.prospects import Scene

pytestmark = pytest.mark.usefixtures("db")


async def _scene() -> tuple[Scene, dict[str, Viewer]]:
    at = await prospects.scene()
    return at, await showroom.of(at, await prospects.guest(at, "Ann"))


async def _done(at: Scene, by: Viewer) -> LeadExport:
    async with database.transaction():
        export = await making.create(
            at.dealer.id, Order(ExportFormat.CSV), language="en", by=by.as_member()
        )
    now = clock.now()
    await LeadExport.filter(id=export.id).update(
        state=ExportState.DONE, finished_at=now, expires_at=now + KEPT
    )
    return export


async def test_an_export_is_seen_by_the_staff_and_downloaded_by_those_who_may_act() -> None:
    at, viewers = await _scene()
    export = await _done(at, viewers["staff"])
    seen = await met(viewers, lambda v: lead_exports.see(v, export.id))
    assert seen == {"OPEN": STAFF, "CLOSED": set(viewers) - STAFF}
    taken = await met(viewers, lambda v: lead_exports.to_download(v, export.id))
    assert taken == {
        "OPEN": {"staff", "manager"},
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": {"nobody", "device"},
        "NOT_FOUND": set(viewers) - STAFF - {"nobody", "device"},
    }


async def test_a_dealers_exports_are_listed_for_its_staff_alone() -> None:
    at, viewers = await _scene()
    await _done(at, viewers["staff"])
    window = Window(10)
    seen = await met(viewers, lambda v: lead_exports.page_of_dealer(v, at.dealer.id, window))
    assert seen == {"OPEN": STAFF, "CLOSED": set(viewers) - STAFF}


async def test_an_export_is_asked_for_and_an_address_set_by_the_staff_alone() -> None:
    at, viewers = await _scene()
    allowed = {
        "OPEN": {"staff", "manager"},
        "SUSPENDED": {"suspended staff"},
        "SIGN_IN_REQUIRED": {"nobody", "device"},
        "NOT_FOUND": set(viewers) - STAFF - {"nobody", "device"},
    }
    for door in (lead_exports.to_make, adf.to_set):
        found = await met(viewers, lambda v, door=door: door(v, at.dealer.id, "dealer"))  # type: ignore[misc]
        assert found == allowed


async def test_an_address_is_seen_by_the_staff_alone() -> None:
    at, viewers = await _scene()
    async with database.transaction():
        by = viewers["staff"].as_member()
        await adf_addresses.put(at.dealer, "adf@crm.example", language="en", by=by)
    seen = await met(viewers, lambda v: adf.addresses(v, [at.dealer.id]))
    assert seen == {"OPEN": STAFF, "CLOSED": set(viewers) - STAFF}


async def test_a_file_that_is_over_dropped_or_holds_a_withdrawn_lead_is_not_there() -> None:
    at, viewers = await _scene()
    export = await _done(at, viewers["staff"])
    lead = await Lead.create(dealer=at.dealer, contact=await Contact.create(name="Ann"))
    await LeadExportEntry.create(export_id=export.id, lead_id=lead.id)

    async def found() -> set[str]:
        staff = {"staff": viewers["staff"]}
        return set(await met(staff, lambda v: lead_exports.to_download(v, export.id)))

    assert await found() == {"OPEN"}
    await Lead.filter(id=lead.id).update(withdrawn_at=clock.now())
    assert await found() == {"NOT_FOUND"}
    await Lead.filter(id=lead.id).update(withdrawn_at=None)
    await LeadExport.filter(id=export.id).update(dropped_at=clock.now())
    assert await found() == {"NOT_FOUND"}
    await LeadExport.filter(id=export.id).update(dropped_at=None, expires_at=clock.now())
    assert await found() == {"NOT_FOUND"}
    await LeadExport.filter(id=export.id).update(expires_at=None, state=ExportState.RUNNING)
    assert await found() == {"NOT_FOUND"}
