"""What plans do not do is done as it ever was, and no resolver runs twice for it."""

from tests.engine.completion.kept import plans
from tests.engine.completion.shelf import Desk, ask, codes, served


async def test_each_field_whose_plan_gave_up_is_told() -> None:
    told: list[str] = []
    schema = served(on_fallback=told.append)
    query = "{ book(endless: true) { name pages } thing { name } }"
    result = await schema.execute(query, None, Desk())
    assert result.data == {"book": None, "thing": {"name": "Book"}}
    assert codes(result) == ["INTERNAL"]
    assert told == ["Query.book", "Book.pages"]


async def test_plans_that_suffice_tell_nothing() -> None:
    told: list[str] = []
    schema = served(on_fallback=told.append)
    result = await schema.execute("{ book { name pages inside { name } } }", None, Desk())
    assert result.data == {"book": {"name": "Emma", "pages": 100, "inside": None}}
    assert told == []


async def test_what_was_read_ahead_is_not_asked_for() -> None:
    told: list[str] = []
    schema, desk = served(on_fallback=told.append), Desk()
    query = "{ books(first: 1, ahead: true) { neighbours(first: 1) { name start(length: 3) } } }"
    result = await schema.execute(query, None, desk)
    assert result.data == {"books": [{"neighbours": [{"name": "near", "start": "nea"}]}]}
    assert desk.calls == ["books"]
    assert told == []


async def test_what_was_not_read_ahead_is_asked_for_once_by_its_resolver() -> None:
    told: list[str] = []
    schema, desk = served(on_fallback=told.append), Desk()
    result = await schema.execute("{ books { name neighbours(first: 1) { name } } }", None, desk)
    assert result.data == {
        "books": [
            {"name": "book 0", "neighbours": [{"name": "asked for"}]},
            {"name": "book 1", "neighbours": [{"name": "asked for"}]},
        ]
    }
    assert desk.calls == ["books", "neighbours of book 0", "neighbours of book 1"]
    assert told == ["Query.books", "Book.neighbours", "Book.neighbours"]


async def test_resolvers_around_a_field_that_gives_up_run_once() -> None:
    told: list[str] = []
    schema, desk = served(on_fallback=told.append), Desk()
    query = "{ book(endless: true) { read pages } books { read neighbours { lent } name } }"
    result = await schema.execute(query, None, desk)
    asked_for = {"read": 1, "neighbours": [{"lent": False}]}
    books = [asked_for | {"name": "book 0"}, asked_for | {"name": "book 1"}]
    assert result.data == {"book": None, "books": books}
    assert [error.path for error in result.errors or ()] == [["book", "pages"]]
    each = ["read book 0", "read book 1", "neighbours of book 0", "neighbours of book 1"]
    once = ["book", "read Emma", "books", *each, "lent asked for", "lent asked for"]
    assert sorted(desk.calls) == sorted(once)
    assert told == ["Book.pages"]


async def test_types_whose_resolvers_must_be_called_are_handed_over_and_not_told() -> None:
    told: list[str] = []
    schema = served(on_fallback=told.append)
    query = "query ($kind: String!) { thing(kind: $kind) { name ... on Vase { full } } }"
    assert await ask(schema, query, kind="Box") == {"thing": {"name": "Box"}}
    assert len(plans(schema)) == 1  # it sufficed: else there were one for the box's name
    assert await ask(schema, query, kind="Vase") == {"thing": {"name": "Vase", "full": False}}
    assert len(plans(schema)) == 2
    assert told == []


async def test_what_gives_up_beside_a_type_that_is_handed_over_is_told_as_ever() -> None:
    told: list[str] = []
    schema = served(on_fallback=told.append)
    query = "{ thing { ... on Vase { full } ... on Book { neighbours(first: 1) { name } } } }"
    assert await ask(schema, query) == {"thing": {"neighbours": [{"name": "asked for"}]}}
    assert told == ["Query.thing", "Book.neighbours"]
