import ast
from pathlib import Path

from tests.style.source import files, modules, nodes

DOOR = Path("models/database.py")


def test_tortoises_own_transaction_is_used_nowhere_but_at_the_door() -> None:
    using = {path for path in files(".py") if "in_transaction" in _names(path)}
    assert using - {DOOR} == set()


def test_neither_schema_nor_resolvers_open_a_transaction() -> None:
    opening = [path for path in modules("schema", "resolvers") if "transaction" in _names(path)]
    assert opening == []


def test_models_open_transactions_by_a_name_that_these_tests_find() -> None:
    assert "transaction" in _names(DOOR)


def _names(path: Path) -> set[str]:
    names: set[str] = set()
    for node in nodes(path):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.FunctionDef(name=name):
                names.add(name)
            case ast.AsyncFunctionDef(name=name):
                names.add(name)
            case ast.alias(name=name):
                names.add(name.rpartition(".")[2])
    return names
