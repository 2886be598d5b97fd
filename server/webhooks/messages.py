"""Messages: what a webhook says of a lead, and its signature by the Standard Webhooks rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from standardwebhooks import Webhook

from models.lead_questions import LeadQuestion
from models.seals import Seal
from models.webhook_deliveries import contents
from models.webhook_deliveries.contents import KnownLead
from models.webhook_deliveries.rows import WebhookEvent
from models.webhook_deliveries.taking import Due
from models.webhook_endpoints import secret_of
from schema.nodes import encode

_WITHDRAWN = "lead.withdrawn"
_TOPICS = {
    WebhookEvent.LEAD_CAPTURED: "lead.captured",
    WebhookEvent.LEAD_UPDATED: "lead.updated",
    WebhookEvent.LEAD_WITHDRAWN: _WITHDRAWN,
    WebhookEvent.PING: "webhook.ping",
}


async def written(due: Due) -> bytes:
    """The body, of what the dealer may know at this moment; a lead that is gone is its id alone."""
    lead = await contents.of(due)
    topic, data = _TOPICS[due.event], _named(due)
    if lead is not None:
        data |= _shown(lead, await contents.questions(lead))
    elif due.lead_id is not None:
        topic = _WITHDRAWN
    return orjson.dumps({"type": topic, "timestamp": due.happened_at, "data": data})


def signed(due: Due, body: bytes, at: datetime, seal: Seal) -> dict[str, str]:
    """The headers of a message that is sent at this time, signed with each secret that counts."""
    sealed = [due.sealed_secret]
    if due.sealed_previous_secret and due.previous_secret_until and at < due.previous_secret_until:
        sealed.append(due.sealed_previous_secret)
    purpose, message_id = secret_of(due.endpoint_id), f"msg_{due.id}"
    secrets = [seal.open(secret, purpose).decode() for secret in sealed]
    signatures = [Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _named(due: Due) -> dict[str, Any]:
    if due.lead_id is None:
        return {}
    return {"lead": encode("Lead", due.lead_id), "seq": due.seq}


def _shown(lead: KnownLead, questions: dict[UUID, LeadQuestion]) -> dict[str, Any]:
    return {
        "state": lead.state,
        "capturedAt": lead.captured_at,
        "model": lead.model,
        "contact": {
            "name": lead.name,
            "phone": lead.phone,
            "email": lead.email,
            "locale": lead.locale,
        },
        "event": lead.event_id
        and {
            "id": encode("Event", lead.event_id),
            "title": lead.event_title,
            "startsAt": lead.event_starts_at,
        },
        "answers": [
            {"question": questions[asked].wording, "answer": said["answer"]}
            for said in lead.answers
            if (asked := UUID(said["question"])) in questions
        ],
    }
