"""Who may ask for the schema itself."""

from collections.abc import Callable

from schema.context import Context
from server.settings import Introspection


def allowed(mode: Introspection) -> Callable[[Context], bool]:
    """The engine's hook: whether the viewer of an operation may introspect."""
    return {
        Introspection.OPEN: lambda _context: True,
        Introspection.SIGNED_IN: _is_signed_in,
        Introspection.CLOSED: lambda _context: False,
    }[mode]


def _is_signed_in(context: Context) -> bool:
    return context.viewer.member_id is not None or context.viewer.device_id is not None
