"""Refusals at dealers' stands: what is asked there, who agreed to what, and who walked in."""

from models.refusals.refusal import Refusal


class ChoicesAlike(Refusal):
    en = "This choice reads the same as another."
    zh = "该选项与其他选项重复。"


class ReceiptForged(Refusal):
    en = "This receipt was not signed by its tablet."
    zh = "该同意凭证并非由此设备签名。"


class ReceiptUnreadable(Refusal):
    en = "This is not a consent receipt; see docs/tablets.md."
    zh = "无法读取该同意凭证。"


class ReceiptOfAnother(Refusal):
    en = "This receipt is of another lead, visitor, tablet, event or time."
    zh = "该同意凭证属于其他线索、访客、设备、活动或时间。"


class ContactNotAgreed(Refusal):
    en = "The visitor did not agree to be contacted."
    zh = "访客未同意接受联系。"


class QuestionUnknown(Refusal):
    en = "The dealer never asked this."
    zh = "该经销商没有提出过此问题。"


class ChoiceUnknown(Refusal):
    en = "This answer is none of the choices."
    zh = "该回答不在选项之中。"


class AnswerUnfit(Refusal):
    en = "An answer is one line of at most 500 characters."
    zh = "回答须为一行，最多 500 个字符。"


class AnswerMissing(Refusal):
    en = "A question that needs an answer has none."
    zh = "有必答问题尚未回答。"


class VisitorUnclear(Refusal):
    en = "It is not clear who the visitor is: there is no genuine pass, no seat and nobody named."
    zh = "无法确定访客身份：没有有效的通行证、席位或姓名。"


class VisitorNameless(Refusal):
    en = "The visitor has no name."
    zh = "缺少访客姓名。"


class VisitorUnreachable(Refusal):
    en = "The visitor has neither a phone number nor an e-mail address."
    zh = "缺少访客的电话号码或电子邮箱。"


class SeatNotAtEvent(Refusal):
    en = "There is no such seat at this event."
    zh = "该活动没有此席位。"


class SeatOfAnother(Refusal):
    en = "This seat was made elsewhere, or for another event."
    zh = "该席位由其他设备创建，或属于其他活动。"


class TabletOffDuty(Refusal):
    en = "The tablet had no duty there at that time."
    zh = "该设备当时没有在那里值班。"
