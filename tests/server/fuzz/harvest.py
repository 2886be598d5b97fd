"""What the cast gets to see of the story, so that it can be said back to the server."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_required_argument

from schema.nodes import decode
from tests.server.fuzz.asking import literally
from tests.server.fuzz.cast import Cast
from tests.server.fuzz.subscribing import first_word
from tests.server.fuzz.whole import whole

_DEPTHS = {"viewer": 2, "leads": 2, "venues": 2}
_PAGES = ("first: 8", "last: 8")
_SELF = "{ viewer { member { id } grants { id } } device { id } }"
_WORK = "{ viewer { grants { scope { id } } } }"
_OWN = ("viewer", "leads")
_WORKPLACES = ("Dealer", "Venue")


@dataclass(slots=True)
class Harvest:
    """What was shown, by type and field as in `WebForm.key`, in the order in which it came.

    Global ids are under the type that they are of, whatever showed them; those that are barred are
    never taken in.
    """

    shown: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    barred: frozenset[str] = frozenset()

    def of(self, *places: str) -> list[str]:
        """What was shown there."""
        return [one for place in places for one in self.shown.get(place, ())]

    def ids_of(self, *kinds: str) -> list[str]:
        """The ids of these kinds, of all where none is named."""
        return self.of(*(f"{kind}.id" for kind in kinds)) if kinds else self.ending_in(".id")

    def ending_in(self, field: str) -> list[str]:
        """What was shown by fields whose names end so."""
        return self.of(*(place for place in self.shown if place.endswith(field)))

    def like(self, said: str) -> list[str]:
        """The ids of the type that this one is of; of another text, whatever was shown with it."""
        if found := decode(said):
            return self.ids_of(found[0])
        return self.of(*(place for place, shown in self.shown.items() if said in shown))

    def reap(self, shown: Any, place: str = "") -> None:
        """Take in whatever an answer shows; `place` is the type and field of it."""
        match shown:
            case dict():
                for name, part in shown.items():
                    self.reap(part, f"{shown.get('__typename')}.{name}")
            case list():
                for part in shown:
                    self.reap(part, place)
            case str() if shown not in self.barred:
                self.shown[_place(shown, place)][shown] = None

    def learn(self, answer: Mapping[str, Any]) -> None:
        """Take in what an answer is about, and no more of it."""
        for shown in answer["data"].values():
            for part in shown.values() if isinstance(shown, dict) else ():
                self.reap({"id": part.get("id")} if isinstance(part, dict) else None)

    def fill(self, other: "Harvest") -> None:
        """Take in what another has where there is nothing yet."""
        for place, shown in other.shown.items():
            self.shown[place] = self.shown[place] or shown

    def add(self, other: "Harvest") -> None:
        """Take in all that another has."""
        for place, shown in other.shown.items():
            self.shown[place] |= shown

    def bar(self, ids: Iterable[str]) -> None:
        """Leave these ids out, now and later."""
        self.barred = frozenset(ids)
        for one in self.barred:
            self.shown[_place(one)].pop(one, None)


def _place(shown: str, place: str = "") -> str:
    is_cursor = place.lower().endswith("cursor")  # which may look like an id
    found = None if is_cursor else decode(shown)
    return f"{found[0]}.id" if found else place


def harvest(cast: Cast, schema: GraphQLSchema) -> tuple[Harvest, dict[str, Harvest]]:
    """What everybody in the cast sees, and what each has made, or else has of their own.

    But for themselves, their roles, their tablet and edge, which must stay what they are.
    """
    seen, selves = Harvest(), Harvest()
    selves.reap(cast.edge)
    own = {part: Harvest() for part in cast.tokens}
    own["tablet"].reap(cast.duty)
    for part, theirs in own.items():
        selves.reap(cast.ask(part, _SELF))
        theirs.reap(cast.made[part])
        beside = Harvest()
        for name in _roots(schema):
            for query in _queries(schema, name, seen.ids_of("Dealer")):
                shown = cast.ask(part, query)
                seen.reap(shown)
                beside.reap(shown if name in _OWN else None)
        beside.reap(list(_at_work(cast, schema, part)))
        for one in (theirs, beside):
            seen.add(one)
        theirs.fill(beside)
    for one in (seen, *own.values()):
        one.bar(selves.ids_of())
    return seen, own


def _roots(schema: GraphQLSchema) -> list[str]:
    """The fields that need nothing, before those that need a dealer."""
    assert schema.query_type is not None
    return sorted(schema.query_type.fields, key="leads".__eq__)


def _queries(schema: GraphQLSchema, name: str, dealers: list[str]) -> list[str]:
    """The root field at both ends of its list; for each dealer where it needs one."""
    assert schema.query_type is not None
    root = schema.query_type.fields[name]
    needed = [one for one, argument in root.args.items() if is_required_argument(argument)]
    depth = _DEPTHS.get(name, 1)
    shown = whole(schema, get_named_type(root.type), depth, lambda types: types[0])
    if needed == ["dealer"]:
        pages = [f'(dealer: "{one}" {page})' for one in dealers for page in _PAGES]
    elif needed:
        pages = []
    else:
        pages = [f"({page})" for page in _PAGES] if "first" in root.args else [""]
    return [f"{{ {name}{page} {shown} }}" for page in pages]


def _at_work(cast: Cast, schema: GraphQLSchema, part: str) -> Iterator[Any]:
    """Whatever is to be seen where somebody works, and the feed of the dealer that it is."""
    work = Harvest()
    work.reap(cast.ask(part, _WORK))
    for kind in _WORKPLACES:
        shown = whole(schema, schema.type_map[kind], 2, lambda types: types[0])
        for one in work.ids_of(kind):
            yield cast.ask(part, f'{{ node(id: "{one}") {{ ... on {kind} {shown} }} }}')
    for dealer in work.ids_of("Dealer"):
        feed = f'subscription {{ leadFeed(dealer: "{dealer}") {{ __typename cursor }} }}'
        yield first_word(cast, part, literally(feed))
