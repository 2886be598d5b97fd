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


class ConsentMissing(Refusal):
    en = "Say how and when this person agreed to be contacted: without that there is no lead."
    zh = "请注明此人何时以何种方式同意接受联系，否则不会生成线索。"


class ConsentTakenBack(Refusal):
    en = "This person has taken their consent back since then."
    zh = "此人此后已撤回同意。"


class ProspectUnnamed(Refusal):
    en = "The prospect has no id by which it could be told from others."
    zh = "该线索没有可供识别的编号。"


class ProspectNameless(Refusal):
    en = "The prospect has no name."
    zh = "缺少客户姓名。"


class ProspectUnreachable(Refusal):
    en = "The prospect has neither a phone number nor an e-mail address."
    zh = "缺少客户的电话号码或电子邮箱。"
