"""ADF 1.0: what is written is valid and is read again as it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from models.adf import reading, validity, writing
from models.adf.rows import COMMENTS_MOST, LINE_MOST, Person, Prospect, Vehicle, Vendor, fit
from models.refusals import AdfTooLarge, AdfUnreadable

ANY_CAR = Vehicle("2026", "Luming", "Any")
LIU = Prospect(
    id="MUxlYWQ6",
    source="Luming",
    is_resend=False,
    requested_at=datetime(2026, 3, 7, 10, 0, tzinfo=UTC),
    vehicle=Vehicle("2026", "Luming", "L7"),
    customer=Person("刘伟 🚗", "liu@people.example", "+8613912345678"),
    comments="Open House\nWhich car? L7 & more <soon>",
    vendor=Vendor("MURlYWxlcjo", "Harbour Motors", "+862112345678"),
    provider="Luming",
)
WRITTEN = """<?xml version="1.0" encoding="UTF-8"?>
<?adf version="1.0"?>
<adf>
<prospect status="new"><id sequence="1" source="Luming">MUxlYWQ6</id>\
<requestdate>2026-03-07T10:00:00+00:00</requestdate>\
<vehicle interest="buy" status="new"><year>2026</year><make>Luming</make><model>L7</model>\
</vehicle><customer><contact><name part="full" type="individual">刘伟 🚗</name>\
<email>liu@people.example</email><phone type="voice">+8613912345678</phone></contact>\
<comments>Open House
Which car? L7 &amp; more &lt;soon&gt;</comments></customer>\
<vendor><id sequence="1" source="Luming">MURlYWxlcjo</id><vendorname>Harbour Motors</vendorname>\
<contact><name part="full" type="business">Harbour Motors</name>\
<phone type="voice">+862112345678</phone></contact></vendor>\
<provider><name part="full">Luming</name></provider></prospect>
</adf>
"""

ODD = ["刘伟", "Zoë 👩‍🔧", "a\x00b\x1b\ud800", " ", "]]>&<"]
lines = st.text(max_size=40) | st.sampled_from(ODD)
cars = st.none() | st.builds(Vehicle, lines, lines, lines)
times = st.none() | st.builds(
    lambda seconds, hours: datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours))),
    st.floats(1e9, 4e9),
    st.integers(-12, 14),
)
PROSPECTS = st.builds(
    Prospect,
    id=lines,
    source=lines,
    is_resend=st.booleans(),
    requested_at=times,
    vehicle=cars,
    customer=st.builds(Person, lines, lines, lines),
    comments=st.text(max_size=200) | st.just("\u2028x\r\ny\x0bz "),
    vendor=st.builds(Vendor, lines, lines, lines),
    provider=lines,
)


def _departures(document: bytes) -> list[str]:
    return validity.departures(etree.fromstring(document))


def test_a_document_is_as_dealers_systems_read_it() -> None:
    assert writing.document([LIU], ANY_CAR).decode() == WRITTEN
    assert _departures(WRITTEN.encode()) == []


def test_what_was_written_is_read_again() -> None:
    assert reading.read(WRITTEN.encode(), "adf").prospects == [LIU]


@given(st.lists(PROSPECTS, min_size=1, max_size=3))
@settings(deadline=None)
def test_every_document_is_valid_and_comes_back(said: list[Prospect]) -> None:
    _holds(said)


@pytest.mark.drill
@given(PROSPECTS)
@settings(deadline=None, max_examples=10_000)
def test_ten_thousand_random_leads_are_valid_and_come_back(said: Prospect) -> None:
    _holds([said])


def _holds(said: list[Prospect]) -> None:
    fitting = [fit(one) for one in said]
    document = writing.document(said, ANY_CAR)
    assert reading.read(document, "adf") == reading.Document(fitting, [])
    assert [fit(one) for one in fitting] == fitting
    assert writing.document(fitting, ANY_CAR) == document


def test_a_second_sending_has_the_same_id_and_is_a_resend() -> None:
    first, second = (
        etree.fromstring(writing.document([replace(LIU, is_resend=again)], ANY_CAR))
        for again in (False, True)
    )
    assert first.findtext("prospect/id") == second.findtext("prospect/id") == LIU.id
    assert [each[0].get("status") for each in (first, second)] == ["new", "resend"]


def test_where_no_car_is_chosen_the_brands_own_stands() -> None:
    document = writing.document([replace(LIU, vehicle=None)], ANY_CAR)
    told = etree.fromstring(document).iterfind("prospect/vehicle/*")
    assert [(each.tag, each.text) for each in told] == [
        ("id", "none-chosen"),
        ("year", "2026"),
        ("make", "Luming"),
        ("model", "Any"),
    ]


@pytest.mark.parametrize(("email", "phone"), [("a@b.example", ""), ("", "+86139"), ("", "")])
def test_a_contact_has_its_name_then_email_before_phone_and_one_of_them(
    email: str, phone: str
) -> None:
    said = replace(LIU, customer=Person("Ann", email, phone))
    document = writing.document([said], ANY_CAR)
    assert _departures(document) == []
    assert reading.read(document, "adf").prospects == [said]


def test_control_characters_go_and_long_texts_are_cut() -> None:
    said = replace(LIU, customer=Person("A\x00n\x07n" * 200, "", ""), comments="x" * 9_000)
    kept = fit(said)
    assert kept.customer.name == ("Ann" * 200)[:LINE_MOST]
    assert kept.comments == "x" * COMMENTS_MOST


def test_times_are_whole_seconds_of_utc() -> None:
    at = datetime(2026, 3, 7, 18, 0, 1, 999, tzinfo=timezone(timedelta(hours=8)))
    assert fit(replace(LIU, requested_at=at)).requested_at == datetime(
        2026, 3, 7, 10, 0, 1, tzinfo=UTC
    )


def test_what_others_write_is_read_and_its_departures_are_told() -> None:
    document = b"""<?xml version="1.0"?><?adf version="1.0"?>
    <adf xmlns="urn:somebody"><prospect>
      <requestdate>yesterday</requestdate>
      <customer><contact>
        <phone> +86 139 </phone><name part="first">Wei</name><name part="last"> Liu</name>
      </contact></customer>
    </prospect></adf>"""
    read = reading.read(document, "adf")
    nobody = Vendor("", "", "")
    assert read.prospects == [
        Prospect("", "", False, None, None, Person("Wei Liu", "", "+86 139"), "", nobody, "")
    ]
    assert [departure.partition(":")[0] for departure in read.departures] == ["2", "2", "4"]


LAUGHS = b"""<!DOCTYPE adf [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
<adf><prospect><id>&b;</id></prospect></adf>"""
OUTSIDE = b"""<!DOCTYPE adf [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<adf><prospect><id>&x;</id></prospect></adf>"""
FOREIGN = b'<!DOCTYPE adf SYSTEM "file:///etc/hostname"><adf><prospect/></adf>'


@pytest.mark.parametrize(
    "content",
    [b"", b"no xml", b"<adf/>", b"<prospect/>", b"<adf><prospect>", LAUGHS, OUTSIDE, FOREIGN,
     LAUGHS.decode().encode("utf-16"), b"<adf>" * 5_000],
)  # fmt: skip
def test_what_is_no_adf_or_defines_things_of_its_own_is_refused(content: bytes) -> None:
    with pytest.raises(AdfUnreadable):
        reading.read(content, "adf")


@pytest.mark.parametrize(
    "content", [b" " * (1024**2 + 1), b"<adf>" + b"<prospect/>" * 501 + b"</adf>"]
)
def test_what_is_too_large_is_refused(content: bytes) -> None:
    with pytest.raises(AdfTooLarge):
        reading.read(content, "adf")
