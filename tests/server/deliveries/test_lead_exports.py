"""Exports come out of the outbox as files that spreadsheets and dealers' systems read."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from models import clock, database, lead_withdrawals, outbox
from models.access.viewer import Viewer
from models.adf import reading
from models.adf.rows import Vehicle
from models.contacts import Contact
from models.dealers import Dealer
from models.lead_exports import ExportFormat, ExportState, LeadExport, making
from models.lead_exports.making import Order
from models.lead_questions import LeadQuestion, QuestionKind
from models.leads import Lead
from models.outbox import LEASE, OutboxMessage
from schema.nodes import encode
from server.deliveries import lead_exports
from server.lead_files import formats
from tests import prospects
from tests.house import SEAL
from tests.postbox import Postbox

pytestmark = pytest.mark.usefixtures("db")

AT = "2026-03-07T18:00:00+08:00"
TRAPS = ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1", "#N/A"]


async def _dealer(*names: str) -> tuple[Dealer, Viewer]:
    dealer = await Dealer.create(name="Harbour Motors", zone="Asia/Shanghai")
    question = await LeadQuestion.create(
        dealer=dealer, position=0, kind=QuestionKind.TEXT, wording={"en": "Car?", "zh": "车型？"}
    )
    for name in names:
        contact = await Contact.create(name=name, phone="+8613912345678", email="a@people.example")
        await Lead.create(
            dealer=dealer,
            contact=contact,
            captured_at=prospects.DOORS,
            model="" if name in TRAPS else "Seven",
            answers=[{"question": str(question.id), "answer": "L7"}],
        )
    return dealer, await prospects.staff(dealer)


async def _asked(dealer: Dealer, by: Viewer, kind: ExportFormat, language: str) -> LeadExport:
    async with database.transaction():
        return await making.create(dealer.id, Order(kind), language=language, by=by.as_member())


async def _file(dealer: Dealer, by: Viewer, kind: ExportFormat, language: str = "en") -> bytes:
    export = await _asked(dealer, by, kind, language)
    await Postbox().fetch()
    export = await LeadExport.get(id=export.id)
    assert export.state is ExportState.DONE
    return b"".join([piece async for piece in formats.download(export, SEAL)])


async def test_a_csv_opens_in_excel_and_calculates_nothing() -> None:
    dealer, dora = await _dealer("刘伟 🚗", *TRAPS)
    content = await _file(dealer, dora, ExportFormat.CSV, "zh")
    assert content.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))
    assert heading[:3] == ["线索编号", "获取时间", "状态"]
    first = await Lead.all().order_by("id").first()
    assert first is not None
    assert rows[0] == [
        encode("Lead", first.id), AT, "NEW", "", "刘伟 🚗", "'+8613912345678",
        "a@people.example", "en", "", "Seven", "车型？: L7",
    ]  # fmt: skip
    assert [row[4] for row in rows[1:]] == [f"'{trap}" for trap in TRAPS[:-1]] + ["#N/A"]


async def test_a_workbook_holds_every_cell_as_text_as_it_was_typed() -> None:
    dealer, dora = await _dealer("刘伟 🚗", *TRAPS)
    book = load_workbook(BytesIO(await _file(dealer, dora, ExportFormat.XLSX)))
    [sheet] = book.worksheets
    heading, *rows = sheet.iter_rows()
    assert [cell.value for cell in heading][:3] == ["Lead", "Captured at", "State"]
    assert [row[4].value for row in rows] == ["刘伟 🚗", *TRAPS]
    assert {row[5].value for row in rows} == {"+8613912345678"}
    assert {cell.data_type for row in rows for cell in row if cell.value} == {"s"}
    assert all(row[4].quotePrefix for row in rows[1:])


async def test_an_adf_export_is_one_document_of_all() -> None:
    dealer, dora = await _dealer("刘伟 🚗", *TRAPS)
    read = reading.read(await _file(dealer, dora, ExportFormat.ADF), "adf")
    assert read.departures == []
    assert [one.customer.name for one in read.prospects] == ["刘伟 🚗", *TRAPS]
    assert {one.comments for one in read.prospects} == {"Car?: L7"}
    brand = read.prospects[0].provider
    chosen = [one.vehicle for one in read.prospects]
    assert chosen == [Vehicle("2026", brand, "Seven"), *[None] * len(TRAPS)]


@pytest.mark.parametrize("kind", ExportFormat)
async def test_an_export_of_nobody_is_a_file_too(kind: ExportFormat) -> None:
    dealer, dora = await _dealer()
    content = await _file(dealer, dora, kind)
    if kind is ExportFormat.XLSX:
        assert load_workbook(BytesIO(content)).worksheets[0].max_row == 1
    else:
        assert len(content.splitlines()) == {ExportFormat.CSV: 1, ExportFormat.ADF: 4}[kind]


async def test_a_long_export_goes_on_in_another_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PAGE", 1)
    monkeypatch.setattr(lead_exports, "SLICE_SECONDS", 0.0)
    dealer, dora = await _dealer("Ann", "Ben", "Cas")
    content = await _file(dealer, dora, ExportFormat.CSV)
    assert [line.split(",")[4] for line in content.decode().splitlines()] == [
        "Name", "Ann", "Ben", "Cas",
    ]  # fmt: skip
    assert await OutboxMessage.filter(topic=making.MADE).count() == 4


async def test_a_worker_killed_amid_an_export_leaves_it_to_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(making, "PAGE", 1)
    dealer, dora = await _dealer("Ann", "Ben")
    export = await _asked(dealer, dora, ExportFormat.XLSX, "en")
    assert [message.topic for message in await outbox.lease(50)][-1] == making.MADE
    render = formats.Renderer(Postbox().setup().issuer)
    await making.take_page(export.id, render, SEAL)  # and no more is heard of that worker

    box, later = Postbox(), clock.now() + LEASE
    await box.fetch()
    assert (await LeadExport.get(id=export.id)).state is ExportState.RUNNING
    with clock.injected(lambda: later):
        await box.fetch()
        export = await LeadExport.get(id=export.id)
        content = b"".join([piece async for piece in formats.download(export, SEAL)])
    [sheet] = load_workbook(BytesIO(content)).worksheets
    assert [row[4] for row in sheet.iter_rows(values_only=True)] == ["Name", "Ann", "Ben"]


async def test_what_fails_again_and_again_is_given_up() -> None:
    dealer, dora = await _dealer("Ann")
    export = await _asked(dealer, dora, ExportFormat.CSV, "xx")  # which has no headings
    await OutboxMessage.filter(topic=making.MADE).update(attempts=5)
    await Postbox().fetch()
    assert (await LeadExport.get(id=export.id)).state is ExportState.FAILED
    assert await OutboxMessage.filter(delivered_at=None).count() == 0


async def test_a_withdrawal_told_by_the_outbox_drops_the_file() -> None:
    dealer, dora = await _dealer("Ann")
    await _file(dealer, dora, ExportFormat.CSV)
    lead = await Lead.get()
    async with database.transaction():
        who = await Contact.get(id=lead.contact_id)
        await lead_withdrawals.withdraw([who], dealer.id, method="TEST")
    await Postbox().fetch()
    assert (await LeadExport.get()).dropped_at is not None
