"""Runs one server for as long as the run of tests that needs it: `keeper.py FOLDER USER COMMAND…`.

It is a process of its own, so that a run that is killed outright leaves nothing behind either.
"""

import fcntl
import os
import pwd
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

_LOOK_SECONDS = 0.2
_STOP_SECONDS = 10


def keep(folder: Path, user: str, command: list[str]) -> None:
    """Run `command` until it ends by itself or the run of tests that owns `folder` is over."""
    alive = os.open(folder / "alive", os.O_RDONLY | os.O_NONBLOCK)
    with (folder / "keepers").open() as keepers:
        fcntl.flock(keepers, fcntl.LOCK_SH)
        with subprocess.Popen(command, **running_as(user)) as server:
            while server.poll() is None:
                is_over, _, _ = select.select([alive], [], [], _LOOK_SECONDS)
                if is_over:
                    _stop(server)
                    fcntl.flock(keepers, fcntl.LOCK_EX)
                    shutil.rmtree(folder, ignore_errors=True)


def running_as(user: str) -> dict[str, Any]:
    """What makes `subprocess` run a command as `user`; as oneself if it is empty."""
    if not user:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
