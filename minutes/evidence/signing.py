"""The community's signing key, and signatures in PDFs: PAdES B-B by pyHanko. Signing is optional: no key, no signature.

The key lies in the data directory, readable by the server's own user alone. Its certificate is self-signed: it proves
that papers come from whoever has published the fingerprint, not who that is by law.
"""

from __future__ import annotations

import io
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YEARS = 10
FIELD = "YishiSignature"


@dataclass(frozen=True)
class Key:
    """`fingerprint`: SHA-256 of the certificate, in hexadecimal."""

    name: str
    fingerprint: str
    until: datetime


@dataclass(frozen=True)
class Signature:
    """What a PDF's own signature says. `whole`: it covers every byte of the file and they are as they were signed."""

    by: str
    fingerprint: str
    whole: bool


def key(data: Path) -> Key | None:
    certificate = _folder(data) / "certificate.pem"
    if not certificate.exists():
        return None
    return _described(x509.load_pem_x509_certificate(certificate.read_bytes()))


def make_key(data: Path, name: str) -> Key:
    """Raises FileExistsError: a key that papers were signed with is not to be lost by a slip."""
    folder = _folder(data)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(secret, name)
    pem = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / "key.pem", pem)
    _write(folder / "certificate.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return _described(certificate)


def sign(pdf: bytes, data: Path) -> bytes:
    """The PDF with a signature appended. Slow (0.1 s), and for a thread: it runs a loop of its own."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    folder = _folder(data)
    load = signers.SimpleSigner.load
    signer = load(str(folder / "key.pem"), str(folder / "certificate.pem"))  # type: ignore[no-untyped-call]
    assert signer is not None, "the signing key cannot be read"
    about = signers.PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    out = io.BytesIO()
    signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer, output=out)
    return out.getvalue()


def signature(pdf: bytes) -> Signature | None:
    """The first signature in the file, whether it holds or not; None where there is none that can be read."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    try:
        found = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
        if not found:
            return None
        certificate = x509.load_der_x509_certificate(found[0].signer_cert.dump())
        known = _described(certificate)
        status = validate_pdf_signature(found[0], ValidationContext(trust_roots=[found[0].signer_cert]))
        # Bytes appended after the signature leave it intact: it must cover the file to its end.
        whole = bool(status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE)
    except Exception:  # whatever a broken or hostile file makes the readers raise
        return None
    return Signature(known.name, known.fingerprint, whole)


def _folder(data: Path) -> Path:
    return data / "signing"


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _certificate(secret: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(secret, hashes.SHA256())
    )


def _described(certificate: x509.Certificate) -> Key:
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    name = str(names[0].value) if names else ""
    return Key(name, certificate.fingerprint(hashes.SHA256()).hex(), certificate.not_valid_after_utc)
