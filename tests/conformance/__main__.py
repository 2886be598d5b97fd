"""`make conformance`: outside judges and real clients from npm against the real server.

`python -m tests.conformance [--postgres] [FILE…]` runs these test files, or all of them, and exits
with their status.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests import processes
from tests.conformance import house, stage

_HERE = Path(__file__).parent
_PROGRAMS = Path(sys.prefix, "bin")
_TEST_MS = 60_000


def main() -> int:
    """0 if every test passed and the server logged no fault of its own; otherwise 1."""
    asked = _arguments()
    os.environ["PATH"] = f"{_PROGRAMS}:{os.environ['PATH']}"  # npm's programs look for node there
    end = processes.begin()
    try:
        if not _compiles():
            return 1
        url = house.start(is_postgres=asked.postgres)
        try:
            is_good = _try_everything(url, asked.files)
            return 0 if is_good and not house.faults() else 1
        finally:
            sys.stderr.writelines(house.faults())
    finally:
        end()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL, not on SQLite")
    parser.add_argument("files", nargs="*", type=Path, help="the test files to run; all by default")
    return parser.parse_args()


def _compiles() -> bool:
    """Whether the front-ends do; their compilers, who talk much, are heard where they do not."""
    command = ["npm", "run", "--silent", "compile"]
    ran = subprocess.run(command, cwd=_HERE, check=False, capture_output=True, text=True)
    if ran.returncode != 0:
        sys.stderr.write(ran.stdout + ran.stderr)
    return ran.returncode == 0


def _try_everything(url: str, files: Sequence[Path]) -> bool:
    began = time.monotonic()
    scene = processes.folder() / "stage.json"
    scene.write_text(asyncio.run(stage.set_up(url)))
    sys.stdout.write(f"the stage at {url} was set in {time.monotonic() - began:.0f} s\n")
    sys.stdout.flush()
    return all([_runs("npm", "run", "--silent", "types"), _tests(files, scene)])


def _tests(files: Sequence[Path], scene: Path) -> bool:
    return _runs(
        "node",
        "--test",
        "--test-force-exit",  # a test that fails may leave a socket open
        f"--test-timeout={_TEST_MS}",
        "--test-reporter=spec",
        *(str(file.resolve()) for file in files),
        CONFORMANCE_STAGE=str(scene),
    )


def _runs(*command: str, **environment: str) -> bool:
    """Whether the command comes to a good end, beside the test files."""
    ran = subprocess.run(command, cwd=_HERE, env=os.environ | environment, check=False)
    return ran.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
