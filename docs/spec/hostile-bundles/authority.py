"""Invented time-stamping authorities for the corpus and the tests: certificates, and tokens that state any time.

Needs `openssl`. Keys are thrown away. The corpus keeps what this made once (authority/), so that its bundles stay the
same; `python authority.py FOLDER` makes it anew, with other bytes and the same verdicts.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from amanet.stamps import der

SHA256 = bytes.fromhex("300d06096086480165030402010500")  # AlgorithmIdentifier
POLICY = bytes.fromhex("06042a030401")


@dataclass(frozen=True)
class Authority:
    """A root, an intermediate and a signer's certificate, all in PEM; only the root is to be trusted."""

    root: bytes
    intermediate: bytes
    signer: bytes
    signer_key: bytes


def make_authority(name: str, start: datetime, days: int) -> Authority:
    """Root and intermediate hold for ten years from `start`, the signer for `days`."""
    root_key, middle_key, signer_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    root = _certificate(f"{name} Root", f"{name} Root", root_key, root_key, start, 3650, signer=False)
    middle = _certificate(f"{name} Stamps", f"{name} Root", middle_key, root_key, start, 3650, signer=False)
    signer = _certificate(
        f"{name} Signer", f"{name} Stamps", signer_key, middle_key, start, days, signer=True
    )
    secret = signer_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Authority(_pem(root), _pem(middle), _pem(signer), secret)


def stamp(authority: Authority, imprint: bytes, moment: datetime) -> bytes:
    """A TimeStampResp that states `moment`, whatever the clock says."""
    info = der.wrap(
        der.SEQUENCE,
        der.integer(1),
        POLICY,
        der.wrap(der.SEQUENCE, SHA256, der.wrap(der.OCTETS, imprint)),
        der.integer(7),
        der.wrap(der.TIME, moment.strftime("%Y%m%d%H%M%SZ").encode()),
    )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name, data in (("info", info), ("signer", authority.signer), ("key", authority.signer_key)):
            (place / name).write_bytes(data)
        command = "openssl cms -sign -binary -nodetach -nosmimecap -md sha256 -cades -outform DER -in info"
        command += " -econtent_type 1.2.840.113549.1.9.16.1.4 -signer signer -inkey key -out token"
        subprocess.run(command.split(), cwd=place, check=True, capture_output=True)
        token = (place / "token").read_bytes()
    return der.wrap(der.SEQUENCE, der.wrap(der.SEQUENCE, der.integer(0)), token)


def _certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    start: datetime,
    days: int,
    *,
    signer: bool,
) -> x509.Certificate:
    own_id = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=not signer, path_length=None), critical=True)
        .add_extension(own_id, critical=False)
        .add_extension(issuer_id, critical=False)
        .add_extension(_usage(signer), critical=True)
    )
    if signer:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(signer: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signer,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signer,
        crl_sign=not signer,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def main(folder: Path) -> None:
    """The authority of the corpus: its signer's certificate held in 2024 only, so every check is one of years later."""
    from make import stamped_text

    start = datetime(2024, 1, 1, tzinfo=UTC)
    moment = datetime(2024, 3, 1, 12, 0, 0, tzinfo=UTC)
    imprint = hashes.Hash(hashes.SHA256())
    imprint.update(stamped_text())
    digest = imprint.finalize()
    folder.mkdir(exist_ok=True)
    good, own = (
        make_authority("Invented Authority", start, 366),
        make_authority("Suspect Authority", start, 366),
    )
    late = stamp(good, digest, datetime(2025, 6, 1, tzinfo=UTC))
    made = {
        "root.pem": good.root,
        "chain.pem": good.intermediate,
        "token.tsr": stamp(good, digest, moment),
        "late.tsr": late,
        "suspect-root.pem": own.root,
        "suspect-chain.pem": own.intermediate + own.root,
        "suspect.tsr": stamp(own, digest, moment),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
