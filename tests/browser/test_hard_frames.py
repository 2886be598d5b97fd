"""The scanner's decoder on frames that are hard to read."""

from pathlib import Path

import pytest

from tests import furnished
from tests.browser.hard_frames import hard_frames, readings
from tests.browser.tablets import browser_tablet
from tests.journeys.house import serving, settings

pytestmark = pytest.mark.browser
LEAST = 55


async def test_of_sixty_hard_frames_fifty_five_are_read_and_none_wrong(tmp_path: Path) -> None:
    await furnished.put_migrated(tmp_path / "paddock.db")
    url = f"sqlite://{tmp_path}/paddock.db"
    frames = hard_frames()
    assert len(frames) == 60
    async with (
        serving(settings(url, tmp_path)) as origin,
        browser_tablet(origin.replace("127.0.0.1", "localhost")) as tablet,
    ):
        texts = await readings(tablet.page, frames)
    wrong = [
        text for frame, text in zip(frames, texts, strict=True) if text not in {None, frame.text}
    ]
    unread = [frame.kind for frame, text in zip(frames, texts, strict=True) if text is None]
    assert wrong == []
    assert len(frames) - len(unread) >= LEAST, unread
