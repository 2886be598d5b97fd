"""No table is forgotten: what is kept of a person is told and erased, or the list says why not."""

from importlib import import_module

from models.erasing.reach import NOBODYS, REACHED
from models.erasing.reached import Emptied
from models.noun import Noun
from models.tables import MODULES

_PERSONAL = {
    "member", "member_id", "contact", "contact_id", "subject", "email", "to_address", "author",
    "owner", "actor_id",
}  # fmt: skip


def _tables() -> dict[str, type[Noun]]:
    """Every table that the models hold, by name."""
    kinds = [kind for module in MODULES for kind in vars(import_module(module)).values()]
    return {
        _name(kind): kind
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, Noun) and not kind._meta.abstract
    }


def _name(kind: type[Noun]) -> str:
    return kind._meta.db_table


def _columns(kind: type[Noun]) -> set[str]:
    return set(kind._meta.fields_map)


def test_every_table_is_reached_or_says_that_it_is_nobodys() -> None:
    reached = {_name(one.table) for one in REACHED}
    assert set(_tables()) - reached - set(NOBODYS) == set()
    assert set(NOBODYS) - set(_tables()) == set()
    assert reached & set(NOBODYS) == set()


def test_what_is_nobodys_refers_to_no_person() -> None:
    found = {name: _columns(_tables()[name]) & _PERSONAL for name in NOBODYS}
    assert {name: columns for name, columns in found.items() if columns} == {}


def test_every_reason_is_given_and_every_column_is_there() -> None:
    assert all(NOBODYS.values())
    for one in REACHED:
        assert set(one.hides) <= _columns(one.table)
        if isinstance(one.erased, Emptied):
            assert set(one.erased.columns) <= _columns(one.table)
