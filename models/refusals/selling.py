"""Refusals at a dealer: how leads are worked on."""

from models.refusals.refusal import Refusal


class NeverAttempted(Refusal):
    en = "Nobody has tried to reach this person yet: note a call, a message or a visit first."
    zh = "尚未尝试联系此人，请先记录一次电话、消息或到访。"


class NotOfStaff(Refusal):
    en = "This person is not of the dealer's staff."
    zh = "此人不是该经销商的员工。"


class TaskDone(Refusal):
    en = "This task is done already."
    zh = "该任务已完成。"


class LeadsUnlike(Refusal):
    en = "Only two leads of one dealer can be merged."
    zh = "只能合并同一经销商的两条线索。"


class PartedBefore(Refusal):
    en = "These leads were parted already."
    zh = "这两条线索已拆分。"


class CursorUnknown(Refusal):
    en = "This is not a cursor of this dealer's feed."
    zh = "该游标不属于此经销商的线索流。"


class NotAgreed(Refusal):
    en = "Without your consent the dealer cannot contact you, and nothing of this is kept."
    zh = "未经您同意，经销商无法与您联系，且不会保存任何内容。"
    is_passing = True


class NoWayToReach(Refusal):
    en = "Please give a phone number or an e-mail address."
    zh = "请填写电话号码或电子邮箱。"


class FormOfAnotherSite(Refusal):
    en = "This form is not for pages of this site."
    zh = "该表单不可用于此网站。"


class QuietHoursInvalid(Refusal):
    en = "Quiet hours are two different times of the day as HH:MM, or none."
    zh = "免打扰时段须为两个不同的时间（HH:MM），或留空。"


class LivestreamNotOn(Refusal):
    en = "This code is good during its livestream only."
    zh = "该口令仅在直播期间有效。"


class ClaimedBefore(Refusal):
    en = "You have given this code already."
    zh = "您已使用过此口令。"


class HandoverUnderWay(Refusal):
    en = "There is a handover of this community to this dealer already."
    zh = "该社群与此经销商之间已有进行中的承接。"


class HandoverNotActive(Refusal):
    en = "This handover is not open to members now."
    zh = "该承接目前未向成员开放。"


class FormClosed(Refusal):
    en = "This form is closed."
    zh = "该表单已关闭。"


class AnsweredTwice(Refusal):
    en = "This question is answered twice."
    zh = "该问题重复作答。"


class NobodyElseAgreedTo(Refusal):
    en = "This person has agreed to no other dealer."
    zh = "此人未同意其他经销商与其联系。"
