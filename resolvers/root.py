"""The schema, put together from the root fields of every noun."""

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from resolvers.members import MemberMutation, MemberQuery
from resolvers.sign_in import SignInMutation

_QUERIES = (MemberQuery,)
_MUTATIONS = (MemberMutation, SignInMutation)

Query = merge_types("Query", _QUERIES)
Mutation = merge_types("Mutation", _MUTATIONS)

schema = strawberry.Schema(query=Query, mutation=Mutation, config=StrawberryConfig())
