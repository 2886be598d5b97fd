"""Refusals at a dealer: how leads are worked on."""

from models.refusals.refusal import Refusal


class NeverAttempted(Refusal):
    en = "Nobody has tried to reach this person yet: note a call, a message or a visit first."
    zh = "尚未尝试联系此人，请先记录一次电话、消息或到访。"
