"""Certificates made for one test: an authority, and what it vouches for on this machine."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """An authority of our own; `pem` is what a desk is told to trust."""

    def __init__(self, name: str = "test authority") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._made = _builder(self._name, self._name, self._key.public_key(), 0, 30)
        self._made = self._made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = self._made.sign(self._key, hashes.SHA256())
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")

    def vouch(self, folder: Path, host: str = "127.0.0.1", *, from_day: int = -1, to_day: int = 10) -> ssl.SSLContext:
        """A server's context for an address of this machine, good from one day to another (from today)."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = _builder(subject, self._name, key.public_key(), from_day, to_day)
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        signed = made.add_extension(names, critical=False).sign(self._key, hashes.SHA256())
        file = folder / f"server-{signed.serial_number}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, from_day: int, to_day: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=from_day) - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=to_day))
    )
