from tests.style.source import files, is_generated, text

LIMIT = 300


def test_no_file_of_code_is_longer_than_300_lines() -> None:
    written = [path for path in files(".py", ".ts", ".tsx", ".graphql") if not is_generated(path)]
    lengths = {str(path): len(text(path).splitlines()) for path in written}
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LIMIT} == {}
