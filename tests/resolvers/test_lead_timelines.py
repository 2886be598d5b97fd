"""A lead's timeline through the API: what was done, by whom, who was told, what is to be done."""

from datetime import UTC, datetime
from typing import Any

from models.access.viewer import Viewer
from models.idempotency import IdempotencyKey
from models.lead_activities import LeadActivity
from models.lead_timelines import LeadTask
from models.leads import Lead
from models.outbox import OutboxMessage
from schema.nodes import encode
from tests import people, prospects
from tests.client import Api

TIMELINE = """
    lead {
        contactedAt assignee { name }
        activities { kind hasReached text actor { name } mentions { name } }
        tasks { title dueAt doneAt assignee { name } }
    }
"""
DUE = datetime(2026, 12, 1, 9, tzinfo=UTC)


async def _lead(api: Api) -> tuple[Viewer, Viewer, Lead]:
    del api
    dealer = await prospects.dealer()
    lead = await prospects.lead(dealer)
    return await prospects.staff(dealer, "Dora"), await prospects.staff(dealer, "Eve"), lead


async def test_a_call_that_reached_the_person_is_written_down_and_colleagues_are_told(
    api: Api,
) -> None:
    dora, eve, lead = await _lead(api)

    made = await api.mutate(
        "leadActivityCreate", TIMELINE, as_=dora, lead=encode("Lead", lead.id), kind="CALL",
        hasReached=True, text=" Wants the large one. ",
        mentions=[encode("Member", eve.as_member())],
    )  # fmt: skip

    assert made["userErrors"] == []
    assert made["lead"]["activities"] == [
        {
            "kind": "CALL", "hasReached": True, "text": "Wants the large one.",
            "actor": {"name": "Dora"}, "mentions": [{"name": "Eve"}],
        }
    ]  # fmt: skip
    assert made["lead"]["contactedAt"] is not None
    told = await OutboxMessage.get(topic="lead.mentioned")
    assert told.payload == {"activity": str((await LeadActivity.get()).id)}


async def test_a_note_reaches_nobody_and_needs_a_text(api: Api) -> None:
    dora, _, lead = await _lead(api)
    said: dict[str, Any] = {"lead": encode("Lead", lead.id), "kind": "NOTE", "hasReached": True}

    assert await api.refused("leadActivityCreate", as_=dora, **said) == "TEXT_EMPTY"
    assert await LeadActivity.all().count() == 0
    made = await api.mutate("leadActivityCreate", TIMELINE, as_=dora, text="Hm", **said)

    assert made["lead"]["activities"][0]["hasReached"] is False
    assert made["lead"]["contactedAt"] is None


async def test_a_task_is_set_and_done_once(api: Api) -> None:
    dora, eve, lead = await _lead(api)
    said = {"lead": encode("Lead", lead.id), "title": "Call back", "dueAt": DUE.isoformat()}
    eve_id = encode("Member", eve.as_member())

    made = await api.mutate("leadTaskCreate", "task { id }", as_=dora, assignee=eve_id, **said)
    task = made["task"]["id"]
    done = await api.mutate("leadTaskFinish", "task { title doneAt }", as_=eve, task=task)
    again = await api.refused("leadTaskFinish", as_=dora, task=task)

    assert done["task"]["title"] == "Call back"
    assert done["task"]["doneAt"] is not None
    assert again == "TASK_DONE"
    assert (await LeadTask.get()).done_by_id == eve.member_id


async def test_only_the_dealers_staff_are_mentioned_assigned_and_set_tasks(api: Api) -> None:
    dora, _, lead = await _lead(api)
    stranger = encode("Member", (await people.member("Zoe")).id)
    asked = {"lead": encode("Lead", lead.id)}
    task = {"title": "Call back", "dueAt": DUE.isoformat(), "assignee": stranger}

    codes = [
        await api.refused("leadAssign", as_=dora, assignee=stranger, **asked),
        await api.refused("leadTaskCreate", as_=dora, **task, **asked),
        await api.refused(
            "leadActivityCreate", as_=dora, kind="CALL", mentions=[stranger], **asked
        ),
    ]

    assert codes == ["NOT_OF_STAFF"] * 3
    assert await LeadTask.all().count() + await LeadActivity.all().count() == 0
    assert (await Lead.get()).assignee_id is None


async def test_a_lead_is_given_to_a_colleague_who_is_told(api: Api) -> None:
    dora, eve, lead = await _lead(api)

    made = await api.mutate(
        "leadAssign", TIMELINE, as_=dora, lead=encode("Lead", lead.id),
        assignee=encode("Member", eve.as_member()),
    )  # fmt: skip

    assert made["lead"]["assignee"] == {"name": "Eve"}
    assert await OutboxMessage.filter(topic="lead.assigned").count() == 1


async def test_others_cannot_write_into_a_timeline_and_learn_nothing(api: Api) -> None:
    dora, eve, lead = await _lead(api)
    other = await prospects.staff(await prospects.dealer("Plaza Cars"), "Zoe")
    made = await api.mutate(
        "leadTaskCreate", "task { id }", as_=dora, lead=encode("Lead", lead.id), title="Call",
        dueAt=DUE.isoformat(), assignee=encode("Member", eve.as_member()),
    )  # fmt: skip
    asked, written = {"lead": encode("Lead", lead.id)}, await IdempotencyKey.all().count()

    codes = {
        await api.refused("leadActivityCreate", as_=other, kind="CALL", **asked),
        await api.refused("leadAssign", as_=other, assignee=asked["lead"], **asked),
        await api.refused("leadTaskFinish", as_=other, task=made["task"]["id"]),
        await api.refused("leadRecycle", as_=other, reason="Mine", **asked),
        await api.refused("leadMerge", as_=other, into=asked["lead"], merged=asked["lead"]),
    }

    assert codes == {"NOT_FOUND"}
    assert (await LeadTask.get()).done_at is None
    assert await LeadActivity.all().count() == 0
    assert await IdempotencyKey.all().count() == written + 5  # refusals are remembered
