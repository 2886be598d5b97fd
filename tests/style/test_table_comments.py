"""Tortoise makes a table's docstring its comment, and splits statements at semicolons."""

import importlib

import pytest
from tortoise.models import Model

from models.tables import MODULES


@pytest.mark.parametrize("module", MODULES)
def test_no_tables_docstring_holds_a_semicolon(module: str) -> None:
    for found in vars(importlib.import_module(module)).values():
        if isinstance(found, type) and issubclass(found, Model):
            assert ";" not in (found.__doc__ or ""), found
