"""Refusals of webhooks: where they may be sent."""

from models.refusals.refusal import Refusal


class WebhookAddressInvalid(Refusal):
    en = "This is not an address for webhooks: https://, a host in ASCII, no user and no #."
    zh = "Webhook 地址无效：须以 https:// 开头，主机名为 ASCII，不含用户名和 #。"


class WebhookAddressForbidden(Refusal):
    en = "Webhooks are not sent to this host or port."
    zh = "不允许向该主机或端口发送 Webhook。"
