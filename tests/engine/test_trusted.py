from hashlib import sha256
from pathlib import Path

import orjson
import pytest

from engine import trusted

HELLO = "query Hello {\n  hello\n}\n"
TWICE = "query Twice { twice }"


def written(folder: Path, name: str, content: object) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))
    return file


def hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_a_document_is_known_by_the_id_of_its_file_and_by_its_sha256(tmp_path: Path) -> None:
    md5 = "2fe2ea57b3ef8fea58e0b9f3d85d5fcb"
    file = written(tmp_path, "persisted.json", {md5: HELLO, f"sha256:{hashed(TWICE)}": TWICE})
    assert trusted.load([file]) == {md5: HELLO, hashed(HELLO): HELLO, hashed(TWICE): TWICE}


def test_the_documents_of_several_front_ends_are_joined(tmp_path: Path) -> None:
    web = written(tmp_path, "web.json", {"a": HELLO, "b": TWICE})
    phone = written(tmp_path, "phone.json", {"a": HELLO, "c": HELLO})
    assert trusted.load([web, phone]).keys() == {"a", "b", "c", hashed(HELLO), hashed(TWICE)}


def test_no_file_holds_no_document() -> None:
    assert trusted.load([]) == {}


@pytest.mark.parametrize("content", [b"{", [HELLO], {"a": None}, {"a": {"text": HELLO}}, b"\xff"])
def test_a_file_that_is_something_else_is_refused_by_its_name(
    content: object, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"persisted\.json"):
        trusted.load([written(tmp_path, "persisted.json", content)])


def test_two_documents_of_one_id_are_refused(tmp_path: Path) -> None:
    files = [written(tmp_path, "web.json", {"a": HELLO}), written(tmp_path, "b.json", {"a": TWICE})]
    with pytest.raises(ValueError, match=r"b\.json: a already stands for another document"):
        trusted.load(files)


def test_a_sha256_that_is_another_documents_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "web.json", {"a": HELLO, hashed(HELLO): TWICE})
    with pytest.raises(ValueError, match="already stands for another document"):
        trusted.load([file])


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        trusted.load([tmp_path / "persisted.json"])
