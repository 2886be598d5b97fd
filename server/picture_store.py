"""Where pictures lie under these settings: for the routes, the worker and the check-up alike."""

from models.pictures.store import PictureStore
from server.settings import Settings


def of(settings: Settings) -> PictureStore:
    """The store on disk or S3."""
    return PictureStore.at(
        settings.picture_store,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        key_id=settings.s3_key_id,
        secret=settings.s3_secret.get_secret_value(),
    )
