"""A mail: one letter to one reader, rendered once and sent until it is accepted."""

from typing import Any

from tortoise import fields

from models import clock
from models.noun import Noun


class Mail(Noun):
    """Unique by (outbox message, reader), so that a redelivered message writes no second letter."""

    message_id = fields.UUIDField()
    to_address = fields.CharField(254)
    locale = fields.CharField(8)
    template = fields.CharField(64)
    detail = fields.JSONField[dict[str, Any]](default=dict)
    created_at = fields.DatetimeField(default=clock.now)
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "mails"
        unique_together = (("message_id", "to_address"),)


class MailOptOut(Noun):
    """A reader who unsubscribed from one kind of mail."""

    address = fields.CharField(254)
    kind = fields.CharField(32)
    at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "mail_opt_outs"
        unique_together = (("address", "kind"),)
