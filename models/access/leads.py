"""The door to leads: the dealer's own staff, and nobody else, operators included."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from tortoise.queryset import QuerySet

from models import excerpts, joins
from models.access.beside import Eyes
from models.access.viewer import Viewer
from models.contacts import Contact
from models.excerpts import Excerpt, Excerpts, Listing
from models.lead_activities import LeadActivity, LeadMention
from models.lead_clocks import LeadEscalation
from models.lead_lists import LeadAnswer, LeadRow
from models.lead_merging import LeadMerge
from models.lead_questions import LeadQuestion
from models.lead_timelines import LeadTask
from models.leads import Lead, LeadMove
from models.members import Member
from models.noun import Noun
from models.refusals import NotFound
from models.rows import NO_EDGES, Asked
from models.touches import Touch

Of = TypeVar("Of", bound=Noun)

_SHOWN = "t.withdrawn_at IS NULL"
_OF_DEALERS = Listing("leads", "dealer_id", newest_first=True, where=_SHOWN)


async def see(viewer: Viewer, lead_id: UUID) -> Lead | None:
    """The lead, for its dealer's staff, until it is withdrawn."""
    return (await see_many(viewer, [lead_id])).get(lead_id)


async def see_many(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, Lead]:
    """Those of the leads that the viewer may see, by id."""
    found = await _visible(viewer).filter(id__in=list(lead_ids))
    return {lead.id: lead for lead in found}


async def to_move(viewer: Viewer, lead_id: UUID, field: str) -> Lead:
    """A lead that its dealer's staff takes further."""
    viewer.as_author()
    lead = await see(viewer, lead_id)
    if lead is None:
        raise NotFound(field)
    return lead


async def pages(viewer: Viewer, wanted: Sequence[Excerpt], asked: Asked = NO_EDGES) -> Excerpts:
    """Pages of the leads of dealers, the newest first, for the dealers' staff."""
    eyes = Eyes(viewer)
    staffed = f"SELECT id FROM dealers WHERE id IN {eyes.dealers}"  # noqa: S608  a parameter's place
    part = eyes.part(LeadRow, "t", asked)
    return await excerpts.read(_OF_DEALERS, wanted, staffed, eyes.values, part)


async def rows(viewer: Viewer, lead_ids: Sequence[UUID], asked: Asked) -> dict[UUID, LeadRow]:
    """Those of the leads that the viewer may see, by id, with what is asked for."""
    eyes = Eyes(viewer)
    part = eyes.part(LeadRow, "t", asked)
    query = f"""
        FROM leads t {part.joins}
        WHERE t.id IN {eyes.values.among(lead_ids)} AND t.dealer_id IN {eyes.dealers} AND {_SHOWN}
    """
    return {lead.id: lead for lead in await joins.fetch(part, query, eyes.values)}


async def contacts(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, Contact]:
    """The person of each lead that the viewer may see, by lead."""
    found = await _visible(viewer).filter(id__in=list(lead_ids)).select_related("contact")
    return {lead.id: lead.contact for lead in found}


async def moves(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[LeadMove]]:
    """What happened to each lead that the viewer may see, the first step first."""
    return await _of_leads(viewer, lead_ids, LeadMove.all().order_by("id"))


async def touches(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[Touch]]:
    """Each time that the person of a lead came, the earliest first."""
    seen = Touch.filter(withdrawn_at=None).order_by("at", "ref")
    return await _of_leads(viewer, lead_ids, seen)


async def answers(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[LeadAnswer]]:
    """What the person of each lead answered to its dealer's questions, the earliest first."""
    said = {lead.id: lead.answers for lead in (await see_many(viewer, lead_ids)).values()}
    asked = {one["question"] for of_lead in said.values() for one in of_lead}
    rows = await LeadQuestion.filter(id__in=sorted(asked)) if asked else []
    questions = {str(question.id): question for question in rows}
    return {
        lead_id: [
            LeadAnswer(questions[one["question"]], one["answer"])
            for one in of_lead
            if one["question"] in questions
        ]
        for lead_id, of_lead in said.items()
    }


async def activities(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[LeadActivity]]:
    """What was done about each lead, the first first."""
    return await _of_leads(viewer, lead_ids, LeadActivity.all().order_by("id"))


async def tasks(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[LeadTask]]:
    """What was and is to be done about each lead."""
    return await _of_leads(viewer, lead_ids, LeadTask.all().order_by("id"))


async def escalations(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[LeadEscalation]]:
    """Who was told of each lead that stayed silent."""
    return await _of_leads(viewer, lead_ids, LeadEscalation.all().order_by("id"))


async def merges(viewer: Viewer, lead_ids: Sequence[UUID]) -> dict[UUID, list[LeadMerge]]:
    """What became part of each lead."""
    return await _of_leads(viewer, lead_ids, LeadMerge.all().order_by("id"), by="into_id")


async def mentioned(viewer: Viewer, activity_ids: Sequence[UUID]) -> dict[UUID, list[Member]]:
    """The colleagues whom each activity names, of leads that the viewer may see."""
    found = await LeadActivity.filter(id__in=list(activity_ids))
    seen = await see_many(viewer, [activity.lead_id for activity in found])
    named: dict[UUID, list[Member]] = {
        activity.id: [] for activity in found if activity.lead_id in seen
    }
    rows = LeadMention.filter(activity_id__in=list(named), member__removed_at=None)
    for row in await rows.select_related("member").order_by("member_id"):
        named[row.activity_id].append(row.member)
    return named


async def see_task(viewer: Viewer, task_id: UUID) -> LeadTask | None:
    """A task about a lead that the viewer may see."""
    task = await LeadTask.get_or_none(id=task_id)
    return task if task and await see(viewer, task.lead_id) else None


async def see_merge(viewer: Viewer, merge_id: UUID) -> LeadMerge | None:
    """A merge into a lead that the viewer may see."""
    merge = await LeadMerge.get_or_none(id=merge_id)
    return merge if merge and await see(viewer, merge.into_id) else None


async def to_finish(viewer: Viewer, task_id: UUID, field: str) -> LeadTask:
    """A task that one of the dealer's staff has done."""
    viewer.as_author()
    task = await see_task(viewer, task_id)
    if task is None:
        raise NotFound(field)
    return task


async def to_part(viewer: Viewer, merge_id: UUID, field: str) -> LeadMerge:
    """A merge that one of the dealer's staff undoes."""
    viewer.as_author()
    merge = await see_merge(viewer, merge_id)
    if merge is None:
        raise NotFound(field)
    return merge


def require_staff(viewer: Viewer, dealer_id: UUID) -> None:
    """Refused as for a dealer that is not there, unless the viewer is of its staff."""
    viewer.as_member()
    if not viewer.works_at(dealer_id):
        raise NotFound("dealer")


async def _of_leads(
    viewer: Viewer, lead_ids: Sequence[UUID], rows: QuerySet[Of], by: str = "lead_id"
) -> dict[UUID, list[Of]]:
    """Rows of the leads that the viewer may see, by lead, in the order of the query."""
    of_leads: dict[UUID, list[Of]] = {lead_id: [] for lead_id in await see_many(viewer, lead_ids)}
    for row in await rows.filter(**{f"{by}__in": list(of_leads)}):
        of_leads[getattr(row, by)].append(row)
    return of_leads


def _visible(viewer: Viewer) -> QuerySet[Lead]:
    return Lead.filter(dealer_id__in=viewer.dealers, withdrawn_at=None)
