"""Refusals about leads that come or go as files."""

from models.refusals.refusal import Refusal


class AdfUnreadable(Refusal):
    en = "This is no ADF document with a prospect in it."
    zh = "无法识别的 ADF 文件，或其中没有客户线索。"


class AdfTooLarge(Refusal):
    en = "This ADF document is too large: {mebibytes} MiB and {prospects} prospects at most."
    zh = "ADF 文件过大：最大 {mebibytes} MiB、最多 {prospects} 条线索。"


class AdfAddressMissing(Refusal):
    en = "The dealer has no address that ADF documents are sent to."
    zh = "该经销商尚未设置接收 ADF 文件的邮箱。"


class ExportTooLarge(Refusal):
    en = "These are more than {limit} leads: name a shorter time."
    zh = "线索超过 {limit} 条，请缩短时间范围。"
