"""What the cast gets to see of the story, so that it can be said back to the server."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_required_argument

from schema.nodes import decode
from tests.server.fuzz.cast import Cast
from tests.server.fuzz.whole import whole

_DEPTHS = {"viewer": 2, "leads": 2, "venues": 2}
_PAGES = ("first: 8", "last: 8")
_SELF = "{ viewer { member { id } grants { id } } device { id } }"
_OWN = ("viewer", "leads")
_CURSORS = ("cursor", "startCursor", "endCursor")
_PASS = "PD1:"


@dataclass(slots=True)
class Harvest:
    """Global ids by GraphQL type, cursors of lists, and the texts of passes."""

    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cursors: set[str] = field(default_factory=set)
    passes: set[str] = field(default_factory=set)

    def ids_of(self, *kinds: str) -> list[str]:
        """The ids of these kinds; of all where there is none."""
        fitting = [one for kind in kinds for one in sorted(self.ids[kind])]
        return fitting or [one for ids in self.ids.values() for one in sorted(ids)]

    def reap(self, shown: Any, name: str = "") -> None:
        """Take in whatever an answer shows; `name` is that of its field."""
        match shown:
            case dict():
                for one, part in shown.items():
                    self.reap(part, one)
            case list():
                for part in shown:
                    self.reap(part, name)
            case str() if shown.startswith(_PASS):
                self.passes.add(shown)
            case str() if name in _CURSORS:
                self.cursors.add(shown)
            case str() if found := decode(shown):
                self.ids[found[0]].add(shown)

    def forget(self, other: "Harvest") -> None:
        """Leave out the ids that another harvest brought."""
        for kind, ids in other.ids.items():
            self.ids[kind] -= ids


def harvest(cast: Cast, schema: GraphQLSchema) -> tuple[Harvest, dict[str, Harvest]]:
    """What everybody in the cast sees, and what each has of their own.

    But for themselves, their roles and their tablet, which must stay what they are.
    """
    seen, selves = Harvest(), Harvest()
    own = {part: Harvest() for part in cast.tokens}
    own["tablet"].reap(cast.duty)
    for part, theirs in own.items():
        selves.reap(cast.ask(part, _SELF))
        for name in _roots(schema):
            for query in _queries(schema, name, seen.ids["Dealer"]):
                shown = cast.ask(part, query)
                seen.reap(shown)
                theirs.reap(shown if name in _OWN else None)
    for one in (seen, *own.values()):
        one.forget(selves)
    return seen, own


def _roots(schema: GraphQLSchema) -> list[str]:
    """The fields that need nothing, before those that need a dealer."""
    assert schema.query_type is not None
    return sorted(schema.query_type.fields, key="leads".__eq__)


def _queries(schema: GraphQLSchema, name: str, dealers: set[str]) -> list[str]:
    """The root field at both ends of its list; for each dealer where it needs one."""
    assert schema.query_type is not None
    root = schema.query_type.fields[name]
    needed = [one for one, argument in root.args.items() if is_required_argument(argument)]
    depth = _DEPTHS.get(name, 1)
    shown = whole(schema, get_named_type(root.type), depth, lambda types: types[0])
    if needed == ["dealer"]:
        pages = [f'(dealer: "{one}" {page})' for one in sorted(dealers) for page in _PAGES]
    elif needed:
        pages = []
    else:
        pages = [f"({page})" for page in _PAGES] if "first" in root.args else [""]
    return [f"{{ {name}{page} {shown} }}" for page in pages]
