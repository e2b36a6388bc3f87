"""An authority of our own for tests: a root, certificates of people and bodies, a list of what was revoked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "mat-khau-tep-khoa"
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words), x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")])


@dataclass
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: PrivateKey

    def p12(self, chain: list[x509.Certificate]) -> bytes:
        sealed = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        return pkcs12.serialize_key_and_certificates(b"khoa", self.key, self.certificate, chain, sealed)


@dataclass
class Authority:
    """A root that issues for tests."""

    now: dt.datetime
    key: PrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    revoked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self._certificate("Gốc thử nghiệm", self.key, self.key, -3650, 3650, is_root=True)

    def _certificate(
        self, words: str, key: PrivateKey, by: PrivateKey, since: int, until: int, *, is_root: bool = False
    ) -> x509.Certificate:
        day = dt.timedelta(days=1)
        usage = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False)
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(words))
            .issuer_name(_name("Gốc thử nghiệm"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self.now + since * day)
            .not_valid_after(self.now + until * day)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(digital_signature=True, content_commitment=not is_root, key_cert_sign=is_root, crl_sign=is_root, **usage),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        )
        return builder.sign(by, hashes.SHA256())

    def issue(self, words: str, since: int = -30, until: int = 365, key: PrivateKey | None = None) -> Issued:
        made = key or ec.generate_private_key(ec.SECP256R1())
        return Issued(self._certificate(words, made, self.key, since, until), made)

    def revoke(self, issued: Issued) -> None:
        self.revoked.append(issued.certificate.serial_number)

    def trusted_in(self, folder: Path) -> None:
        """Lay the root and the list of the revoked where an installation looks for them."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "goc.pem").write_bytes(self.root.public_bytes(serialization.Encoding.PEM))
        day = dt.timedelta(days=1)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.root.subject).last_update(self.now - day)
        builder = builder.next_update(self.now + 30 * day)
        for serial in self.revoked:
            row = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(self.now - day).build()
            builder = builder.add_revoked_certificate(row)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        (folder / "thu-hoi.crl").write_bytes(builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
