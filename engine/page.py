"""The page on which a browser tries queries. It asks this server and nobody else."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from starlette.responses import HTMLResponse

_HTML = Path(__file__).with_suffix(".html").read_text(encoding="utf-8")


def page() -> HTMLResponse:
    """The page, with a policy that lets run only what stands in it."""
    return HTMLResponse(_HTML, headers={"content-security-policy": _POLICY})


def _hash_of(element: str) -> str:
    [inside] = re.findall(f"<{element}>(.*?)</{element}>", _HTML, re.DOTALL)
    return f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"


_POLICY = "; ".join((
    "default-src 'none'",
    f"script-src {_hash_of('script')}",
    f"style-src {_hash_of('style')}",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
))  # fmt: skip
