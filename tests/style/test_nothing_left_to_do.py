import re

from tests.style.source import files, text

# [O] is O, written so that this file does not find itself.
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b")
SOURCE = (".py", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".graphql", ".toml", ".yaml", ".sh")


def test_no_source_file_leaves_a_note_for_later() -> None:
    assert [str(path) for path in files(*SOURCE) if UNFINISHED.search(text(path))] == []
