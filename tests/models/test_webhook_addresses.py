"""Where webhooks may go: the whole table of ways to reach what is not the Internet."""

from ipaddress import ip_network

import pytest

from models.refusals import Refusal, TextTooLong, WebhookAddressForbidden, WebhookAddressInvalid
from models.webhook_addresses import AddressRules

RULES = AddressRules()


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"],
)
def test_the_internet_is_open(address: str) -> None:
    assert RULES.is_open(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd12:3456:789a::1",
        "fe80::1",
        "fe80::1%eth0",
        "2606:2800::1%eth0",
        "fec0::1",
        "ff02::1",
        "nonsense",
        "",
        "0177.0.0.1",
        "2130706433",
    ],
)
def test_whatever_is_not_the_internet_is_closed(address: str) -> None:
    assert not RULES.is_open(address)


def test_a_network_that_is_named_is_open_and_its_neighbours_are_not() -> None:
    rules = AddressRules(networks=(ip_network("10.2.0.0/16"), ip_network("fd00:2::/32")))
    found = ["10.2.3.4", "::ffff:10.2.3.4", "fd00:2::1", "10.3.0.1", "fd00:3::1", "127.0.0.1"]
    assert [rules.is_open(address) for address in found] == [True, True, True, False, False, False]


@pytest.mark.parametrize(
    "url",
    [
        "https://crm.dealer.example/hooks/paddock?team=1",
        "https://CRM.dealer.example:8443/hooks",
        "https://8.8.8.8/hooks",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hooks",
        "https://xn--fiq228c.example/hooks",
        "https://a_b.dealer.example./",
    ],
)
def test_a_public_address_is_taken_as_it_is(url: str) -> None:
    assert RULES.checked(f" {url} ", "url") == url


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[0:0:0:0:0:ffff:10.0.0.1]/",
        "https://[fe80::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.100.100.200/",
        "https://localhost/",
        "https://me.localhost/",
        "https://LOCALHOST./",
        "https://crm.dealer.example:22/",
        "https://crm.dealer.example:6379/",
        "https://crm.dealer.example:80/",
        "https://crm.dealer.example:0/",
    ],
)
def test_a_closed_address_or_port_is_refused_as_soon_as_it_is_said(url: str) -> None:
    assert _refusal(url) is WebhookAddressForbidden


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.dealer.example/",
        "ftp://crm.dealer.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//crm.dealer.example/",
        "crm.dealer.example",
        "https://",
        "https:///hooks",
        "https://ann@crm.dealer.example/",
        "https://ann:secret@crm.dealer.example/",
        "https://crm.dealer.example/#part",
        "https://crm.dealer.example:port/",
        "https://crm.dealer.example:70000/",
        "https://crm.dealer.example\\@127.0.0.1/",
        "https://crm.dealer.example/a b",
        "https://crm.dealer.example/\u00e4",
        "https://\u4e2d\u6587.example/",
        "https://127\u30020\u30020\u30021/",
        "https://\u2460\u2461\u2466.0.0.1/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://017700000001/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://1.2.3.0x/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://-crm.example/",
        "https://crm..example/",
        f"https://{'a' * 64}.example/",
        f"https://{'a.' * 130}example/",
    ],
)
def test_whatever_others_might_read_in_another_way_is_no_address(url: str) -> None:
    assert _refusal(url) in {WebhookAddressInvalid, WebhookAddressForbidden}


def test_an_address_has_an_end() -> None:
    assert _refusal(f"https://crm.dealer.example/{'a' * 500}") is TextTooLong


def test_plain_http_and_other_ports_are_for_who_allows_them() -> None:
    rules = AddressRules(ports=frozenset({80, 3000}), has_plain_http=True)
    for url in ("http://crm.dealer.example/", "http://crm.dealer.example:3000/"):
        assert rules.checked(url, "url") == url
    with pytest.raises(WebhookAddressForbidden):
        rules.checked("https://crm.dealer.example/", "url")


def _refusal(url: str) -> type[Refusal] | None:
    try:
        RULES.checked(url, "url")
    except Refusal as refusal:
        return type(refusal)
    return None
