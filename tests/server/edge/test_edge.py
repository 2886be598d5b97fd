"""A real cloud, a real edge, and tablets: cut the cloud, scan on, bring it back, count once."""

from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from models import database
from models.check_ins import CheckIn
from models.heard_batches import HeardBatch
from models.leads import Lead
from models.points.ledger import PointsEntry
from models.scans.rows import Scan
from models.signing_keys import SigningKey
from tests.journeys.api import Caller
from tests.server.edge.venue import hand_in, hand_in_as, venue, verdicts


async def test_what_an_edge_heard_alone_counts_once_when_the_cloud_is_back(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=6)
    door, credential = place.door, place.door.device.credential
    ways = [door.said_by.batch([door.scan(token)]) for token in place.tokens]
    async with place.cloud.there() as http:
        direct = Caller(http, credential)
        async with place.edge.running("--code", place.code) as edge:
            await edge.says("in contact")
            assert verdicts(await hand_in_as(direct, ways[0])) == ["ADMITTED"]
    async with place.edge.running() as edge:
        tablet = edge.tablet(credential)
        for batch in ways[1:4]:
            assert verdicts(await hand_in_as(tablet, batch)) == ["ADMITTED"]
        assert verdicts(await hand_in_as(tablet, ways[1])) == ["ADMITTED"]
        again = await hand_in(tablet, door, [door.scan(place.tokens[2])])
        assert verdicts(again) == ["ALREADY_ADMITTED"]
        await edge.says("unsent 5")
        async with place.cloud.there() as http:
            direct = Caller(http, credential)
            assert verdicts(await hand_in_as(direct, ways[3])) == ["ADMITTED"]
            assert verdicts(await hand_in_as(direct, ways[4])) == ["ADMITTED"]
            await edge.says("unsent 0")
            await edge.says("inside 5")
            seen = await hand_in(tablet, door, [door.scan(place.tokens[4])])
            assert verdicts(seen) == ["ALREADY_ADMITTED"]
            await place.comes_to(scans=7, check_ins=5, points=500)
            await edge.says("unsent 0")
    async with database.connected(place.edge.database_url):
        assert await CheckIn.all().count() == 5
        assert await Scan.all().count() == 7
        assert await PointsEntry.all().count() == await Lead.all().count() == 0
        assert await HeardBatch.filter(relayed_at=None).count() == 0
        assert {key.sealed_seed for key in await SigningKey.all()} == {b""}


async def test_an_edge_serves_what_tablets_need_and_nothing_that_needs_a_member(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=1)
    async with place.cloud.there(), place.edge.running("--code", place.code) as edge:
        known = await edge.tablet(place.door.device.credential).ask("{ device { name } }")
        assert known == {"device": {"name": "Tablet"}}
        asked = await edge.http.post("/graphql", json={"query": "{ viewer { email } }"})
        assert asked.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        told = "mutation { signInStart(input: {}) { expiresAt } }"
        asked = await edge.http.post("/graphql", json={"query": told})
        assert asked.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        copy = f"/door/{place.door.event.id}/copy"
        for path in ("/metrics", "/pictures", "/unsubscribe", copy):
            assert (await edge.http.get(path)).status_code == 404
        await _preflight(edge.http, place.cloud.url)


async def _preflight(http: httpx.AsyncClient, origin: str) -> None:
    """A browser asks whether the tablets' app, which has the cloud's origin, may ask the edge."""
    asking = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = await http.options("/graphql", headers=asking)
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-private-network"] == "true"
    stranger = await http.options("/graphql", headers=asking | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in stranger.headers


async def test_an_edge_that_was_revoked_stops_and_keeps_what_is_unsent(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=2)
    door = place.door
    async with place.cloud.there(), place.edge.running("--code", place.code) as edge:
        await edge.says("in contact")
    async with place.edge.running() as edge:
        tablet = edge.tablet(door.device.credential)
        assert verdicts(await hand_in(tablet, door, [door.scan(place.tokens[0])])) == ["ADMITTED"]
        await place.revoke_edges()
        async with place.cloud.there():
            assert edge.process.wait(60) == 1
    assert "does not know this edge any more" in place.edge.said()
    assert (await place.counted())["scans"] == 0
    async with place.cloud.there():
        assert place.edge.start().wait(60) == 1
        assert "not paired yet" in place.edge.said()
        assert place.edge.start("--code", place.code).wait(60) == 1
        assert "wrong, used, or no longer valid" in place.edge.said()
        async with place.edge.running("--code", await place.another_code()) as edge:
            await place.comes_to(scans=1, check_ins=1, points=100)


async def test_an_edge_with_an_authority_of_its_own_is_trusted_by_who_was_told_to(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=1)
    place.edge.is_encrypted = True
    async with place.cloud.there(), place.edge.running("--own-ca", "--code", place.code) as edge:
        told = (await edge.http.get("/authority.crt")).content
        authority = x509.load_pem_x509_certificate(told)
        assert authority.fingerprint(hashes.SHA256()).hex(":").upper() in place.edge.said()
        batch = place.door.said_by.batch([place.door.scan(place.tokens[0])])
        tablet = edge.tablet(place.door.device.credential)
        assert verdicts(await hand_in_as(tablet, batch)) == ["ADMITTED"]
        async with httpx.AsyncClient(base_url=place.edge.url) as stranger:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await stranger.get("/healthz")


async def test_an_edge_that_was_started_wrongly_says_why(database_url: str, tmp_path: Path) -> None:
    place = await venue(database_url, tmp_path, guests=0)
    for words, said in (
        (("--own-ca",), "belong together"),
        (("--address", "http://edge.example"), "not an address that tablets can reach"),
        (("--event", "nonsense"), "not the id of an event"),
        (("--from", "http://cloud.example"), "not an address that tablets can reach"),
        ((), "not paired yet"),
    ):
        assert place.edge.start(*words).wait(60) == 1
        assert said in place.edge.said()
    assert not (place.edge.place / "credential").exists()


async def test_what_an_edge_has_of_people_is_wiped_but_for_what_is_unsent(
    database_url: str, tmp_path: Path
) -> None:
    place = await venue(database_url, tmp_path, guests=1)
    door = place.door
    async with place.cloud.there(), place.edge.running("--code", place.code) as edge:
        await edge.says("in contact")
    async with place.edge.running() as edge:
        await hand_in(edge.tablet(door.device.credential), door, [door.scan(place.tokens[0])])
    assert place.edge.start("--wipe").wait(60) == 1
    assert "1 batches: The cloud has not had all that was heard here" in place.edge.said()
    async with place.cloud.there(), place.edge.running() as edge:
        await place.comes_to(scans=1, check_ins=1, points=100)
        await edge.says("unsent 0")
    assert place.edge.start("--wipe").wait(60) == 0
    assert not place.edge.place.exists()
