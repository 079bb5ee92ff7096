"""C2PA manifests, made here by an invented camera maker, are described, never trusted and never fetched."""

import io
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from amanet.intake import Inspection

Inspect = Callable[[bytes], Inspection]
Key = ec.EllipticCurvePrivateKey


def certificate(common: str, key: Key, issuer: tuple[str, Key], *, authority: bool) -> bytes:
    def name(of: str) -> x509.Name:
        organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Invented Cameras")
        return x509.Name([organization, x509.NameAttribute(NameOID.COMMON_NAME, of)])

    start = datetime(2026, 1, 1, tzinfo=UTC)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    usage |= {"encipher_only": False, "decipher_only": False}
    usage |= {"digital_signature": not authority, "key_cert_sign": authority, "crl_sign": authority}
    built = (
        x509.CertificateBuilder(name(issuer[0]), name(common), key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[1].public_key()), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    if not authority:
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        built = built.add_extension(purposes, critical=False)
    return built.sign(issuer[1], hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def signed() -> Callable[[str | None], bytes]:
    """A picture signed by the camera; with an address, the manifest is only said to be there."""
    import c2pa
    import PIL.Image

    root, camera = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    chain = certificate("camera", camera, ("root", root), authority=False)
    chain += certificate("root", root, ("root", root), authority=True)
    secret = camera.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    action = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    }
    manifest = {
        "claim_generator_info": [{"name": "Invented Camera", "version": "1.2"}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }

    def sign(address: str | None) -> bytes:
        plain, made = io.BytesIO(), io.BytesIO()
        PIL.Image.new("RGB", (32, 24), "red").save(plain, "JPEG")
        plain.seek(0)
        signer = c2pa.Signer.from_info(c2pa.C2paSignerInfo(b"es256", chain, secret, None))
        with signer, c2pa.Builder(json.dumps(manifest)) as builder:
            if address:
                builder.set_remote_url(address)
                builder.set_no_embed()
            builder.sign(signer, "image/jpeg", plain, made)
        return made.getvalue()

    return sign


def test_a_manifest_is_described_and_its_issuer_not_trusted(
    inspect: Inspect, signed: Callable[..., bytes]
) -> None:
    found = inspect(signed(None))
    provenance = found.provenance
    assert provenance is not None
    assert (provenance.present, provenance.state) == (True, "Valid")
    assert (provenance.claim_generator, provenance.issuer) == ("Invented Camera 1.2", "Invented Cameras")
    assert provenance.failures == ("signingCredential.untrusted",)
    assert found.problems == ()


def test_a_changed_picture_is_invalid(inspect: Inspect, signed: Callable[..., bytes]) -> None:
    changed = bytearray(signed(None))
    changed[-20] ^= 1
    provenance = inspect(bytes(changed)).provenance
    assert provenance is not None
    assert provenance.state == "Invalid"
    assert "assertion.dataHash.mismatch" in provenance.failures


def test_a_manifest_elsewhere_is_noted_and_nobody_is_contacted(
    inspect: Inspect, signed: Callable[..., bytes]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/manifest.c2pa"
        found = inspect(signed(address))
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert found.provenance is not None
    assert (found.provenance.present, found.provenance.remote_url) == (False, address)
    assert found.problems == ()


def test_fetching_is_off_in_the_library_too_not_only_by_confinement(signed: Callable[..., bytes]) -> None:
    """The reader itself, unconfined, contacts nobody."""
    from amanet.intake.channel import RemoteFile
    from amanet.intake.readers import READERS, Findings

    (reader,) = (one for one in READERS if one.name == "provenance")
    reader.load()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        content = signed(f"http://127.0.0.1:{listening.getsockname()[1]}/manifest.c2pa")
        findings = Findings()
        file = RemoteFile(lambda offset, length: content[offset : offset + length], len(content))
        reader.read(file, "image/jpeg", findings)
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert findings.facts["present"] is False
