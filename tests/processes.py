"""The servers that tests start: each once for all of xdist's workers, gone when the run is over.

A run is a folder. Its pipe `alive` is held open by the process that began the run, and each
server's keeper stops the server as soon as nobody holds it, however that process came to its end.
"""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests import keeper

_FOLDER = "PADDOCK_TEST_FOLDER"
_START_SECONDS = 90.0
_ROOMY = 1 << 30

_keepers: list[subprocess.Popen[bytes]] = []


def begin() -> Callable[[], None]:
    """Begin a run for this process and those it starts; call the result to end it.

    The end returns when every server of the run has stopped.
    """
    run = Path(tempfile.mkdtemp(prefix="paddock-tests-", dir=_memory()))
    if os.geteuid() == 0:
        run.chmod(0o711)  # PostgreSQL, which does not run as root, passes through
    os.mkfifo(run / "alive")
    alive = os.open(run / "alive", os.O_RDWR)
    (run / "keepers").touch()
    os.environ[_FOLDER] = str(run)

    def end() -> None:
        with (run / "keepers").open() as keepers:
            os.close(alive)
            fcntl.flock(keepers, fcntl.LOCK_EX)
        shutil.rmtree(run, ignore_errors=True)

    return end


def folder() -> Path:
    """Where the files of the present run lie."""
    return Path(os.environ[_FOLDER])


def once(name: str, make: Callable[[], str]) -> str:
    """What `make` returned to the first process of the run that asked; the others wait for it."""
    answer = folder() / name
    with (folder() / f"{name}.lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not answer.exists():
            said = make()
            answer.touch(mode=0o600)
            answer.write_text(said)
        return answer.read_text()


def start(name: str, command: list[str], is_ready: Callable[[], bool], user: str = "") -> None:
    """Start a server that runs until the run is over, and return once it is ready.

    Raises `RuntimeError` with the server's log if it ends, or is not ready within 90 seconds.
    """
    log = folder() / f"{name}.log"
    with log.open("wb") as output:
        keeping = subprocess.Popen(
            [sys.executable, "-I", keeper.__file__, str(folder()), user, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for pytest, which ends the run in good order
        )
    _keepers.append(keeping)
    deadline = time.monotonic() + _START_SECONDS
    while not is_ready():
        if keeping.poll() is not None or time.monotonic() > deadline:
            message = f"{name} did not start:\n{log.read_text()}"
            raise RuntimeError(message)
        time.sleep(0.02)


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _memory() -> Path | None:
    """A file system in memory, if there is a roomy one.

    A database is hundreds of small files; some disks take half a second to copy them.
    """
    memory = Path("/dev/shm")
    if not memory.is_dir() or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return None
    return memory if shutil.disk_usage(memory).free > _ROOMY else None
