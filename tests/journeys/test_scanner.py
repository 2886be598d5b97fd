"""The tablets' own code, without its screens, against the real server over HTTP and WebSockets."""

import asyncio
import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from models import clock, database, ids, pairing_codes, staff_pins
from models.check_ins import CheckIn
from models.devices import Device, DeviceAssignment
from models.scans.rows import Scan
from models.venues import Venue
from tests import doors, people
from tests.journeys.house import serving, settings

pytestmark = pytest.mark.drill
SCANNER = Path("venues/scanner")
GUESTS = 30
PIN = "135792"
TABLETS = ("First", "Second")


async def test_two_tablets_do_a_day_at_the_door(database_url: str, tmp_path: Path) -> None:
    if not (SCANNER / "node_modules").exists():
        pytest.skip("the scanner's packages are not installed: make scanner")
    async with database.connected(database_url):
        door = await doors.door()
        tokens = await doors.crowd(door.event, GUESTS)
        venue = await Venue.get(id=door.event.venue_id)
        supervisor = (await people.operator()).as_author()
        await staff_pins.keep(venue, supervisor, await staff_pins.hashed(PIN))
        codes = [(await pairing_codes.start(venue, by=ids.new())).code for _ in TABLETS]
        async with serving(settings(database_url, tmp_path)) as url:
            stage = {"url": url, "codes": codes, "tokens": tokens, "pin": PIN, "tablets": TABLETS}
            duties = asyncio.create_task(_put_on_duty(door))
            await _vitest("src/tablet/real.test.ts", SCANNER_STAGE=json.dumps(stage))
            await duties
        assert await CheckIn.all().count() == GUESTS  # one was undone, one walked in
        assert await Scan.filter(override_by_id=supervisor).count() == 1


async def _put_on_duty(door: doors.Door) -> None:
    """Give each tablet its duty as soon as it is paired."""
    async with asyncio.timeout(60):
        for name in TABLETS:
            while (device := await Device.get_or_none(name=name)) is None:
                await asyncio.sleep(0.1)
            await DeviceAssignment.create(
                device=device, event=door.event, gate=door.gate,
                starts_at=clock.now() - timedelta(hours=1),
                ends_at=clock.now() + timedelta(hours=1),
            )  # fmt: skip


async def _vitest(file: str, **environment: str) -> None:
    path = f"{Path(sys.prefix, 'bin').resolve()}:{os.environ['PATH']}"
    process = await asyncio.create_subprocess_exec(
        "npx", "--no-install", "vitest", "run", file,
        cwd=SCANNER, env=os.environ | environment | {"PATH": path},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
