from importlib.metadata import Distribution, distributions

# The folders of the checkout that Python imports, and so must find here and nowhere else.
OURS = {
    *("schema", "resolvers", "models", "venues", "engine", "server"),
    *("migrations", "tests", "benchmarks"),
}


def test_no_installed_distribution_provides_a_package_with_a_name_of_ours() -> None:
    taken = {
        (distribution.name, name)
        for distribution in distributions()
        for name in _top_level_names(distribution) & OURS
    }
    assert taken == set()


def test_top_level_names_are_read_from_packages_and_single_modules_alike() -> None:
    assert "pytest" in _top_level_names(Distribution.from_name("pytest"))
    assert "typing_extensions" in _top_level_names(Distribution.from_name("typing-extensions"))


def _top_level_names(distribution: Distribution) -> set[str]:
    declared = (distribution.read_text("top_level.txt") or "").split()
    recorded = {file.parts[0].partition(".")[0] for file in distribution.files or []}
    return {*declared, *recorded}
