"""The door to web forms: a dealer's staff and operators run them, everyone fills them in."""

from collections.abc import Sequence
from uuid import UUID

from models import web_forms
from models.access import dealers, routing
from models.access.viewer import Viewer
from models.dealers import Dealer
from models.refusals import NotFound
from models.web_enquiries import WebEnquiry
from models.web_forms import EnquiryForm, WebForm


async def see(viewer: Viewer, form_id: UUID) -> WebForm | None:
    """The form, for its dealer's staff and operators."""
    form = await WebForm.get_or_none(id=form_id)
    return form if form and _may_run(viewer, form.dealer_id) else None


async def of_dealers(viewer: Viewer, dealer_ids: Sequence[UUID]) -> dict[UUID, list[WebForm]]:
    """The forms of each dealer whose forms the viewer may run, the first first."""
    forms: dict[UUID, list[WebForm]] = {one: [] for one in dealer_ids if _may_run(viewer, one)}
    for form in await WebForm.filter(dealer_id__in=list(forms)).order_by("id"):
        forms[form.dealer_id].append(form)
    return forms


async def to_open(viewer: Viewer, dealer_id: UUID, field: str) -> Dealer:
    """A dealer for which its staff or an operator opens a form."""
    viewer.as_author()
    dealer = await dealers.see(viewer, dealer_id) if _may_run(viewer, dealer_id) else None
    if dealer is None:
        raise NotFound(field)
    return dealer


async def to_change(viewer: Viewer, form_id: UUID, field: str) -> WebForm:
    """A form that its dealer's staff or an operator changes."""
    viewer.as_author()
    form = await see(viewer, form_id)
    if form is None:
        raise NotFound(field)
    return form


async def to_fill_in(viewer: Viewer, key: str, decision_id: UUID | None) -> EnquiryForm | None:
    """What a page shows for a key, or for the dealer that was proposed, to everyone."""
    if decision_id is None:
        return await web_forms.shown(key)
    decision = await routing.follow(viewer, decision_id)
    if decision is None or decision.dealer_id is None:
        return None
    return await web_forms.of_dealer(decision.dealer_id)


async def to_enquire(key: str, origin: str) -> WebForm:
    """The open form of this key, for whoever comes from a page that may use it."""
    form = await web_forms.open_by(key)
    if form is None:
        raise NotFound("formKey")
    form.refuse_strange(origin)
    return form


async def enquiry(viewer: Viewer, enquiry_id: UUID) -> WebEnquiry | None:
    """An enquiry, for whoever knows of it: it says when it came, and names nobody."""
    del viewer
    return await WebEnquiry.get_or_none(id=enquiry_id)


def _may_run(viewer: Viewer, dealer_id: UUID) -> bool:
    return viewer.is_operator or viewer.works_at(dealer_id)
