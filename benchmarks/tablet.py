"""A tablet of a benchmark: the scanner in a real browser, and what its own page measures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.guests import Party
from tests.browser import visits
from tests.browser.tablets import BrowserTablet, browser_tablet

_OFTEN = 0.5  # seconds: whoever looks oftener takes the page's time
_AGAIN = 4

_CHOOSE = """async (people) => {
  const { scanner } = paddock;
  const title = `Evening of ${people}`;
  const duty = scanner.snapshot.duties.find(({ eventTitle }) => eventTitle === title);
  const ready = new Promise((resolve) => {
    const stop = scanner.subscribe(({ manifest, manifestState }) => {
      if (manifest?.eventTitle !== title || manifestState !== 'ok') return;
      stop();
      resolve(performance.now());
    });
  });
  await scanner.choose(duty);
  const readyAt = await ready;
  const path = new URL(duty.manifestUrl, location.origin).pathname;
  const asked = performance.getEntriesByType('resource')
    .findLast(({ name }) => new URL(name).pathname === path);
  return {
    seconds: asked ? (readyAt - asked.startTime) / 1000 : 0,
    bytes: asked?.encodedBodySize ?? 0,
    people: scanner.snapshot.manifest.people,
  };
}"""

_SEARCH = """async ([queries, rounds]) => {
  const { scanner } = paddock;
  scanner.search(queries[0]); // whatever of the index is missing
  const took = [];
  for (let round = 0; round < rounds; round++)
    for (const query of queries) {
      const begun = performance.now();
      scanner.search(query);
      took.push((performance.now() - begun) / 1000);
      await new Promise((resolve) => setTimeout(resolve));
    }
  return took;
}"""


@dataclass(frozen=True, slots=True)
class Import:
    """What it took to be ready for an event from the request of its manifest on."""

    seconds: float
    bytes: int
    people: int


@asynccontextmanager
async def tablet(url: str, party: Party, name: str) -> AsyncIterator[BrowserTablet]:
    """A tablet that was paired, has a duty at each event, and could start without a network."""
    async with browser_tablet(url) as made:
        await made.page.evaluate(
            "([code, name]) => paddock.scanner.pair(code, name)", [await party.code(), name]
        )
        await party.assign(name)
        await made.page.evaluate("paddock.scanner.refresh()")
        await visits.installed(made)
        yield made


async def choose(on: BrowserTablet, people: int) -> Import:
    """Go to the event of so many people; without a network, or a second time, nothing is imported.

    Raises RuntimeError where somebody is missing.
    """
    done = Import(**await on.page.evaluate(_CHOOSE, people))
    if done.people != people:
        raise RuntimeError(done)
    return done


async def cold_start(on: BrowserTablet, people: int) -> float:
    """Seconds from opening the app in a new browser without a network until it can decide."""
    await on.close()
    await on.open(is_offline=True)
    snapshot = await on.snapshot()
    if snapshot["manifestState"] != "ok" or snapshot["manifest"]["people"] != people:
        raise RuntimeError(snapshot)
    return float(await on.page.evaluate("paddock.startedIn")) / 1000


async def searches(on: BrowserTablet, queries: list[str], rounds: int) -> list[float]:
    """What each search took, in seconds."""
    took: list[float] = await on.page.evaluate(_SEARCH, [queries, rounds])
    return took


async def storage(on: BrowserTablet) -> int:
    """Bytes that the app and all its data take, as the browser counts them."""
    return int(await on.page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)"))


async def watch(on: BrowserTablet, codes: int, slower: int) -> list[dict[str, float]]:
    """Let the camera run until so many codes were decided, the page's thread so much slower.

    Each tells when, in milliseconds of the page, its frame was grabbed, read, and decided. A code
    that went by while the camera opened comes once more, as the film goes round.
    """
    assert on.context is not None
    await on.page.get_by_role("button", name="Start scanning").click()
    session = await on.context.new_cdp_session(on.page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    async with asyncio.timeout(30 + 3 * codes):
        while await on.page.evaluate("paddock.timings.length") < codes + _AGAIN:
            await asyncio.sleep(_OFTEN)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    found: list[dict[str, Any]] = await on.page.evaluate("paddock.timings")
    return found[:codes]
