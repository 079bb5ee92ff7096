"""WACZ: every hash and the signature are checked, what fails is told, and the pages are read all the same."""

import base64
import contextlib
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amanet.canonical import encode
from amanet.errors import BadData
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.wacz import PARSER
from amanet.intake.parsers.wacz_signature import verify_signed_data

NOW = datetime.now(UTC).replace(microsecond=0)
CREATED = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
Signer = Callable[[str], Mapping[str, Any]]


def one_record() -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>Lists</title><p>Aygul was not there."
    digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:7>\r\nWARC-Date: {CREATED}\r\n"
        f"WARC-Target-URI: https://example.org/\r\nContent-Type: application/http\r\nWARC-Block-Digest: sha1:{digest}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def of_now() -> dict[str, bytes]:
    return {
        "archive/data.warc": one_record(),
        "indexes/index.cdx": b"org,example)/ 20260304050607 {}\n",
        "pages/pages.jsonl": b'{"format":"json-pages-1.0"}\n{"url":"https://example.org/","ts":"%s","title":"Lists"}\n'
        % CREATED.encode(),
    }


FILES = of_now()


@pytest.fixture(autouse=True)
def just_now() -> None:
    """The time stated and the time-stamp are ten minutes apart at most, and a whole run of the tests takes longer."""
    global NOW, CREATED
    NOW = datetime.now(UTC).replace(microsecond=0)
    CREATED = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    FILES.update(of_now())


def made(
    files: Mapping[str, bytes] = FILES,
    *,
    package: Mapping[str, Any] | None = None,
    signer: Signer | None = None,
    change: Mapping[str, bytes | None] | None = None,
    digest: bool = True,
    method: int = zipfile.ZIP_STORED,
) -> bytes:
    """A WACZ of these files; `change` replaces, adds or (None) removes members after all was hashed and signed."""
    resources = [
        {"name": name.split("/")[-1], "path": name, "hash": f"sha256:{sha256(data)}", "bytes": len(data)}
        for name, data in files.items()
    ]
    whole = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "created": CREATED,
        "title": "A case",
        "resources": resources,
    }
    members: dict[str, bytes | None] = dict(files)
    members["datapackage.json"] = json.dumps(whole | dict(package or {})).encode()
    if digest:
        stated = f"sha256:{sha256(members['datapackage.json'])}"
        told: dict[str, Any] = {"path": "datapackage.json", "hash": stated}
        told |= {"signedData": signer(stated)} if signer else {}
        members["datapackage-digest.json"] = json.dumps(told).encode()
    members |= change or {}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            if data is not None:
                archive.writestr(name, data)
    return file.getvalue()


def sha256(data: bytes | None) -> str:
    return hashlib.sha256(data or b"").hexdigest()


def sample(data: bytes) -> Sample:
    return Sample("case.wacz", "application/zip", len(data), data[: 64 << 10])


def read(data: bytes) -> Parsed:
    parsed = PARSER.parse(io.BytesIO(data), sample(data), Answers())
    encode(parsed.reading.to_json())
    return parsed


def results(parsed: Parsed) -> dict[str, str]:
    """The result of each check, by its name and what it is of."""
    checks = parsed.reading.details["checks"]
    return {" ".join(filter(None, (one["check"], one.get("of")))): one["result"] for one in checks}


def failing(parsed: Parsed) -> set[str]:
    return {name for name, result in results(parsed).items() if result == "fails"}


def test_a_whole_package_holds_and_its_pages_are_read() -> None:
    parsed = read(made())
    assert not failing(parsed)
    assert parsed.reading.details["valid"] is True
    assert [parsed.reading.said(one) for one in parsed.reading.segments] == [
        "https://example.org/",
        "Lists",
        "Aygul was not there.",
    ]
    heading = parsed.reading.segments[0]
    assert heading.said_at == CREATED
    assert heading.details["block_digest"] == "holds"
    assert heading.details["listed_as"] is True
    assert heading.details["warc"] == "archive/data.warc"
    assert parsed.reading.details["title"] == "A case"
    assert parsed.reading.details["pages"] == [
        {"url": "https://example.org/", "ts": CREATED, "title": "Lists"}
    ]
    assert not parsed.reading.oddities
    assert PARSER.takes(sample(made()))


@pytest.mark.needs("shared-data")
@pytest.mark.parametrize(("name", "valid"), [("valid_example_1", True), ("invalid_example_1", False)])
def test_the_real_samples_are_what_their_names_say(shared_data: Path, name: str, valid: bool) -> None:
    parsed = read((shared_data / "webarchives" / f"{name}.wacz").read_bytes())
    assert parsed.reading.details["valid"] is valid
    assert bool(failing(parsed)) is not valid
    assert bool(parsed.reading.oddities) is not valid
    if valid:
        assert parsed.reading.text.startswith("http://www.example.com/\nExample Domain")
    else:
        assert {
            "hash data/indexes/index.cdx.gz",
            "listed data/archive/test.txt",
            "datapackage.json",
        } <= failing(parsed)


@pytest.mark.parametrize(
    ("change", "fails"),
    [
        ({"archive/data.warc": one_record().replace(b"not there", b"NOT there")}, {"hash archive/data.warc"}),
        ({"pages/pages.jsonl": None}, {"hash pages/pages.jsonl", "contents: pages/pages.jsonl"}),
        ({"archive/data.warc": None}, {"hash archive/data.warc", "contents: archive/*.warc"}),
        ({"extra.txt": b"who put me here"}, {"listed extra.txt"}),
        ({"datapackage.json": b"{}"}, {"datapackage.json", "datapackage-digest.json", "contents"}),
        ({"datapackage.json": b"{"}, {"datapackage.json"}),
        ({"datapackage.json": b'{"a":1,"a":1}'}, {"datapackage.json"}),
        ({"datapackage.json": None}, {"datapackage.json"}),
        ({"datapackage-digest.json": b"[]"}, {"datapackage-digest.json"}),
        ({"datapackage-digest.json": b'{"path":"x","hash":"sha256:00"}'}, {"datapackage-digest.json: path"}),
    ],
)
def test_whatever_was_changed_after_packing_is_told(
    change: Mapping[str, bytes | None], fails: set[str]
) -> None:
    parsed = read(made(change=change))
    assert failing(parsed) & fails
    assert parsed.reading.details["valid"] is False
    assert len(parsed.reading.oddities) >= len(failing(parsed))


def test_a_changed_page_is_read_and_its_own_digest_fails_too() -> None:
    parsed = read(made(change={"archive/data.warc": one_record().replace(b"not there", b"NOT there")}))
    assert "Aygul was NOT there." in parsed.reading.text
    assert parsed.reading.segments[0].details["block_digest"] == "fails"


@pytest.mark.parametrize("hashed", ["md5", "sha256", "sha512"])
def test_the_older_form_of_hashes_is_checked(hashed: str) -> None:
    resources = [
        {
            "path": name,
            "stats": {"hash": hashlib.new(hashed, data).hexdigest(), "bytes": len(data)},
            "hashing": hashed,
        }
        for name, data in FILES.items()
    ]
    assert not failing(read(made(package={"resources": resources})))
    resources[0]["stats"]["hash"] = resources[1]["stats"]["hash"]
    assert failing(read(made(package={"resources": resources}))) == {"hash archive/data.warc"}


@pytest.mark.parametrize("resource", [{}, {"hash": "sha256:zz"}, {"hash": 7}, {"hash": "crc32:00000000"}])
def test_what_has_no_hash_that_can_be_checked_does_not_hold(resource: dict[str, Any]) -> None:
    listed = [resource | {"path": name} for name in FILES]
    assert results(read(made(package={"resources": listed})))["hash archive/data.warc"] == "not checked"


def test_a_size_other_than_listed_fails() -> None:
    listed = [
        {"path": name, "hash": f"sha256:{sha256(data)}", "bytes": len(data) + 1}
        for name, data in FILES.items()
    ]
    assert {f"hash {name}" for name in FILES} <= failing(read(made(package={"resources": listed})))


def test_two_files_of_one_name_are_told() -> None:
    file = io.BytesIO(made())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("archive/data.warc", b"another")
    assert "names" in failing(read(file.getvalue()))


def test_a_packed_warc_is_read_too() -> None:
    assert "Aygul was not there." in read(made(method=zipfile.ZIP_DEFLATED)).reading.text


def test_other_files_are_attached_and_never_written_anywhere() -> None:
    parsed = read(made(FILES | {"../../etc/log.txt": b"a log"}))
    assert [one.name for one in parsed.attached] == ["../../etc/log.txt"]
    assert parsed.inside[0].open().read() == b"a log"


def test_a_bomb_is_refused() -> None:
    with pytest.raises(BadData, match="zip bomb"):
        read(made(FILES | {"logs/zero": b"\0" * (64 << 20)}, method=zipfile.ZIP_DEFLATED))


# Signatures


def anonymous(key: Any, *, raw: bool = False, **more: Any) -> Signer:
    """As ArchiveWeb.page (raw) and js-wacz sign: ECDSA with SHA-256 over the text of the hash."""

    def sign(stated: str) -> Mapping[str, Any]:
        signature = key.sign(stated.encode(), ec.ECDSA(SHA256()))
        if raw:
            size = (key.curve.key_size + 7) // 8
            signature = b"".join(number.to_bytes(size, "big") for number in decode_dss_signature(signature))
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        told = {"hash": stated, "created": CREATED, "software": "invented 1", "version": "0.1.0"}
        return told | {"signature": b64(signature), "publicKey": b64(public)} | more

    return sign


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
@pytest.mark.parametrize("raw", [False, True])
def test_an_anonymous_signature_holds_and_whose_key_it_is_stays_open(curve: Any, raw: bool) -> None:
    parsed = read(made(signer=anonymous(ec.generate_private_key(curve), raw=raw)))
    assert not failing(parsed)
    assert results(parsed)["signature: over the hash"] == "holds"
    assert results(parsed)["signature: whose key"] == "not checked"
    assert parsed.reading.details["signature"]["kind"] == "anonymous"


KEY = ec.generate_private_key(ec.SECP384R1())
OTHER = ec.generate_private_key(ec.SECP384R1())


@pytest.mark.parametrize(
    ("more", "fails"),
    [
        ({"publicKey": anonymous(OTHER)("x")["publicKey"]}, "signature: over the hash"),
        ({"signature": b64(b"\x00" * 96)}, "signature: over the hash"),
        ({"signature": b64(b"")}, "signature: over the hash"),
        ({"signature": "%%%"}, "signature: over the hash"),
        ({"publicKey": "%%%"}, "signature: over the hash"),
        ({"publicKey": b64(b"no key")}, "signature: over the hash"),
        ({"hash": "sha256:" + "0" * 64}, "signature: hash"),
        ({"created": "2020-01-01T00:00:00Z"}, "signature: created"),
        ({"extra": "x"}, "signature: form"),
        ({"software": 1}, "signature: form"),
        ({"domainCert": "x"}, "signature: form"),
    ],
)
def test_a_changed_signature_fails(more: dict[str, Any], fails: str) -> None:
    assert fails in failing(read(made(signer=anonymous(KEY, **more))))


def test_a_package_changed_after_signing_fails_although_the_signature_is_over_its_hash() -> None:
    whole = json.loads(zipfile.ZipFile(io.BytesIO(made())).read("datapackage.json"))
    changed = json.dumps(whole | {"title": "Another"}).encode()
    parsed = read(made(signer=anonymous(KEY), change={"datapackage.json": changed}))
    assert {"datapackage-digest.json", "signature: hash"} <= failing(parsed)


@pytest.mark.parametrize(
    "signed", [{}, {"signature": "x"}, {"publicKey": "x"}, {"hash": "x", "signature": "", "domainCert": ""}]
)
def test_half_a_signature_fails(signed: dict[str, Any]) -> None:
    checks, _ = verify_signed_data(signed, "sha256:00")
    assert "fails" in [one.result for one in checks]


def test_a_key_of_another_kind_is_not_taken_for_right() -> None:
    public = ed25519.Ed25519PrivateKey.generate().public_key()
    told = {"publicKey": b64(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))}
    assert results(read(made(signer=anonymous(KEY, **told))))["signature: over the hash"] == "not checked"


def test_no_signature_is_not_a_signature_that_holds() -> None:
    assert results(read(made()))["signature"] == "not checked"
    assert results(read(made(digest=False)))["datapackage-digest.json"] == "not checked"


class Domain:
    """An invented authority, and a key it certified for a domain."""

    def __init__(self, key: Any = None, *, days: int = 90) -> None:
        self.root, self.key = (
            ec.generate_private_key(ec.SECP256R1()),
            key or ec.generate_private_key(ec.SECP256R1()),
        )
        self.days = days
        root = self.certificate("Invented Root", self.root, authority=True)
        self.pem = self.certificate("observer.example.org", self.key, authority=False) + root

    def certificate(self, name: str, key: Any, *, authority: bool) -> str:
        def named(common: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

        start = NOW - timedelta(days=1)
        built = (
            x509.CertificateBuilder(
                named("Invented Root"), named(name), key.public_key(), x509.random_serial_number()
            )
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=3650 if authority else self.days))
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name.replace(" ", ""))]), critical=False)
        )
        return built.sign(self.root, SHA256()).public_bytes(Encoding.PEM).decode()

    def signer(self, stamp: Callable[[str], tuple[str, str]], **more: Any) -> Signer:
        def sign(stated: str) -> Mapping[str, Any]:
            if isinstance(self.key, rsa.RSAPrivateKey):
                signature = b64(self.key.sign(stated.encode(), padding.PKCS1v15(), SHA256()))
            else:
                signature = b64(self.key.sign(stated.encode(), ec.ECDSA(SHA256())))
            answer, chain = stamp(signature)
            told = {
                "hash": stated,
                "created": CREATED,
                "software": "invented 1",
                "version": "0.1.0",
                "signature": signature,
            }
            told |= {"domain": "observer.example.org", "domainCert": self.pem}
            return told | {"timeSignature": answer, "timestampCert": chain} | more

        return sign


@pytest.fixture(scope="module")
def stamp(local_tsa: Any) -> Callable[..., Callable[[str], tuple[str, str]]]:
    """How an authority stamps the signature's text; `embed` puts its certificates into the answer."""

    def stamping(
        *, later: int = 0, embed: bool = False, other: bytes | None = None, signer: str = "tsa"
    ) -> Callable[[str], tuple[str, str]]:
        def one(signature: str) -> tuple[str, str]:
            (local_tsa.folder / "signature").write_bytes(other or signature.encode())
            # The authority of the tests states another moment, or signs otherwise, only with its certificates in.
            asked = ["-cert"] if embed or later or signer != "tsa" else []
            at = (NOW + timedelta(minutes=later)).strftime("%Y%m%d%H%M%SZ") if later else None
            local_tsa.openssl("ts", "-query", "-data", "signature", "-sha256", "-out", "wacz.tsq", *asked)
            answer = local_tsa.answer((local_tsa.folder / "wacz.tsq").read_bytes(), at=at, signer=signer)
            return b64(answer), local_tsa.chain_pem.decode()

        return one

    return stamping


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("embed", [False, True])
def test_a_signature_of_a_domain_holds_and_its_roots_stay_open(stamp: Any, embed: bool) -> None:
    parsed = read(made(signer=Domain().signer(stamp(embed=embed))))
    found = results(parsed)
    assert not failing(parsed)
    for name in (
        "signature: over the hash",
        "certificate: domain",
        "certificate: chain",
        "certificate: valid when created",
        "time-stamp: over this signature",
        "time-stamp: signature",
        "time-stamp: close to creation",
    ):
        assert found[name] == "holds", name
    assert found["certificate: root and revocation"] == found["time-stamp: root"] == "not checked"
    assert parsed.reading.details["signature"]["domain"] == "observer.example.org"


@pytest.mark.needs("openssl")
def test_a_domain_with_an_rsa_key_holds(stamp: Any) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert not failing(read(made(signer=Domain(key).signer(stamp()))))


@pytest.mark.needs("openssl")
@pytest.mark.parametrize(
    ("how", "more", "fails"),
    [
        ({"other": b"something else"}, {}, "time-stamp: over this signature"),
        ({"later": 11}, {}, "time-stamp: close to creation"),
        ({}, {"domain": "other.example.org"}, "certificate: domain"),
        ({}, {"domain": "example.org"}, "certificate: domain"),
        ({}, {"domainCert": "no certificate"}, "certificate: readable"),
        ({}, {"domainCert": Domain().pem}, "signature: over the hash"),
        ({}, {"timeSignature": "AAAA"}, "time-stamp: readable"),
        ({}, {"timeSignature": "%"}, "time-stamp: readable"),
        ({}, {"crossSignedCert": Domain().pem}, "cross-signed certificate"),
        ({}, {"created": "2047-03-04T05:06:07Z"}, "certificate: valid when created"),
    ],
)
def test_whatever_is_wrong_with_a_domains_signature_fails(
    stamp: Any, how: dict[str, Any], more: dict[str, Any], fails: str
) -> None:
    assert fails in failing(read(made(signer=Domain().signer(stamp(**how), **more))))


@pytest.mark.needs("openssl")
def test_a_chain_out_of_order_fails(stamp: Any) -> None:
    domain, another = Domain(), Domain()
    end = "-----END CERTIFICATE-----\n"
    (leaf, _, _), (_, root, _) = domain.pem.split(end), another.pem.split(end)
    for chain in (leaf + end + another.pem, leaf + end + root + end, leaf + end + leaf + end):
        signer = domain.signer(stamp(), domainCert=chain)
        assert "certificate: chain" in failing(read(made(signer=signer)))


@pytest.mark.needs("openssl")
def test_a_stamp_without_its_certificates_is_not_taken_for_right(stamp: Any) -> None:
    found = results(read(made(signer=Domain().signer(stamp(), timestampCert=""))))
    assert found["time-stamp: over this signature"] == "holds"
    assert found["time-stamp: signature"] == "not checked"


@pytest.mark.needs("openssl")
def test_a_stamp_signed_by_a_certificate_not_for_stamping_fails(stamp: Any, local_tsa: Any) -> None:
    local_tsa.add_signer("web", purpose="serverAuth")
    chain = (local_tsa.folder / "web.pem").read_text() + local_tsa.chain_pem.decode()
    signer = Domain().signer(stamp(signer="web"), timestampCert=chain)
    assert "time-stamp: signature" in failing(read(made(signer=signer)))


@pytest.mark.needs("openssl")
def test_every_changed_byte_of_a_stamps_statement_fails(stamp: Any) -> None:
    domain = Domain()
    stated = "sha256:" + "0" * 64
    whole = dict(domain.signer(stamp())(stated))
    der = base64.b64decode(whole["timeSignature"])
    at = der.rindex(bytes.fromhex("180f") + NOW.strftime("%Y").encode()) + 2
    for place in range(at - 60, at + 14):
        changed = bytearray(der)
        changed[place] ^= 1
        checks, _ = verify_signed_data(whole | {"timeSignature": b64(bytes(changed))}, stated)
        assert "fails" in [one.result for one in checks if one.check.startswith("time-stamp")], place


@given(
    st.dictionaries(
        st.sampled_from([*anonymous(KEY)("x"), "domainCert", "timeSignature", "timestampCert", "domain"]),
        st.text(max_size=50),
    )
)
def test_any_signed_data_gives_checks_and_never_raises(signed: dict[str, str]) -> None:
    checks, told = verify_signed_data(signed, "sha256:00")
    assert "fails" in [one.result for one in checks]
    encode(told | {"checks": [one.as_json() for one in checks]})


WHOLE = made(signer=anonymous(KEY))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=5),
    st.integers(1, len(WHOLE)),
)
def test_a_real_package_with_changed_bytes_is_read_or_refused(
    changes: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    for one in (bytes(data), bytes(data[:end])):
        PARSER.takes(sample(one))
        with contextlib.suppress(BadData):
            for inside in read(one).inside:
                inside.open().read()


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_read_or_refused(data: bytes) -> None:
    for one in (
        data,
        b"PK\x03\x04" + data,
        made(change={"datapackage.json": data}),
        made(change={"archive/data.warc": data}),
    ):
        PARSER.takes(sample(one))
        with contextlib.suppress(BadData):
            read(one)
