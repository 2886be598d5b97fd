"""Paths as logs and traces may have them: without what opens something."""

from venues.pass_links import PATH

_OPENING = f"{PATH}/"
_TOLD = "..."


def told(path: str) -> str:
    """The path; of a link to a pass, which opens the door, no more than that it was one."""
    return _OPENING + _TOLD if path.startswith(_OPENING) else path
