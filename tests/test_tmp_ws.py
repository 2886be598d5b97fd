import asyncio, pytest
from models.access.viewer import Viewer
from tests import prospects, people
from tests.house import house
from schema.context import Context
from schema.loaders import Loaders
from engine.execution import Served
from engine.limits import Limits
from engine.options import Hooks
from server import faults
from resolvers.root import schema
from tests.feeds import DOCUMENT
from schema import nodes

@pytest.mark.usefixtures("db")
async def test_codes():
    dealer = await prospects.dealer()
    dora = await prospects.staff(dealer)
    h = house()
    served = Served(schema, Limits(cost=5000), Hooks(classify=faults.classify, on_fault=faults.log_fault))
    async def codes(viewer, **v):
        ctx = Context(viewer, Loaders(viewer, h), h)
        gen = await served.stream(DOCUMENT, variable_values={"dealer": nodes.encode("Dealer", dealer.id), **v}, context_value=ctx)
        r = await anext(gen)
        await gen.aclose()
        return type(r).__name__, r.data, [e.formatted for e in r.errors or ()]
    print(await codes(dora))
    print(await codes(Viewer()))
    print(await codes(dora, after="xx"))
    print(await codes(dora, batch=0))
    print(await codes(await people.operator()))
