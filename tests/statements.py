"""Counting statements: what a piece of work asks the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tortoise.connection import get_connection

from models import database
from tests.served import is_counting


@asynccontextmanager
async def counted() -> AsyncIterator[list[str]]:
    """The statements that are run within the block, all in one transaction."""
    statements: list[str] = []
    is_counting.set(True)
    async with database.transaction():
        connection: Any = get_connection("default")._connection
        if database.is_sqlite():
            await connection.set_trace_callback(lambda statement: _trace(statements, statement))
            yield statements
            await connection.set_trace_callback(None)
        else:
            with connection.query_logger(lambda logged: _add(statements, logged.query)):
                yield statements


def _trace(statements: list[str], statement: str) -> None:
    # SQLite tells of each step of a trigger as of the statement that set it off.
    if statements[-1:] != [statement]:
        statements.append(statement)


def _add(statements: list[str], query: str) -> None:
    # asyncpg asks once for each connection what a type looks like.
    if "typeinfo_tree" not in query and "current_setting('jit')" not in query:
        statements.append(query)
