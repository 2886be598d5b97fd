"""Servers that start together: one migrates, the others find it done."""

import asyncio
import sys

from server import migrate
from tests import postgres

_CODE = "import asyncio; from server import migrate; print(asyncio.run(migrate.migrate('{url}')))"


async def _nothing(_url: str) -> None:
    """The database is made already."""


async def test_of_processes_that_migrate_at_once_one_does_it_and_the_others_wait() -> None:
    template = await postgres.template("blank", _nothing)
    async with postgres.database(template) as url:
        code = _CODE.format(url=url)
        outputs = await asyncio.gather(*(_python(code) for _ in range(3)))
        assert sorted(outputs, key=len) == ["[]\n", "[]\n", f"{migrate.written()}\n"]
        assert await migrate.pending(url) == []


async def _python(code: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()
