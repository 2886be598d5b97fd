import re

from tests.style.source import ROOT


def test_the_resuming_client_is_documented_as_it_is_tried() -> None:
    tried = (ROOT / "tests/conformance/resume.ts").read_text()
    page = (ROOT / "docs/clients.md").read_text()
    assert tried in re.findall(r"^```ts\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
