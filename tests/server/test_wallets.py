"""Wallets: files and links as Apple and Google document them, signed with keys for the test."""

import json
import subprocess
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from PIL import Image
from pydantic import ValidationError

from models.seats import Seat
from server.settings import Settings
from server.wallets import apple, google
from server.wallets.apple import AppleWallet, BadCertificate
from server.wallets.google import BadAccount, GoogleWallet
from server.wallets.ticket import Ticket
from tests import doors, places
from tests.application import service
from tests.house import LINKS

PASS_TYPE, TEAM = "pass.example.luming", "A1B2C3D4E5"
_ZONE = ZoneInfo("Asia/Shanghai")
TICKET = Ticket(
    brand="Luming",
    seat_id=UUID(int=1),
    event_id=UUID(int=2),
    text="PD1:ABC",
    url="https://luming.example/pass/x",
    title="鹿鸣之夜",
    venue="Pier 7",
    hall="Great Hall",
    address="7 Riverside Road",
    holder="Ann",
    starts_at=datetime(2030, 5, 4, 18, 0, tzinfo=_ZONE),
    ends_at=datetime(2030, 5, 4, 20, 0, tzinfo=_ZONE),
    expires_at=datetime(2030, 5, 5, 8, 0, tzinfo=_ZONE),
)


@pytest.fixture(scope="module")
def keys() -> dict[str, rsa.RSAPrivateKey]:
    return {
        name: rsa.generate_private_key(public_exponent=65537, key_size=2048)
        for name in ("authority", "brand")
    }


def _certificate(
    keys: Mapping[str, rsa.RSAPrivateKey], subject: x509.Name, owner: str
) -> x509.Certificate:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_AUTHORITY)
        .public_key(keys[owner].public_key())
        .serial_number(1 if owner == "authority" else 7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(owner == "authority", None), critical=True)
        .sign(keys["authority"], SHA256())
    )


_AUTHORITY = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority for tests")])
_BRAND = x509.Name([
    x509.NameAttribute(NameOID.USER_ID, PASS_TYPE),
    x509.NameAttribute(NameOID.COMMON_NAME, f"Pass Type ID: {PASS_TYPE}"),
    x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, TEAM),
])  # fmt: skip


@pytest.fixture
def apple_settings(keys: dict[str, rsa.RSAPrivateKey], tmp_path: Path) -> dict[str, Any]:
    """Settings that name files such as Apple's."""
    files = {
        "certificate": _certificate(keys, _BRAND, "brand").public_bytes(Encoding.PEM),
        "key": _private(keys["brand"]),
        "wwdr": _certificate(keys, _AUTHORITY, "authority").public_bytes(Encoding.PEM),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    paths = {f"apple_{name}": tmp_path / name for name in files}
    return {"apple_pass_type": PASS_TYPE, "apple_team": TEAM, **paths}


@pytest.fixture
def google_settings(keys: dict[str, rsa.RSAPrivateKey], tmp_path: Path) -> dict[str, Any]:
    account = tmp_path / "account.json"
    said = {"client_email": "club@luming.example", "private_key": _private(keys["brand"]).decode()}
    account.write_text(json.dumps(said))
    return {"google_issuer": "3388000000012345678", "google_account": account}


def _private(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_a_pass_says_what_apple_documents_of_an_event_ticket() -> None:
    said = json.loads(apple.contents(TICKET, PASS_TYPE, TEAM)["pass.json"])
    required = {
        "formatVersion": 1, "passTypeIdentifier": PASS_TYPE, "teamIdentifier": TEAM,
        "serialNumber": str(UUID(int=1)), "organizationName": "Luming",
        "description": "Luming: 鹿鸣之夜",
    }  # fmt: skip
    assert {name: said[name] for name in required} == required
    assert said["barcodes"] == [
        {
            "format": "PKBarcodeFormatQR", "message": "PD1:ABC",
            "messageEncoding": "iso-8859-1", "altText": "Ann",
        }
    ]  # fmt: skip
    assert said["relevantDate"] == "2030-05-04T18:00+08:00"
    assert said["expirationDate"] == "2030-05-05T08:00+08:00"
    ticket = said["eventTicket"]
    fields = [field for part in ticket.values() for field in part]
    assert len({field["key"] for field in fields}) == len(fields)
    assert all({"key", "value"} <= field.keys() for field in fields)
    assert [field["value"] for field in ticket["auxiliaryFields"]] == ["Ann", "Great Hall"]


def test_an_event_in_the_whole_of_a_venue_has_no_field_for_a_hall() -> None:
    files = apple.contents(replace(TICKET, hall=""), PASS_TYPE, TEAM)
    fields = json.loads(files["pass.json"])["eventTicket"]["auxiliaryFields"]
    assert [field["key"] for field in fields] == ["holder"]


def test_the_manifest_has_the_sha1_of_every_other_file_and_each_label_a_word() -> None:
    files = apple.contents(TICKET, PASS_TYPE, TEAM)
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest == {name: sha1(content).hexdigest() for name, content in files.items()}
    assert {"icon.png", "icon@2x.png", "icon@3x.png", "logo.png", "pass.json"} <= files.keys()
    fields = json.loads(files["pass.json"])["eventTicket"].values()
    labels = {field["label"] for part in fields for field in part if field["label"]}
    for language in ("en", "zh-Hans"):
        strings = files[f"{language}.lproj/pass.strings"].decode("utf-16")
        assert {line.split('"')[1] for line in strings.splitlines()} >= labels


@pytest.mark.parametrize(
    ("name", "side"), [("icon.png", 29), ("icon@2x.png", 58), ("logo@3x.png", 87)]
)
def test_the_pictures_have_the_sizes_that_apple_asks_for(name: str, side: int) -> None:
    picture = Image.open(BytesIO(apple.contents(TICKET, PASS_TYPE, TEAM)[name]))
    assert (picture.format, picture.size) == ("PNG", (side, side))


def test_the_signature_verifies_with_openssl_and_breaks_with_the_manifest(
    apple_settings: dict[str, Any], tmp_path: Path
) -> None:
    wallet = AppleWallet.of(Settings(**apple_settings))
    assert wallet is not None
    with ZipFile(BytesIO(wallet.file(TICKET))) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "pass")
    assert _verified(tmp_path, apple_settings["apple_wwdr"])
    manifest = tmp_path / "pass" / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"a", b"b", 1))
    assert not _verified(tmp_path, apple_settings["apple_wwdr"])


def _verified(folder: Path, authority: Path) -> bool:
    ran = subprocess.run(
        [
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any",
            "-in", folder / "pass" / "signature", "-content", folder / "pass" / "manifest.json",
            "-CAfile", authority, "-out", folder / "verified",
        ],
        check=False, capture_output=True,
    )  # fmt: skip
    return ran.returncode == 0


def test_the_same_pass_is_the_same_files_whenever_it_is_made() -> None:
    made = [apple.packed(apple.contents(TICKET, PASS_TYPE, TEAM)) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"apple_pass_type": "pass.example.other"}, "not for the pass type"),
        ({"apple_team": "ZZZZZZZZZZ"}, "not of the team"),
        ({"apple_wwdr": "certificate"}, "did not issue"),
        ({"apple_certificate": "wwdr"}, "not the key of"),
    ],
)
def test_files_that_an_iphone_would_refuse_are_refused_at_the_start(
    apple_settings: dict[str, Any], wrong: dict[str, str], why: str
) -> None:
    named = {name: apple_settings.get(f"apple_{value}", value) for name, value in wrong.items()}
    with pytest.raises(BadCertificate, match=why):
        AppleWallet.of(Settings(**apple_settings | named))


@pytest.mark.parametrize("left_out", ["apple_team", "apple_wwdr", "google_issuer"])
def test_half_of_a_wallets_settings_are_refused(
    apple_settings: dict[str, Any], google_settings: dict[str, Any], left_out: str
) -> None:
    said = apple_settings | google_settings
    del said[left_out]
    with pytest.raises(ValidationError, match="needs"):
        Settings(**said)


def test_a_google_link_is_a_jwt_that_the_accounts_key_has_signed(
    google_settings: dict[str, Any], keys: dict[str, rsa.RSAPrivateKey]
) -> None:
    wallet = GoogleWallet.of(Settings(**google_settings))
    assert wallet is not None
    link = wallet.link(TICKET)
    assert link.startswith(google.SAVE)
    head, body, signature = link.removeprefix(google.SAVE).split(".")
    keys["brand"].public_key().verify(
        _raw(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256()
    )
    assert json.loads(_raw(head)) == {"alg": "RS256", "typ": "JWT"}
    claims = json.loads(_raw(body))
    assert (claims["iss"], claims["aud"], claims["typ"]) == (
        "club@luming.example", "google", "savetowallet",
    )  # fmt: skip
    [event], [seat] = (
        claims["payload"][kind] for kind in ("eventTicketClasses", "eventTicketObjects")
    )
    assert event["id"] == seat["classId"] == f"3388000000012345678.{UUID(int=2)}"
    assert event["eventName"]["defaultValue"]["value"] == "鹿鸣之夜"
    assert seat["barcode"] == {"type": "QR_CODE", "value": "PD1:ABC", "alternateText": "Ann"}
    assert (seat["state"], seat["ticketHolderName"]) == ("ACTIVE", "Ann")


def _raw(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.mark.parametrize("content", ["", "[]", '{"client_email": "x"}', '{"private_key": 7}'])
def test_a_file_that_is_no_account_is_refused(
    google_settings: dict[str, Any], content: str
) -> None:
    google_settings["google_account"].write_text(content)
    with pytest.raises(BadAccount):
        GoogleWallet.of(Settings(**google_settings))


async def test_with_keys_the_page_links_to_both_wallets_and_serves_apples_file(
    db: str, apple_settings: dict[str, Any], google_settings: dict[str, Any]
) -> None:
    registration = await places.register(await places.event(), "Ann", 2)
    own, guest = await Seat.filter(registration_id=registration.id).order_by("position")
    async with service(
        db, public_url=LINKS.address, **apple_settings, **google_settings
    ) as running:
        page = (await running.client.get(f"/pass/{LINKS.token(own.id)}")).text
        path = f"/pass/{LINKS.token(guest.id)}/apple.pkpass"
        file = await running.client.get(path)
    assert page.count(google.SAVE) == 2
    assert f'href="{path}"' in page
    assert (file.status_code, file.headers["content-type"]) == (200, apple.MEDIA_TYPE)
    said = json.loads(ZipFile(BytesIO(file.content)).read("pass.json"))
    [text] = await doors.tokens(guest)
    assert said["barcodes"][0]["message"] == text
