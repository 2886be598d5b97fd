"""Letters to dealers' systems: ADF as their text and as their file, or the id of a lead to forget.

They have no HTML, no link and no footer, which no system reads.
"""

from email.message import EmailMessage

from models import lead_sheets
from models.adf import writing
from models.adf_sendings import RECALL, AdfSending
from models.mails import Mail
from server.lead_files.prospects import Issuer
from server.letters import Letterhead, addressed
from server.mail import Outdated

_NEW, _AGAIN = "ADF {id}", "ADF {id} (resend)"
_RECALLED = "ADF recall {id}"
_WORDS = {
    "en": (
        "Please delete lead {id} of {source}, and whatever was copied from it: the person has taken"
        " their consent back."
    ),
    "zh": "请删除 {source} 的线索 {id} 及其全部副本：客户已撤回同意。",
}


async def compose(mail: Mail, letterhead: Letterhead, issuer: Issuer) -> EmailMessage:
    """The letter as it goes out, its contents read now.

    Raises Outdated for a lead that is withdrawn or another dealer's by now.
    """
    if mail.template == RECALL:
        return _recall(mail, letterhead, issuer)
    sending = await AdfSending.get(id=mail.detail["adf"])
    sheet = await lead_sheets.of(sending.lead_id) if await sending.leave() else None
    if sheet is None:
        raise Outdated("its lead is withdrawn, or another dealer's")
    document = await issuer.document(sheet, sending.language, is_resend=sending.is_resend)
    named = issuer.named(sheet.id)
    letter = addressed(mail, letterhead, (_AGAIN if sending.is_resend else _NEW).format(id=named))
    letter.set_content(document.decode())
    kind, _, subkind = writing.MEDIA_TYPE.partition("/")
    letter.add_attachment(document, kind, subkind, filename=f"{named}.xml")
    return letter


def _recall(mail: Mail, letterhead: Letterhead, issuer: Issuer) -> EmailMessage:
    named = mail.detail["lead"]
    letter = addressed(mail, letterhead, _RECALLED.format(id=named))
    letter.set_content(_WORDS[mail.locale].format(id=named, source=issuer.brand))
    return letter
