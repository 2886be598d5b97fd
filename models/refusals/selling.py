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


class NobodyElseAgreedTo(Refusal):
    en = "This person has agreed to no other dealer."
    zh = "此人未同意其他经销商与其联系。"
