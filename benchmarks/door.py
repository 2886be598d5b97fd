"""`make bench-door`: how long a tablet takes at the door, with a network and without.

One server process on PostgreSQL with fsync on, and tablets that are real browsers: Chromium, its
camera fed with a film of passes, its storage on disk. A decision is measured in the page, from the
frame that shows the pass until the decision is stored and shown. The people are three events':
5,000, 20,000 and 100,000.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import orjson
from playwright.async_api import Request
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_ALPHA_NUM, QRData

from benchmarks import guests, stage, tablet
from benchmarks.guests import Party
from benchmarks.tablet import Import
from models import database
from models.check_ins import CheckIn
from tests.browser.films import film
from tests.browser.hard_frames import hard_frames, readings
from tests.browser.tablets import BrowserTablet
from tests.house import SECRET

FEW, SOME, MANY = 5_000, 20_000, 100_000
QUERIES = [
    "王", "wang", "wangxiaoming", "xm", "w", "4711", "47", "刘伟", "lubu", "nobody at all",
    "li ming", "zhangwei", "smith", "j s", "Müller",
]  # fmt: skip
SEARCH_ROUNDS = 20
_SHOWN, _BETWEEN = 16, 8  # frames of the film, of which Chromium shows thirty a second


@dataclass(frozen=True, slots=True)
class Case:
    """A way to decide: with a network or without, on a processor so many times slower."""

    name: str
    is_offline: bool
    slower: int


CASES = (
    Case("decision", is_offline=False, slower=1),
    Case("offline_decision", is_offline=True, slower=1),
    Case("slowed_decision", is_offline=False, slower=4),
    Case("slowed_offline_decision", is_offline=True, slower=4),
)


async def main(passes: int, starts: int, queue: int) -> None:
    """Measure everything and print the figures; the last line is JSON."""
    async with stage.database() as url:
        party = await guests.party(url, (FEW, SOME, MANY))
        async with stage.server(url, PADDOCK_SECRET_KEY=SECRET) as server:
            origin = f"http://localhost:{server.port}"
            first = await _first_tablet(origin, party)
            async with tablet.tablet(origin, party, "Next tablet") as used:
                figures = {
                    **first,
                    **await _next_tablet(used),
                    **await _cold_starts(used, starts),
                    **await _searches(used),
                    **await _decisions(used, party, passes),
                    **await _drain(used, party, queue),
                    **await _hard_frames(used),
                }
        figures |= await _prove(party, len(CASES) * passes + queue)
    print(orjson.dumps(figures).decode())


async def _first_tablet(origin: str, party: Party) -> dict[str, float]:
    """Nobody has asked for these manifests yet: the server makes each."""
    async with tablet.tablet(origin, party, "First tablet") as new:
        few, some, many = [await tablet.choose(new, size) for size in (FEW, SOME, MANY)]
    return _told({
        "first_import_20k_s": round(some.seconds, 2),
        "first_import_100k_s": round(many.seconds, 2),
        "manifest_5k_bytes": few.bytes,
        "manifest_100k_bytes": many.bytes,
    })  # fmt: skip


async def _next_tablet(used: BrowserTablet) -> dict[str, float]:
    """The manifests are made; the largest comes first, and lies here alone when it is weighed."""
    many: Import = await tablet.choose(used, MANY)
    weighs = await tablet.storage(used)
    some = await tablet.choose(used, SOME)
    return _told({
        "import_20k_s": round(some.seconds, 2),
        "import_100k_s": round(many.seconds, 2),
        "storage_mb": round(weighs / 1e6, 1),
    })  # fmt: skip


async def _cold_starts(used: BrowserTablet, starts: int) -> dict[str, float]:
    figures = {}
    for name, size in (("cold_start_20k_s", SOME), ("cold_start_100k_s", MANY)):
        await tablet.choose(used, size)
        took = [await tablet.cold_start(used, size) for _ in range(starts)]
        figures[name] = round(median(took), 2)
        await used.go(is_offline=False)
    return _told(figures)


async def _searches(used: BrowserTablet) -> dict[str, float]:
    took = await tablet.searches(used, QUERIES, SEARCH_ROUNDS)
    return _told({"search_p99_ms": stage.percentile(took, 0.99)})


async def _decisions(used: BrowserTablet, party: Party, passes: int) -> dict[str, float]:
    """Each case shows passes of its own, all of them good and none shown before."""
    figures: dict[str, float] = {}
    longest = 0
    for case in CASES:
        tokens = await party.passes(MANY, passes)
        longest = max(longest, *map(len, tokens))
        with _film(tokens) as video:
            await used.close()
            used.video = video
            await used.open()
            await used.until_sent()
            await used.go(is_offline=case.is_offline)
            timings = await tablet.watch(used, passes, case.slower)
            alone = await _alone(used, case, passes)
            figures |= _told(_figures(case, timings) | alone)
            await used.close()
    used.video = None
    version = _qr_version("P" * longest)
    return figures | _told({"pass_characters": longest, "qr_version": version})


def _figures(case: Case, timings: list[dict[str, float]]) -> dict[str, float]:
    """`most` is what it would come to if the thread that reads frames were slowed as well."""
    took = [(one["decided"] - one["grabbed"]) / 1000 for one in timings]
    read = [(one["decoded"] - one["grabbed"]) / 1000 for one in timings]
    more = (case.slower - 1) * stage.percentile(read, 0.5)
    return {
        f"{case.name}_p50_ms": stage.percentile(took, 0.5),
        f"{case.name}_p99_ms": stage.percentile(took, 0.99),
        f"{case.name}_read_p50_ms": stage.percentile(read, 0.5),
        **(
            {f"{case.name}_most_p50_ms": round(stage.percentile(took, 0.5) + more, 2)}
            if more
            else {}
        ),
    }


async def _alone(used: BrowserTablet, case: Case, passes: int) -> dict[str, float]:
    """The share of the latest that the tablet decided by itself; RuntimeError for a refusal."""
    recent = (await used.snapshot())["recent"][:passes]
    if not {one["verdict"] for one in recent} <= {"ADMITTED", "ALREADY_ADMITTED"}:
        raise RuntimeError(recent)
    alone = sum(one["decidedBy"] == "tablet" for one in recent)
    return {f"{case.name}_alone": round(alone / len(recent), 2)}


@contextmanager
def _film(tokens: list[str]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="paddock-film-") as folder:
        yield film(Path(folder), tokens, shown=_SHOWN, between=_BETWEEN)


def _qr_version(text: str) -> int:
    """Of the code at correction M."""
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    return int(code.best_fit())


async def _drain(used: BrowserTablet, party: Party, queue: int) -> dict[str, float]:
    """What was scanned without a network, from when the batch is sent until its answer begins."""
    tokens = await party.passes(MANY, queue)
    sent: list[Request] = []
    await used.open()
    await used.until_sent()
    await used.go(is_offline=True)
    await used.page.evaluate(_SCAN, tokens)
    await used.go(is_offline=False)
    # Playwright marks what it calls, which a builtin method does not bear.
    used.page.on("requestfinished", lambda request: sent.append(request))  # noqa: PLW0108
    await used.until_sent()
    batches = [one for one in sent if _scans_in(one)]
    waited = [one.timing["responseStart"] - one.timing["requestStart"] for one in batches]
    return _told({
        "drain_requests": len(batches),
        "drain_scans": sum(map(_scans_in, batches)),
        "drain_server_s": round(sum(waited) / 1000, 2),
    })  # fmt: skip


_SCAN = """async (texts) => {
  for (const text of texts) await paddock.scanner.scan(text, 'ENTRY');
}"""


def _scans_in(request: Request) -> int:
    """How many scans a request hands in."""
    if request.method != "POST" or not request.url.endswith("/graphql"):
        return 0
    said = json.loads(request.post_data or "{}").get("variables", {}).get("input", {})
    return sum(
        item["kind"] == "scan" for item in json.loads(said.get("batch", "{}")).get("items", [])
    )


async def _hard_frames(used: BrowserTablet) -> dict[str, float]:
    frames = hard_frames()
    texts = await readings(used.page, frames)
    read = [(frame.text, text) for frame, text in zip(frames, texts, strict=True) if text]
    return _told({
        "hard_frames": len(frames),
        "hard_frames_read": len(read),
        "hard_frames_wrong": sum(shown != text for shown, text in read),
    })  # fmt: skip


async def _prove(party: Party, shown: int) -> dict[str, float]:
    """Whoever showed a pass is in, once; RuntimeError where somebody is in who showed none."""
    async with database.connected(party.url):
        came = await CheckIn.filter(event_id=party.at[MANY].event.id).count()
    if came > shown:
        raise RuntimeError(came)
    return _told({"passes_missed": shown - came})


def _told(figures: dict[str, float]) -> dict[str, float]:
    """The same, printed, so that something is seen of the minutes that this takes."""
    print(", ".join(f"{name} {value}" for name, value in figures.items()), flush=True)
    return figures


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description="Measure what a tablet takes at the door.")
    asked.add_argument("--passes", type=int, default=120, help="shown to the camera in each case")
    asked.add_argument("--starts", type=int, default=5, help="of a new browser without a network")
    asked.add_argument("--queue", type=int, default=1_000, help="scans sent when it is back")
    asyncio.run(main(**vars(asked.parse_args())))
