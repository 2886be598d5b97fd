"""Refusals of reports: of when, and of how much."""

from models.refusals.refusal import Refusal


class PeriodInvalid(Refusal):
    en = "A period ends after it begins and lasts {days} days at most."
    zh = "时间段的结束必须晚于开始，且最长 {days} 天。"


class StillToCome(Refusal):
    en = "This time has not come yet."
    zh = "该时间尚未到来。"


class TooMuchAtOnce(Refusal):
    en = "There are more than {most} leads in this period; please ask for a shorter one."
    zh = "该时间段内的线索超过 {most} 条，请缩短时间段。"
