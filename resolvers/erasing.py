"""Erasing: a person is forgotten, or told all that is known of them."""

from typing import Annotated, cast

import strawberry

from models.access import erasing
from models.erasing import erasing as verbs
from models.noun import Noun
from resolvers import calls
from schema import nodes
from schema.context import Info
from schema.erasing import (
    ContactEraseInput,
    ContactErasePayload,
    DataExport,
    Erasure,
    MemberEraseInput,
    MemberErasePayload,
)


@strawberry.type
class ErasingQuery:
    """Root fields to read."""

    @strawberry.field(description="Where to download all that is known of a member.")
    async def member_data_export(
        self,
        info: Info,
        member: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="You, unless given; for operators anyone who asked."),
        ] = None,
    ) -> DataExport:
        viewer = info.context.viewer
        member_id = nodes.row_id(member, "Member") if member else viewer.as_member()
        person = await erasing.member(viewer, member_id, "member")
        return DataExport(url=f"/exports/{nodes.encode('Member', person.id)}")

    @strawberry.field(
        description="Where to download all that is known of a person who has no account: every"
        " contact with this address, or with this number; operators only."
    )
    async def contact_data_export(
        self,
        info: Info,
        email: Annotated[str, strawberry.argument(description="Their address.")] = "",
        phone: Annotated[str, strawberry.argument(description="With + and country code.")] = "",
    ) -> DataExport:
        await erasing.contacts(info.context.viewer, email, phone)
        whom = erasing.name(email, phone, info.context.house.seal)
        return DataExport(url=f"/exports/contacts/{whom}")


@strawberry.type
class ErasingMutation:
    """Root fields to write."""

    @strawberry.mutation(description="Forget a member: oneself, or as an operator anyone.")
    async def member_erase(self, info: Info, input: MemberEraseInput) -> MemberErasePayload:
        viewer = info.context.viewer
        seal = info.context.house.seal

        async def verb() -> Noun:
            member_id = nodes.row_id(input.member, "Member")
            member = await erasing.member(viewer, member_id, "member")
            if member.id == viewer.member_id:
                return await verbs.erase_oneself(member, input.confirm, seal=seal)
            return await verbs.erase_member(member, by=viewer.as_author(), seal=seal)

        outcome = await calls.once(info, input, verb, traced=["confirm"])
        return MemberErasePayload(
            erasure=cast(Erasure | None, await calls.reread(info, outcome, erasing.see)),
            user_errors=calls.errors(info, outcome),
        )

    @strawberry.mutation(description="Forget a person who has no account; operators only.")
    async def contact_erase(self, info: Info, input: ContactEraseInput) -> ContactErasePayload:
        viewer = info.context.viewer

        async def verb() -> Noun:
            contacts = await erasing.contacts(viewer, input.email, input.phone)
            return await verbs.erase_contacts(
                contacts, by=viewer.as_author(), seal=info.context.house.seal
            )

        outcome = await calls.once(info, input, verb, traced=["phone"])
        return ContactErasePayload(
            erasure=cast(Erasure | None, await calls.reread(info, outcome, erasing.see)),
            user_errors=calls.errors(info, outcome),
        )
