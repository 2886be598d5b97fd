from tests.style.source import files

# They say that things lie here, not what things.
VAGUE = {"common", "core", "helpers", "managers", "misc", "services", "utils"}
VAGUE |= {name.removesuffix("s") for name in VAGUE}


def test_no_folder_or_module_has_a_name_that_says_nothing() -> None:
    named = [(path, name.partition(".")[0]) for path in files() for name in path.parts]
    assert [str(path) for path, name in named if name.lower() in VAGUE] == []
