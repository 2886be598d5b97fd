import base64
import io

import zxingcpp
from PIL import Image

from models.access.viewer import Viewer
from models.audit import AuditEntry
from models.grants import Role
from models.outbox import OutboxMessage
from models.passes import Pass
from models.seats import Seat
from schema.nodes import encode
from tests import people, places
from tests.client import Api

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_PASS = "query($id: ID!) { node(id: $id) { ... on Seat { pass { text qrSvg qrPng issue } } } }"


async def _booked(name: str) -> tuple[Viewer, str]:
    """A member, signed in, and the global id of the seat that they booked."""
    ann = await people.member(name)
    registration = await places.register(await places.event(), ann)
    seat = await Seat.get(registration_id=registration.id)
    return await people.viewer(ann), encode("Seat", seat.id)


async def test_a_pass_is_a_picture_that_reads_as_its_text(api: Api) -> None:
    ann, seat = await _booked("Ann")
    shown = (await api(_PASS, as_=ann, id=seat))["node"]["pass"]
    picture = Image.open(io.BytesIO(base64.b64decode(shown["qrPng"])))
    assert [code.text for code in zxingcpp.read_barcodes(picture, formats=QR)] == [shown["text"]]
    assert shown["qrSvg"].startswith("<svg") or "<svg" in shown["qrSvg"]
    assert shown["issue"] == 1


async def test_a_reissue_raises_the_issue_and_tells_the_holder(api: Api) -> None:
    ann, seat = await _booked("Ann")
    before = (await api(_PASS, as_=ann, id=seat))["node"]["pass"]["text"]
    payload = await api.mutate("passReissue", "pass { text issue }", as_=ann, seat=seat)
    assert payload["pass"]["issue"] == 2
    assert payload["pass"]["text"] != before
    assert await Pass.filter(replaced_at=None).count() == 1
    assert await OutboxMessage.filter(topic="pass.reissued").count() == 1
    assert await AuditEntry.filter(action="pass.reissue").count() == 1


async def test_nobody_else_sees_or_replaces_a_pass(api: Api) -> None:
    ann, seat = await _booked("Ann")
    ben = await people.viewer(await people.member("Ben"))
    assert (await api(_PASS, as_=ben, id=seat))["node"] is None
    assert await api.refused("passReissue", as_=ben, seat=seat) == "NOT_FOUND"
    assert await api.refused("passReissue", seat=seat) == "SIGN_IN_REQUIRED"
    assert await api.refused("passReissue", as_=ann, seat="nonsense") == "NOT_FOUND"
    assert [row.issue for row in await Pass.all()] == [1]


async def test_staff_may_replace_a_pass_but_not_hold_it(api: Api) -> None:
    event = await places.event()
    registration = await places.register(event, "Ann")
    seat = await Seat.get(registration_id=registration.id)
    gate = await people.with_role("Gus", Role.VENUE_STAFF, event.venue_id)
    payload = await api.mutate(
        "passReissue", "pass { text }", as_=gate, seat=encode("Seat", seat.id)
    )
    assert (payload["pass"], payload["userErrors"]) == (None, [])
    assert await Pass.filter(replaced_at=None, issue=2).count() == 1


async def test_one_who_waits_has_no_pass(api: Api) -> None:
    event = await places.event(capacity=1)
    await places.register(event, "Ann")
    ben = await people.member("Ben")
    waiting = await places.register(event, ben)
    seat = await Seat.get(registration_id=waiting.id)
    viewer = await people.viewer(ben)
    shown = (await api(_PASS, as_=viewer, id=encode("Seat", seat.id)))["node"]
    assert shown == {"pass": None}
    refused = await api.refused("passReissue", as_=viewer, seat=encode("Seat", seat.id))
    assert refused == "NO_PASS_YET"
