"""The house that tests live in: the values that a server would pass inward."""

from functools import cache
from tempfile import TemporaryDirectory, mkdtemp

from models.pictures.store import PictureStore
from models.referrals.terms import Terms
from models.seals import Seal
from schema.context import House
from server import keys
from venues.pass_links import PassLinks

SECRET = "a house for tests, " + "0123456789abcdef" * 2
SEAL = Seal(keys.sealing(SECRET))
LINKS = PassLinks("https://luming.example", keys.linking_passes(SECRET))
STORY_CODE = "246810"


def house() -> House:
    """A house with a seal and the story's sign-ins, for one test."""
    return House(
        SEAL,
        LINKS,
        STORY_CODE,
        pays_by="rehearsal",
        referral_terms=Terms(links="https://luming.example"),
    )


def pictures() -> PictureStore:
    """A store of its own, which goes with this process."""
    return PictureStore.at(f"file://{mkdtemp(dir=_folder().name)}")


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="paddock-pictures-")
