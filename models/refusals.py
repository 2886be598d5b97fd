"""Refusals: every expected no, a class whose name is the sentence.

A verb raises one, nothing is written, and the API answers it as data: the code is the class
name in SCREAMING_SNAKE_CASE, the message is in the viewer's language.
"""

import re
from typing import Any, ClassVar

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Refusal(Exception):
    """An expected no. `field` names the input field at fault, as a path with dots."""

    en: ClassVar[str]
    zh: ClassVar[str]
    is_passing: ClassVar[bool] = False  # True: the next try may succeed, so it is not remembered
    known: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init__(self, field: str | None = None, **facts: Any) -> None:
        super().__init__(self.code())
        self.field = field
        self.facts = facts

    def __init_subclass__(cls) -> None:
        Refusal.known[cls.code()] = cls

    @classmethod
    def code(cls) -> str:
        """EventFull is EVENT_FULL."""
        return _WORD.sub("_", cls.__name__).upper()

    def message(self, locale: str) -> str:
        """The sentence for a reader, Chinese for `zh…` and English for all others."""
        text = self.zh if locale.lower().startswith("zh") else self.en
        return text.format(**self.facts)

    def stored(self) -> dict[str, Any]:
        """What a replay needs to say the same again."""
        return {"code": self.code(), "field": self.field, "facts": self.facts}

    @staticmethod
    def revived(stored: dict[str, Any]) -> "Refusal":
        """The refusal that `stored` was made from."""
        return Refusal.known[stored["code"]](stored["field"], **stored["facts"])


class NotFound(Refusal):
    en = "There is no such thing, or it is not for you."
    zh = "内容不存在，或您无权查看。"


class NotAllowed(Refusal):
    en = "You may not do this."
    zh = "您没有权限执行此操作。"


class SignInRequired(Refusal):
    en = "Please sign in first."
    zh = "请先登录。"
    is_passing = True


class Suspended(Refusal):
    en = "Your account is suspended until {until}: {reason}"
    zh = "您的账号已被暂停使用至 {until}：{reason}"


class InvalidTransition(Refusal):
    en = "This cannot go from {before} to {after}."
    zh = "状态不能从 {before} 变为 {after}。"


class IdempotencyConflict(Refusal):
    en = "This idempotency key was used before with other input."
    zh = "该幂等键已用于不同的请求内容。"


class AlreadyUsed(Refusal):
    en = "This was used before; a credential is handed out only once."
    zh = "此请求已使用过，凭证只发放一次。"


class RateLimited(Refusal):
    en = "Too many tries. Please wait {seconds} seconds."
    zh = "尝试过于频繁，请等待 {seconds} 秒。"
    is_passing = True


class TextEmpty(Refusal):
    en = "Please write something here."
    zh = "此处不能为空。"


class TextTooLong(Refusal):
    en = "This is too long: {limit} characters at most."
    zh = "内容过长，最多 {limit} 个字符。"


class TextHasControlCharacters(Refusal):
    en = "This holds characters that cannot be shown."
    zh = "内容包含无法显示的字符。"


class OutOfRange(Refusal):
    en = "This must be between {least} and {most}."
    zh = "数值必须在 {least} 与 {most} 之间。"


class EmailInvalid(Refusal):
    en = "This is not an e-mail address."
    zh = "电子邮箱地址无效。"


class PhoneInvalid(Refusal):
    en = "This is not a phone number; begin with + and the country code."
    zh = "电话号码无效，请以 + 和国家代码开头。"


class ZoneUnknown(Refusal):
    en = "There is no such time zone."
    zh = "时区不存在。"


class LocaleUnknown(Refusal):
    en = "This language is not spoken here; choose one of: {known}."
    zh = "暂不支持该语言，可选：{known}。"


class CodeWrong(Refusal):
    en = "This code is wrong or no longer valid."
    zh = "验证码错误或已失效。"


# Passes, devices, points


class NoPassYet(Refusal):
    en = "This seat has no pass: it is not confirmed, or cancelled."
    zh = "该席位尚无通行证：未确认或已取消。"


class PairingCodeWrong(Refusal):
    en = "This pairing code is wrong, used, or no longer valid."
    zh = "配对码错误、已使用或已过期。"


class EndsBeforeStart(Refusal):
    en = "The end must come after the start."
    zh = "结束时间必须晚于开始时间。"


class GateElsewhere(Refusal):
    en = "This gate is not at the event's place."
    zh = "该入口不属于此活动的场地。"


class DeviceElsewhere(Refusal):
    en = "This device belongs to another venue."
    zh = "该设备属于其他场馆。"


class TooManyScans(Refusal):
    en = "A batch holds at most {most} scans."
    zh = "每批最多 {most} 条扫描记录。"


class TimeIsPast(Refusal):
    en = "This time is already past."
    zh = "该时间已过。"


class CheckInsHaveNoCap(Refusal):
    en = "Check-ins have no daily cap."
    zh = "签到没有每日上限。"


# Venues and events


class NameTaken(Refusal):
    en = "This name is taken."
    zh = "该名称已被使用。"


class OpeningHoursInvalid(Refusal):
    en = "Opening hours are times from 00:00 to 24:00, in order and apart from each other."
    zh = "营业时间须在 00:00 至 24:00 之间，先开后关且互不重叠。"


class LastsTooLong(Refusal):
    en = "This lasts too long: {days} days at most."
    zh = "时间过长，最多 {days} 天。"


class RuleInvalid(Refusal):
    en = "This is not a recurrence rule; write it as FREQ=WEEKLY;BYDAY=SA."
    zh = "重复规则无效，请写成 FREQ=WEEKLY;BYDAY=SA 的形式。"


class HallTaken(Refusal):
    en = "The hall is taken at that time, set-up included."
    zh = "该时段（含布置时间）场地已被占用。"


class HallTooSmall(Refusal):
    en = "There is room for {most} persons at most."
    zh = "场地最多容纳 {most} 人。"


class HallHoldsMore(Refusal):
    en = "An event to come in this hall has a capacity of {needed}."
    zh = "该场地即将举行的活动需容纳 {needed} 人。"


class EventOver(Refusal):
    en = "This event is over, or was cancelled."
    zh = "活动已结束或已取消。"


# Registrations


class EventNotOpen(Refusal):
    en = "This event takes no registrations now."
    zh = "该活动目前不接受报名。"


class EventFull(Refusal):
    en = "There is no room left at this event."
    zh = "活动名额已满。"


class SeatsAreTaken(Refusal):
    en = "{taken} seats are taken already; the capacity cannot be less."
    zh = "已有 {taken} 个名额被占用，容量不能低于此数。"


class AlreadyRegistered(Refusal):
    en = "You are registered for this event already."
    zh = "您已报名此活动。"


class DealerNotAtEvent(Refusal):
    en = "This dealer takes no part in the event."
    zh = "该经销商未参与此活动。"


class OfferOver(Refusal):
    en = "This offer has run out."
    zh = "候补名额的保留时间已过。"


class SeatCheckedIn(Refusal):
    en = "Somebody has been checked in on this seat."
    zh = "该座位已签到。"


# Communities


class LimitReached(Refusal):
    en = "A member may own {limit} groups at most."
    zh = "每位会员最多可拥有 {limit} 个小组。"


class TooMany(Refusal):
    en = "At most {limit} of these."
    zh = "最多 {limit} 项。"


class CommunityArchived(Refusal):
    en = "This community is archived: it can be read, and nothing more."
    zh = "该社群已归档，仅可浏览。"


class Banned(Refusal):
    en = "You are banned from this community."
    zh = "您已被该社群封禁。"


class InviteOnly(Refusal):
    en = "One gets into this community by invitation only."
    zh = "该社群仅限受邀加入。"


class OwnersOnly(Refusal):
    en = "This community is for verified owners of a car; ask its host for an invitation."
    zh = "该社群仅限认证车主，请联系主理人获取邀请。"


class MembersOnly(Refusal):
    en = "This takes a member of the community."
    zh = "仅限社群成员。"


class LastOwner(Refusal):
    en = "The last owner stays: hand the group over first, or archive it."
    zh = "您是最后一位群主，请先转让或归档小组。"


class HasRole(Refusal):
    en = "This member has a role in the community; end it first."
    zh = "该成员在社群中担任职务，请先解除。"


class AlreadyGranted(Refusal):
    en = "The member has this role already."
    zh = "该会员已拥有此角色。"


class OwnershipHasNoEnd(Refusal):
    en = "Ownership of a group is handed over; it does not run out."
    zh = "小组所有权只能转让，不能设定期限。"


class NotOneself(Refusal):
    en = "This cannot be done to oneself."
    zh = "不能对自己执行此操作。"


# Pictures


class PictureTooLarge(Refusal):
    en = "This picture is too large: {mebibytes} MiB and {megapixels} megapixels at most."
    zh = "图片过大：最大 {mebibytes} MiB、{megapixels} 百万像素。"


class PictureUnreadable(Refusal):
    en = "This is no picture in JPEG, PNG, WebP or GIF."
    zh = "无法识别的图片，请使用 JPEG、PNG、WebP 或 GIF 格式。"


class PictureInUse(Refusal):
    en = "This picture is used elsewhere; upload it again."
    zh = "该图片已在别处使用，请重新上传。"


# Consents and leads


class ConsentTextUnknown(Refusal):
    en = "There is no such version of the consent text in this language."
    zh = "该语言下没有此版本的同意书。"
