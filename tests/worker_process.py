"""A worker as a process of its own: `worker_process.py DATABASE FOLDER MINUTES_AHEAD`.

Letters go into the folder, webhooks to loopback. Its clock is ahead, so that a test need not wait
for leases to end.
"""

import asyncio
import signal
import sys
from datetime import timedelta
from pathlib import Path

from models import clock, database
from server import worker
from server.mail import Files
from server.worker import WorkerSetup
from tests.house import SEAL, pictures
from tests.postbox import LETTERHEAD
from tests.webhooks import RULES


async def main(url: str, folder: Path, ahead: timedelta) -> None:
    """Work until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    system = clock._source
    with clock.injected(lambda: system() + ahead):
        async with database.connected(url):
            setup = WorkerSetup(Files(folder), LETTERHEAD, SEAL, pictures(), webhooks=RULES)
            await worker.run(setup, stop)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), timedelta(minutes=int(sys.argv[3]))))
