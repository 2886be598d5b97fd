"""A person's data over HTTP: all of it, for them and whom they ask, and proofs that verify."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from typer.testing import CliRunner

from models import grants, lead_intake, receipt_keys, sessions
from models.audit import AuditEntry
from models.erasing.reach import REACHED
from models.grants import Role
from models.members import Member
from schema.nodes import encode
from server.commands import consent
from tests import enquiries, lives, people, prospects
from tests.application import Service, service
from tests.client import NOBODY, Api


async def _get(served: Service, of: Member, by: Member | None) -> httpx.Response:
    token = (await sessions.open_for(by)).token if by else ""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await served.client.get(f"/exports/{encode('Member', of.id)}", headers=headers)


def _opened(answer: httpx.Response) -> tuple[dict[str, Any], str, list[str]]:
    """The data, the receipts, and the names of all files."""
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        data = json.loads(folder.read("data.json"))
        return data, folder.read("receipts.jsonl").decode(), folder.namelist()


async def test_the_zip_tells_everything_that_is_known_of_a_member(
    api: Api, database_url: str, tmp_path: Path
) -> None:
    life = await lives.live(api, tmp_path)
    store = f"file://{tmp_path}/pictures"
    async with service(database_url, picture_store=store) as served:
        answer = await _get(served, life.member, life.member)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["cache-control"] == "no-store"
    data, receipts, names = _opened(answer)
    tables = data["tables"]
    assert set(tables) == {one.table._meta.db_table for one in REACHED if not one.untold}
    [member] = tables["members"]
    assert (member["name"], member["email"], member["phone"]) == (
        lives.NAME, lives.EMAIL, lives.PHONE,
    )  # fmt: skip
    counted = {name: len(rows) for name, rows in tables.items() if rows}
    assert counted == {
        "members": 1, "contacts": 3, "sessions": 3, "sign_in_codes": 2, "posts": 3, "comments": 1,
        "pictures": 2, "follows": 2, "memberships": 1, "registrations": 2, "seats": 3, "passes": 1,
        "consents": 2, "consent_receipts": 2, "leads": 1, "touches": 2, "stand_leads": 2,
            "handover_steps": 1,
        "deeds": 4, "points_accounts": 1, "points_entries": 8, "mails": counted["mails"],
        "mail_opt_outs": 1, "notifications": counted["notifications"],
    }  # fmt: skip
    assert "token_hash" not in tables["sessions"][0]
    assert "code_hash" not in tables["sign_in_codes"][0]
    assert len(receipts.splitlines()) == 2
    assert len([name for name in names if name.startswith("pictures/")]) == 2
    assert await AuditEntry.filter(action="member.export").count() == 0


async def test_receipts_of_the_zip_verify_with_public_keys_and_without_a_database(
    api: Api, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    life = await lives.live(api, tmp_path)
    async with service(database_url, picture_store=f"file://{tmp_path}/pictures") as served:
        _, receipts, _ = _opened(await _get(served, life.member, life.member))
    monkeypatch.setenv("PADDOCK_DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    said, keys = tmp_path / "receipts.jsonl", tmp_path / "keys.jsonl"
    keys.write_text("\n".join([
        orjson.dumps({"keyId": key["keyId"], "publicKey": key["publicKey"]}).decode()
        for key in (await api("{ consentKeys { keyId publicKey } }"))["consentKeys"]
    ]))  # fmt: skip
    said.write_text(receipts)

    def verified() -> tuple[int, list[str]]:
        words = ["consent", "verify", str(said), "--keys", str(keys)]
        result = CliRunner().invoke(consent.commands, words, catch_exceptions=False)
        return result.exit_code, result.output.splitlines()

    lines = receipts.splitlines()
    first, second = (json.loads(json.loads(line)["text"])["id"] for line in lines)
    assert verified() == (0, [
        f"1: good: {first} granted to Harbour Motors",
        f"2: good: {second} granted to Harbour Motors",
    ])  # fmt: skip
    assert "tablet" in json.loads(lines[1])
    said.write_text("\n".join([lines[0].replace("Harbour", "Harbors"), lines[1], "{}"]))
    assert verified() == (1, [
        "1: WRONG: the signature is not that of this text",
        f"2: good: {second} granted to Harbour Motors",
        "3: WRONG: a receipt has a text, a signature and a keyId",
        "2 of 3 receipts prove nothing.",
    ])  # fmt: skip
    said.write_text(lines[1].replace("Zebulon", "Gebulon"))
    assert verified()[1][0] == "1: WRONG: the tablet's receipt is not the one that was sealed"
    keys.write_text("")
    assert verified()[1][0].endswith("which is not among the trusted")
    assert len(await receipt_keys.trusted()) == 1


async def test_nobody_gets_anothers_data_but_an_operator_who_is_written_down(
    db: str,
) -> None:
    ann, ben, olga = [await people.member(name) for name in ("Ann", "Ben", "Olga")]
    await grants.give(olga, Role.OPERATOR, by=None)
    async with service(db) as served:
        answers = [await _get(served, ann, by) for by in (None, ben, olga)]
        gone = await served.client.get("/exports/nonsense")

    assert [answer.status_code for answer in answers] == [401, 404, 200]
    assert gone.status_code == 401
    [entry] = await AuditEntry.filter(action="member.export")
    assert (entry.actor_id, entry.subject_id) == (olga.id, ann.id)


async def test_an_operator_takes_out_what_is_known_of_somebody_without_an_account(
    api: Api, db: str
) -> None:
    dealer = await prospects.dealer()
    contacts = [
        await enquiries.person(dealer, "Liu Wei", phone="+8613912345678"),
        await enquiries.person(dealer, "Wei Liu", phone="+8613912345678", email="w@people.example"),
    ]
    await enquiries.person(dealer, "Chen Yu", phone="+8613912345679")
    for contact in contacts:
        await lead_intake.take([enquiries.enquiry(dealer, contact)])
    olga, ben = [await people.member(name) for name in ("Olga", "Ben")]
    await grants.give(olga, Role.OPERATOR, by=None)
    asked = "query($phone: String!) { contactDataExport(phone: $phone) { url } }"
    said = {"phone": "+86 139 1234 5678"}

    url = (await api(asked, as_=await people.viewer(olga), **said))["contactDataExport"]["url"]
    for someone, code in ((await people.viewer(ben), "NOT_ALLOWED"), (NOBODY, "SIGN_IN_REQUIRED")):
        [error] = await api.errors(asked, as_=someone, **said)
        assert error.extensions == {"code": code}
    async with service(db) as served:
        answers = []
        for member in (olga, ben):
            token = (await sessions.open_for(member)).token
            headers = {"Authorization": f"Bearer {token}"}
            answers.append(await served.client.get(url, headers=headers))
        answers.append(await served.client.get(url))
        headers = {"Authorization": f"Bearer {(await sessions.open_for(olga)).token}"}
        answers.append(await served.client.get(f"{url[:-2]}xy", headers=headers))

    assert "13912345678" not in url
    assert [answer.status_code for answer in answers] == [200, 403, 401, 404]
    data, receipts, names = _opened(answers[0])
    tables = data["tables"]
    assert {row["name"] for row in tables["contacts"]} == {"Liu Wei", "Wei Liu"}
    assert (len(tables["leads"]), len(tables["touches"])) == (1, 2)
    assert (len(tables["consents"]), tables["members"], receipts) == (2, [], "")
    assert names == ["data.json", "receipts.jsonl"]
    entries = await AuditEntry.filter(action="contact.export")
    assert {entry.subject_id for entry in entries} == {contact.id for contact in contacts}
    assert {entry.actor_id for entry in entries} == {olga.id}
