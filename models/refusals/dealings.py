"""Refusals between members and dealers: what is booked there, and who brought whom."""

from models.refusals.refusal import Refusal


class DayInvalid(Refusal):
    en = "This is not a day; write it as 2026-10-01."
    zh = "日期无效，请写成 2026-10-01 的形式。"


class SlotNotOffered(Refusal):
    en = "Nothing is offered at this time."
    zh = "该时间不可预约。"


class SlotFull(Refusal):
    en = "There is no place left at this time."
    zh = "该时段已约满。"


class AlreadyBooked(Refusal):
    en = "You have such an appointment with this dealer already."
    zh = "您已在该经销商处有同类预约。"


class PaymentsUnavailable(Refusal):
    en = "Payments are not possible here now."
    zh = "目前无法在此付款。"
    is_passing = True


class NotYet(Refusal):
    en = "It is too early to say this."
    zh = "现在还为时过早。"


class ReferralCodeUnknown(Refusal):
    en = "There is no such referral code."
    zh = "推荐码不存在。"


class ReferralTooLate(Refusal):
    en = "A code can be named within {days} days of making the account."
    zh = "推荐码须在注册后 {days} 天内填写。"


class ReferredAlready(Refusal):
    en = "You have said already who brought you."
    zh = "您已填写过推荐人。"


class NotReferred(Refusal):
    en = "You were brought by nobody."
    zh = "您没有推荐人。"


class ReferralsHaveNoCap(Refusal):
    en = "Rewards for friends have no daily cap."
    zh = "推荐奖励没有每日上限。"


class ReferralRing(Refusal):
    en = "Whoever has this code was brought by you."
    zh = "该推荐码的持有人是由您推荐而来的。"
