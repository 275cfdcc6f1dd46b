"""The bot's own certificate: made once, kept in the data folder, pinned by nodes."""

from __future__ import annotations

import hashlib
import os
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFETIME = timedelta(days=3650)
"""Nodes pin the certificate itself, so it is not renewed behind their backs."""


class Certificate:
    """A key of mode 0600 and a self-signed certificate beside it."""

    def __init__(self, folder: Path) -> None:
        self._key = folder / "dispatch.key"
        self._certificate = folder / "dispatch.crt"

    def ensure(self) -> None:
        """Make both unless they are there; blocks for some milliseconds."""
        if self._key.exists() and self._certificate.exists():
            return
        self._key.parent.mkdir(parents=True, exist_ok=True)
        key = ec.generate_private_key(ec.SECP256R1())
        _write(
            self._key,
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        _write(self._certificate, _self_signed(key).public_bytes(serialization.Encoding.PEM))

    def fingerprint(self) -> str:
        """SHA-256 of the certificate in DER, as nodes pin it: 64 hexadecimal digits."""
        pem = self._certificate.read_text(encoding="ascii")
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    def context(self) -> ssl.SSLContext:
        """For serving with it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._certificate, self._key)
        return context


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "greenlight")])
    # nodes may have clocks that are a day off
    begins = datetime.now(UTC) - timedelta(days=2)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + LIFETIME)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("greenlight")]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
