"""Refusals of a call itself: who asks, how often, and what they typed."""

from models.refusals.refusal import Refusal


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


class Throttled(Refusal):
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
