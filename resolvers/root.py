"""The schema, put together from the root fields of every noun."""

from datetime import datetime

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

from resolvers.devices import DeviceMutation, DeviceQuery
from resolvers.members import MemberMutation, MemberQuery
from resolvers.nodes import NodeQuery
from resolvers.passes import PassMutation
from resolvers.points import PointsMutation, PointsQuery
from resolvers.scans import ScanMutation
from resolvers.sign_in import SignInMutation
from schema.scalars import DateTime

_QUERIES = (DeviceQuery, MemberQuery, NodeQuery, PointsQuery)
_MUTATIONS = (
    DeviceMutation,
    MemberMutation,
    PassMutation,
    PointsMutation,
    ScanMutation,
    SignInMutation,
)

Query = merge_types("Query", _QUERIES)
Mutation = merge_types("Mutation", _MUTATIONS)

schema = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    config=StrawberryConfig(scalar_map={datetime: DateTime}),
)
