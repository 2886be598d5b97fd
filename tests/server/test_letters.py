"""Letters as mail programs read them: headers that hold, both forms, pictures and calendars."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, cast

import pytest
from icalendar import Calendar as Parsed
from jinja2 import UndefinedError

from models import ids
from models.mails import Mail, MailKind
from server.letters import Calendar, Enclosed, Picture, compose
from server.mail import NotTaken
from tests import postbox
from tests.postbox import LETTERHEAD
from venues import qr

EVENT = {
    "title": "Open House",
    "starts_at": "2026-03-07T10:00:00+00:00",
    "ends_at": "2026-03-07T18:00:00+00:00",
    "zone": "Asia/Shanghai",
    "venue": "Pier 7",
    "hall": "Great Hall",
    "address": "7 Riverside Road",
}


def _mail(template: str = "registration.waiting", **other: Any) -> Mail:
    said = {
        "to_address": "ann@people.example",
        "locale": "en",
        "kind": MailKind.EVENTS,
        "detail": {
            "name": "Ann",
            "event": EVENT,
            "seats": [{"id": str(ids.new()), "holder": "Ann"}],
            "offers": False,
            **other.pop("detail", {}),
        },
        **other,
    }
    return Mail(
        id=ids.new(),
        message_id=ids.new(),
        template=template,
        created_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
        **said,
    )


def _read_back(letter: EmailMessage) -> EmailMessage:
    """The letter as it comes over the wire."""
    return message_from_bytes(letter.as_bytes(policy=SMTP), policy=SMTP)


def _titled(title: str) -> dict[str, Any]:
    return {"event": EVENT | {"title": title}}


def test_a_letter_says_who_to_whom_when_and_is_the_same_each_time() -> None:
    mail = _mail()
    one, twin = (_read_back(compose(mail, LETTERHEAD, Enclosed())) for _ in range(2))

    assert one["From"] == "Luming <club@luming.example>"
    assert one["To"] == "ann@people.example"
    assert one["Date"] == "Sun, 01 Mar 2026 09:30:00 +0000"
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["Message-ID"] == twin["Message-ID"] == f"<{mail.id}@luming.example>"
    assert one.get_content_type() == "multipart/alternative"


def test_a_chinese_subject_and_names_with_quotes_arrive_as_written() -> None:
    title = '春季"开放日" O’Hara & <Söhne>, 第一场：' + "很长的标题" * 20
    letter = _read_back(compose(_mail(locale="zh", detail=_titled(title)), LETTERHEAD, Enclosed()))

    assert letter["Subject"] == f"《{title}》您已进入候补名单"
    assert title in postbox.text(letter)
    assert "O’Hara &amp; &lt;Söhne&gt;" in postbox.html(letter)
    assert "<Söhne>" not in postbox.html(letter)


@pytest.mark.parametrize(
    "title",
    ["Open\r\nBcc: eve@evil.example", "Open\nHouse\n\n<b>", "Open\u2028Bcc: e@evil.example"],
)
def test_no_title_can_put_a_header_into_a_letter(title: str) -> None:
    letter = _read_back(compose(_mail(detail=_titled(title)), LETTERHEAD, Enclosed()))

    assert letter["Bcc"] is None
    assert letter["Subject"] == f"{' '.join(title.split())}: you are on the waiting list"
    assert sorted(letter.keys()) == sorted(compose(_mail(), LETTERHEAD, Enclosed()).keys())


@pytest.mark.parametrize(
    "address",
    ['a"b@people.example', "ann<eve@evil.example", "ann,eve@evil.example", "(ann@people.example",
     "ann@people.example\nBcc: eve@evil.example", "..@people.example"],
)  # fmt: skip
def test_what_is_no_address_is_not_written_to(address: str) -> None:
    with pytest.raises(NotTaken):
        compose(_mail(to_address=address), LETTERHEAD, Enclosed())


@pytest.mark.parametrize("kind", list(MailKind))
def test_letters_that_can_be_refused_say_how_and_no_others(kind: MailKind) -> None:
    letter = _read_back(compose(_mail(kind=kind), LETTERHEAD, Enclosed()))

    if kind not in {MailKind.EVENTS, MailKind.COMMUNITY, MailKind.LEADS}:
        assert letter["List-Unsubscribe"] is letter["List-Unsubscribe-Post"] is None
        assert "unsubscribe" not in postbox.html(letter).lower()
        return
    link = str(letter["List-Unsubscribe"]).strip("<>")
    assert link.startswith("https://luming.example/unsubscribe?token=")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in postbox.text(letter)
    assert f'href="{link}"' in postbox.html(letter)


def test_the_unsubscribe_header_is_one_plain_line_on_the_wire() -> None:
    lines = compose(_mail(), LETTERHEAD, Enclosed()).as_bytes(policy=SMTP).split(b"\r\n")
    [line] = [line for line in lines if line.startswith(b"List-Unsubscribe:")]
    assert line.startswith(b"List-Unsubscribe: <https://luming.example/unsubscribe?token=")
    assert line.endswith(b">")


@pytest.mark.parametrize(
    ("locale", "when"),
    [
        ("en", "Saturday 7 March 2026, 18:00 – Sunday 8 March 2026, 02:00 (UTC+8)"),
        ("zh", "2026年3月7日 星期六 18:00 – 2026年3月8日 星期日 02:00（UTC+8）"),
    ],
)
def test_times_are_those_of_the_venue_with_weekday_and_offset(locale: str, when: str) -> None:
    letter = compose(_mail(locale=locale), LETTERHEAD, Enclosed())
    assert when in postbox.text(letter)
    assert when in postbox.html(letter)


def test_passes_are_shown_in_the_letter_and_can_be_kept_and_scan_as_what_they_are() -> None:
    texts = {"pass-1": "PD1:ONE", "pass-2": "PD1:TWO"}
    link = "https://luming.example/pass/"
    enclosed = Enclosed([
        Picture(name, qr.png(text), name, f"{link}{name}") for name, text in texts.items()
    ])  # fmt: skip
    letter = _read_back(
        compose(_mail("registration.confirmed", kind=MailKind.PASS), LETTERHEAD, enclosed)
    )

    shown = {
        str(part["Content-ID"]): part
        for part in letter.walk()
        if part.get_content_disposition() == "inline"
    }
    kept = postbox.files(letter)
    assert set(shown) == {"<pass-1>", "<pass-2>"}
    assert set(kept) == {"pass-1.png", "pass-2.png"}
    for name, text in texts.items():
        assert f'src="cid:{name}"' in postbox.html(letter)
        assert f'href="{link}{name}"' in postbox.html(letter)
        assert f"On your phone, without a network too: {link}{name}" in postbox.text(letter)
        for part in (shown[f"<{name}>"], kept[f"{name}.png"]):
            assert part.get_content_type() == "image/png"
            assert postbox.scanned(cast(bytes, part.get_content())) == text


def test_a_calendar_file_keeps_its_lines_and_says_what_it_is_for() -> None:
    ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
    letter = _read_back(compose(_mail(), LETTERHEAD, Enclosed(calendar=Calendar(ics, "CANCEL"))))

    part = postbox.files(letter)["event.ics"]
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "CANCEL"
    assert Parsed.from_ical(str(part.get_content()))["METHOD"] == "CANCEL"


def test_a_fact_that_a_template_lacks_is_a_fault_and_no_half_letter() -> None:
    mail = _mail("event.cancelled")
    with pytest.raises(UndefinedError):
        compose(mail, LETTERHEAD, Enclosed())
