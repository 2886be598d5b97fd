"""Files of a screen: read once at the start, and sent anew only where they changed."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_KINDS = {".css": "text/css", ".js": "text/javascript"}
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class File:
    """What a browser is sent, and the ETag by which it knows that it has it."""

    content: bytes
    media_type: str
    etag: str

    def answer(self, request: Request) -> Response:
        """The file, or that it is what the browser has already."""
        headers = {"ETag": self.etag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == self.etag:
            return Response(status_code=304, headers=headers)
        return Response(self.content, headers=headers, media_type=self.media_type)


def of(screen: str) -> dict[str, File]:
    """The files in the folder of a screen and the parts that all screens have, by name."""
    found = [*(_FOLDER / "parts").iterdir(), *(_FOLDER / screen).iterdir()]
    return {path.name: _read(path) for path in sorted(found) if path.suffix in _KINDS}


def _read(path: Path) -> File:
    content = path.read_bytes()
    return File(content, _KINDS[path.suffix], f'"{sha256(content).hexdigest()[:32]}"')
