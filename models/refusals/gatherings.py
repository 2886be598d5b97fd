"""Refusals at venues and events, in line and at the door, and of points."""

from models.refusals.refusal import Refusal


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


class NoPassYet(Refusal):
    en = "This seat has no pass: it is not confirmed, or cancelled."
    zh = "该席位尚无通行证：未确认或已取消。"


class ConflictSettled(Refusal):
    en = "This conflict has been settled already, in another way."
    zh = "该冲突已作其他处理。"


class PairingCodeWrong(Refusal):
    en = "This pairing code is wrong, used, or no longer valid."
    zh = "配对码错误、已使用或已过期。"


class PinInvalid(Refusal):
    en = "A PIN has 6 to 12 digits."
    zh = "PIN 码须为 6 至 12 位数字。"


class PublicKeyInvalid(Refusal):
    en = "This is not the public half of an Ed25519 key: 32 bytes in base64."
    zh = "公钥无效：须为 base64 编码的 32 字节 Ed25519 公钥。"


class SignatureWrong(Refusal):
    en = "This batch was not signed by this tablet."
    zh = "该批次并非由此设备签名。"


class BatchUnreadable(Refusal):
    en = "This is not a batch; see docs/tablets.md."
    zh = "无法读取该批次。"


class AddressInvalid(Refusal):
    en = "This is not an address that tablets can reach: https://, a host and perhaps a port."
    zh = "地址无效，平板无法访问：须为 https:// 加主机名，可带端口。"


class DeviceRevoked(Refusal):
    en = "This tablet was revoked before the edge heard this batch."
    zh = "边缘服务器收到该批次之前，此设备已被撤销。"


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
    en = "A batch holds at most {most} items."
    zh = "每批最多 {most} 条扫描记录。"


class TimeIsPast(Refusal):
    en = "This time is already past."
    zh = "该时间已过。"


class AlreadyRuled(Refusal):
    en = "Another rule for this starts at that very moment."
    zh = "已有同类规则在该时刻生效。"


class CheckInsHaveNoCap(Refusal):
    en = "Check-ins have no daily cap."
    zh = "签到没有每日上限。"
