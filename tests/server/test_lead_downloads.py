"""Leads as files over HTTP: for the dealer's staff, written down, and kept in no cache."""

import httpx
import pytest

from models import clock, database, sessions
from models.access.viewer import Viewer
from models.adf import reading
from models.audit import AuditEntry
from models.dealers import Dealer
from models.lead_exports import ExportFormat, LeadExport, making
from models.lead_exports.making import Order
from models.leads import Lead
from models.members import Member
from schema.nodes import encode
from tests import prospects
from tests.application import service
from tests.postbox import Postbox


async def _token(viewer: Viewer) -> str:
    return (await sessions.open_for(await Member.get(id=viewer.as_member()))).token


async def _get(http: httpx.AsyncClient, path: str, token: str) -> httpx.Response:
    return await http.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


async def _scene() -> tuple[Dealer, Viewer, str, str]:
    """A dealer with a lead, its staff's token and that of another dealer's staff."""
    dealer = await prospects.dealer()
    await prospects.lead(dealer, "刘伟 🚗")
    dora = await prospects.staff(dealer)
    otto = await prospects.staff(await prospects.dealer("Other Cars"), "Otto")
    return dealer, dora, await _token(dora), await _token(otto)


async def test_a_lead_is_an_adf_document_for_its_staff_and_missing_for_all_others(db: str) -> None:
    _, dora, token, other = await _scene()
    lead = await Lead.get()
    its_id = encode("Lead", lead.id)
    async with service(db) as served:
        answer = await _get(served.client, f"/leads/{its_id}.adf", token)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert answer.headers["content-type"] == "application/xml"
        assert answer.headers["content-disposition"] == f'attachment; filename="{its_id}.xml"'
        [prospect] = reading.read(answer.content, "adf").prospects
        assert (prospect.id, prospect.customer.name) == (its_id, "刘伟 🚗")

        forbidden = await _get(served.client, f"/leads/{its_id}.adf", other)
        missing = await _get(served.client, f"/leads/{encode('Lead', dora.as_member())}.adf", token)
        nonsense = await _get(served.client, "/leads/x.adf", token)
        assert forbidden.status_code == 404
        assert forbidden.content == missing.content == nonsense.content
        assert (await _get(served.client, f"/leads/{its_id}.adf", "")).status_code == 401
        await Lead.all().update(withdrawn_at=clock.now())
        gone = await _get(served.client, f"/leads/{its_id}.adf", token)
        assert gone.content == missing.content
    [entry] = await AuditEntry.filter(action="lead.adf_download")
    assert (entry.actor_id, entry.subject_id) == (dora.member_id, lead.id)


@pytest.mark.parametrize("kind", ExportFormat)
async def test_an_export_is_a_file_for_the_staff_and_each_download_is_written_down(
    db: str, kind: ExportFormat
) -> None:
    dealer, dora, token, other = await _scene()
    async with database.transaction():
        export = await making.create(dealer.id, Order(kind), language="en", by=dora.as_member())
    path = f"/leads/exports/{encode('LeadExport', export.id)}"
    async with service(db) as served:
        early = await _get(served.client, path, token)
        await Postbox().fetch()
        answer = await _get(served.client, path, token)
        forbidden = await _get(served.client, path, other)
        assert (early.status_code, forbidden.status_code) == (404, 404)
        assert early.content == forbidden.content
        assert (await _get(served.client, path, "")).status_code == 401
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        name = f"leads-{export.created_at:%Y%m%d-%H%M%S}"
        ending = {"CSV": "csv", "XLSX": "xlsx", "ADF": "xml"}[kind]
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{ending}"'
        start = {"CSV": b"\xef\xbb\xbfLead,", "XLSX": b"PK", "ADF": b"<?xml"}[kind]
        assert answer.content.startswith(start)

        await Lead.all().update(withdrawn_at=clock.now())
        assert (await _get(served.client, path, token)).status_code == 404
    [entry] = await AuditEntry.filter(action="lead_export.download")
    assert (entry.actor_id, entry.detail) == (dora.member_id, {"leads": "1"})
    assert (await LeadExport.get()).done == 1
