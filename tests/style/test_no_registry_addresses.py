import re

from tests.style.source import files, text

# [x] is x, written so that this file does not find itself.
REGISTRY = re.compile(
    r"(?<!no-emit-)index-[u]rl|find-[l]inks|pypi\.[o]rg|pythonhosted\.[o]rg"
    r"|registry\.(npmjs|yarnpkg|npmmirror)\.[c-o]|proxy\.golang\.[o]rg"
)


def test_no_file_names_a_package_registry_so_that_each_machine_uses_its_own() -> None:
    assert [str(path) for path in files() if REGISTRY.search(text(path))] == []
