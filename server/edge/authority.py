"""An authority of the edge's own, for a LAN on which no public one will vouch for it.

It is made once and lasts a year; tablets are told to trust it. It can vouch for private addresses
and the names that it was made for, and for nothing else, should its key be stolen with the laptop.
"""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from models import clock

LASTS = timedelta(days=365)
LEAF_LASTS = timedelta(days=30)
_CLOCKS_DIFFER = timedelta(days=1)
_PRIVATE_NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
    "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
_PRIVATE_NAMES = ("local", "internal", "home.arpa", "localhost")


class NameNotCoveredError(Exception):
    """The authority was made for other names; delete its folder, and let tablets trust it anew."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The files that a server shows, and the authority's certificate with its fingerprint."""

    certificate: Path
    key: Path
    authority: Path
    fingerprint: str


def papers(folder: Path, hosts: Sequence[str]) -> Papers:
    """A fresh certificate for these names and addresses, by the authority that lies in `folder`.

    The authority is made where there is none, or where it ends before a new certificate would.
    NameNotCoveredError where it may not vouch for one of the hosts.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    certificate, key = folder / "authority.crt", folder / "authority.key"
    authority = _kept(certificate, key) or _made(certificate, key, hosts)
    _refuse_uncovered(authority[0], hosts)
    leaf = _leaf(*authority, hosts, folder / "edge.key")
    (folder / "edge.crt").write_bytes(leaf)
    return Papers(folder / "edge.crt", folder / "edge.key", certificate, _print_of(authority[0]))


Authority = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _kept(certificate: Path, key: Path) -> Authority | None:
    if not (certificate.exists() and key.exists()):
        return None
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    private = load_pem_private_key(key.read_bytes(), None)
    if found.not_valid_after_utc < clock.now() + LEAF_LASTS:
        return None
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        return None
    return found, private


def _made(certificate: Path, key: Path, hosts: Sequence[str]) -> Authority:
    private = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Paddock edge authority {clock.now():%Y-%m-%d %H:%M}")
    constraints = x509.NameConstraints(permitted_subtrees=_permitted(hosts), excluded_subtrees=None)
    usage = _usage(is_authority=True)
    made = (
        _builder(name, name, private.public_key(), LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(constraints, critical=True)
        .sign(private, hashes.SHA256())
    )
    _write_key(key, private)
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    return made, private


def _leaf(
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    hosts: Sequence[str],
    key: Path,
) -> bytes:
    """A certificate with a key of its own, and that of its authority below."""
    private = ec.generate_private_key(ec.SECP256R1())
    issuer_key = authority_key.public_key()
    names = x509.SubjectAlternativeName([_general(host) for host in hosts])
    purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key)
    made = (
        _builder(_name("Paddock edge"), authority.subject, private.public_key(), LEAF_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_authority=False), critical=True)
        .add_extension(purpose, critical=False)
        .add_extension(names, critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(key, private)
    return made.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, lasts: timedelta
) -> x509.CertificateBuilder:
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCKS_DIFFER)
        .not_valid_after(now + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _permitted(hosts: Sequence[str]) -> list[x509.GeneralName]:
    """Private networks, private names, and what was asked for."""
    said = [_general(host) for host in hosts]
    networks = [ipaddress.ip_network(network) for network in _PRIVATE_NETWORKS]
    public = [
        ipaddress.ip_network(one.value)
        for one in said
        if isinstance(one, x509.IPAddress) and not _is_within(one.value, networks)
    ]
    names = [one for one in said if isinstance(one, x509.DNSName)]
    return [
        *(x509.IPAddress(network) for network in [*networks, *public]),
        *(x509.DNSName(name) for name in _PRIVATE_NAMES),
        *names,
    ]


def _refuse_uncovered(authority: x509.Certificate, hosts: Sequence[str]) -> None:
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    permitted = constraints.permitted_subtrees or []
    networks = [one.value for one in permitted if isinstance(one, x509.IPAddress)]
    names = [one.value for one in permitted if isinstance(one, x509.DNSName)]
    for host in hosts:
        one = _general(host)
        if isinstance(one, x509.IPAddress):
            is_covered = _is_within(one.value, networks)
        else:
            is_covered = any(host == name or host.endswith(f".{name}") for name in names)
        if not is_covered:
            raise NameNotCoveredError(f"{host}: {NameNotCoveredError.__doc__}")


def _is_within(address: object, networks: Sequence[object]) -> bool:
    return any(address in network for network in networks)  # type: ignore[operator]  # other version: False


def _general(host: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """For this computer's user alone."""
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as made:
        made.write(content)


def _print_of(certificate: x509.Certificate) -> str:
    """SHA-256, as tablets show it."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
