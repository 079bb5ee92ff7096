"""What every test may ask for: real material beside the project, and things of the machine by name."""

import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says nothing of the code: two workers share two cores with whatever else runs.
settings.register_profile("amanet", deadline=None)
settings.load_profile("amanet")

ROOT = Path(__file__).parents[1]
SHARED_DATA = ROOT.parent / "shared" / "data"
GO_SOURCES = ROOT / "tests" / "go"
LogCheck = Callable[..., subprocess.CompletedProcess[str]]
CallsIn = Callable[[Callable[[], object]], int]
_MEMORY = Path("/dev/shm")
_ENOUGH = 4 << 30


def _read(path: str) -> str:
    return Path(path).read_text() if Path(path).exists() else ""


def _spare_the_disk() -> None:
    """Folders of tests lie in memory where there is plenty: whatever asks for its bytes to be on the disk is asked
    all the same and does not wait, which is most of the time of a small commit. (Nothing here pulls the plug: a process
    that is killed loses nothing that the system has. `--basetemp` puts them elsewhere.)

    And every Python that a test starts finds what the first of them compiled, wherever nothing may be written
    beside the sources. Set before the workers start: they inherit it.
    """
    told = _read("/proc/meminfo")
    known = re.search(r"^MemAvailable: +(\d+) kB", told, re.MULTILINE)
    spare = int(known[1]) << 10 if known else 0
    if (
        _MEMORY.is_dir()
        and os.access(_MEMORY, os.W_OK)
        and min(spare, shutil.disk_usage(_MEMORY).free) > _ENOUGH
    ):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        sys.pycache_prefix = os.environ.setdefault(
            "PYTHONPYCACHEPREFIX", str(ROOT / ".pytest_cache/compiled")
        )
        sys.dont_write_bytecode = False


_spare_the_disk()
# What only the kernel, or who we are on it, decides; everything else CI has to install.
_MAY_BE_MISSING_IN_CI = (
    "needs landlock",
    "needs a kernel with seccomp user notification",
    "needs root that may mount",
    "needs to mount",
    "root reads everything",
)


def _has_landlock() -> bool:
    if sys.platform != "linux":
        return False
    import ctypes

    version: int = ctypes.CDLL(None).syscall(444, None, 0, 1)
    return version >= 1


_PRESENT: dict[str, Callable[[], bool]] = {
    "shared-data": SHARED_DATA.is_dir,
    "go": lambda: shutil.which("go") is not None and Path("/usr/share/gocode/src/golang.org/x/mod").is_dir(),
    "age": lambda: shutil.which("age") is not None,
    "openssl": lambda: shutil.which("openssl") is not None,
    "xxd": lambda: shutil.which("xxd") is not None,
    "espeak-ng": lambda: shutil.which("espeak-ng") is not None,
    "chromium": Path("/usr/bin/chromium").exists,
    "landlock": _has_landlock,
    "linux": lambda: sys.platform == "linux",
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            if not _PRESENT[name]():
                pytest.skip(f"NOT RUN: needs {name}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that is skipped has failed, unless it is the kernel that lacks something, which CI names."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and call.excinfo is not None:
        reason = str(call.excinfo.value)
        if not any(named in reason for named in _MAY_BE_MISSING_IN_CI):
            report.outcome = "failed"
            report.longrepr = f"In CI this must run, and it was skipped: {reason}"
    return report


@pytest.fixture(scope="session")
def shared_data() -> Path:
    return SHARED_DATA


@pytest.fixture(scope="session")
def _state_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A new one for each that asks. Not by `mktemp`, which looks through all that there are, for every test."""
    folder = tmp_path_factory.mktemp("states")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_state_folder(_state_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the user's own state folder; key derivation is the cheap one, for tests only."""
    folder = next(_state_folders)
    folder.mkdir()
    monkeypatch.setenv("AMANET_STATE_DIR", str(folder))
    monkeypatch.setenv("AMANET_TEST_CHEAP_KDF", "1")


@pytest.fixture(scope="session")
def logcheck(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> LogCheck:
    """Runs the Go checker built on x/mod's note and tlog (tests/go): `logcheck LOGDIR VKEY …`.

    Built once; kept in pytest's cache while its sources stay the same.
    """
    sources = sorted(GO_SOURCES.glob("*.go"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    cache = getattr(request.config, "cache", None)
    folder = cache.mkdir("logcheck") if cache else tmp_path_factory.mktemp("logcheck")
    program = folder / f"logcheck-{version}"
    if not program.exists():
        # Two workers may build at once: each builds its own and puts it in place in one step.
        with tempfile.TemporaryDirectory(dir=folder) as own:
            subprocess.run([GO_SOURCES / "build", Path(own) / "logcheck"], check=True)
            os.replace(Path(own) / "logcheck", program)

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=120)

    return run


@pytest.fixture(scope="session")
def local_tsa(tmp_path_factory: pytest.TempPathFactory) -> "LocalTsa":
    return LocalTsa(tmp_path_factory.mktemp("local-tsa"))


class LocalTsa:
    """Root, intermediate and authority, and the answers they give. Dates are `YYYYMMDDHHMMSSZ`.

    `answer` is `openssl ts -reply`. Where it shall state another moment (`at`), be signed by a certificate
    that openssl's authority refuses (`signer`) or not name it (`names_signer`), its TSTInfo is signed anew by
    `openssl cms`. A test that uses this is marked `needs("openssl")`.
    """

    def __init__(self, folder: Path, *, name: str = "Lantern") -> None:
        self.folder = folder
        self.name = name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ts.cnf").write_text(_TS_CONFIG)
        (folder / "index").touch()
        (folder / "index.attr").write_text("unique_subject = no\n")
        self.root_pem = self.add_certificate("root", f"{name} Root", issuer=None)
        self.intermediate_pem = self.add_certificate("middle", f"{name} Middle", issuer="root")
        self.tsa_pem = self.add_signer("tsa")
        self.chain_pem = self.tsa_pem + self.intermediate_pem + self.root_pem

    def answer(
        self,
        request_der: bytes,
        *,
        at: str | None = None,
        embed: str = "middle root",
        signer: str = "tsa",
        names_signer: bool = True,
    ) -> bytes:
        """The whole TimeStampResp in DER. `embed` names the certificates that go in beside the signer's."""
        self._write("request.tsq", request_der)
        self._write("embed.pem", b"".join(self._read(f"{each}.pem") for each in embed.split()))
        section = "others" if embed else "alone"
        self.openssl(
            "ts", "-reply", "-config", "ts.cnf", "-section", section, "-queryfile", "request.tsq",
            "-out", "answer.tsr",
        )  # fmt: skip
        if at is None and signer == "tsa" and names_signer:
            return self._read("answer.tsr")
        others = ["-certfile", "embed.pem"] if embed else []
        return self._signed_again(at, signer, [*others, *(["-cades"] if names_signer else [])])

    def openssl_accepts(self, answer_der: bytes, note_text: bytes, *, at: int | None = None) -> bool:
        """The verdict of `openssl ts -verify` from this root, at POSIX seconds `at` or now."""
        self._write("checked.tsr", answer_der)
        self._write("checked.txt", note_text)
        done = self.openssl(
            "ts", "-verify", "-in", "checked.tsr", "-data", "checked.txt",
            "-CAfile", "root.pem", "-untrusted", "middle.pem",
            *([] if at is None else ["-attime", str(at)]),
            check=False,
        )  # fmt: skip
        return done.returncode == 0 and b"Verification: OK" in done.stdout + done.stderr

    def add_signer(
        self,
        name: str,
        *,
        starts: str = "20200101000000Z",
        ends: str = "20491231235959Z",
        purpose: str | None = "critical,timeStamping",
        key_of: str | None = None,
    ) -> bytes:
        """A further certificate of the authority, in PEM; with the key of an earlier one under `key_of`."""
        eku = f"extendedKeyUsage = {purpose}\n" if purpose else ""
        return self.add_certificate(
            name,
            f"{self.name} Time-Stamping",
            issuer="middle",
            starts=starts,
            ends=ends,
            extensions=_OF_SIGNERS + eku,
            key_of=key_of,
        )

    def add_certificate(
        self,
        name: str,
        common_name: str,
        *,
        issuer: str | None,
        starts: str = "20150101000000Z",
        ends: str = "20491231235959Z",
        extensions: str | None = None,
        key_of: str | None = None,
    ) -> bytes:
        """A certificate in PEM, signed by an earlier one or, without `issuer`, by itself."""
        self._write("ca.cnf", (_CA_CONFIG + (extensions or _OF_AUTHORITIES)).encode())
        key = f"{key_of or name}.key"
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key]
        self.openssl(
            "req", "-new", *(["-key", key] if key_of else curve), "-sha256", "-utf8", "-config", "ca.cnf",
            "-subj", f"/O={self.name}/CN={common_name}", "-out", "request.csr",
        )  # fmt: skip
        by_other = ["-cert", f"{issuer}.pem", "-keyfile", f"{issuer}.key"]
        self.openssl(
            "ca", "-batch", "-notext", "-config", "ca.cnf", "-extensions", "wanted", "-rand_serial",
            "-in", "request.csr", "-startdate", starts, "-enddate", ends, "-out", f"{name}.pem",
            *(by_other if issuer else ["-selfsign", "-keyfile", key]),
        )  # fmt: skip
        return self._read(f"{name}.pem")

    def openssl(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["openssl", *arguments], cwd=self.folder, check=check, capture_output=True)

    def _signed_again(self, at: str | None, signer: str, further: list[str]) -> bytes:
        self.openssl(
            "ts", "-reply", "-config", "ts.cnf", "-in", "answer.tsr", "-token_out", "-out", "token.der"
        )
        self.openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token.der", "-out", "info.der")
        if at is not None:
            info = self._read("info.der")
            start = info.index(b"\x18\x0f") + 2  # a GeneralizedTime of 15 characters
            self._write("info.der", info[:start] + at.encode() + info[start + 15 :])
        self.openssl(
            "cms", "-sign", "-binary", "-nodetach", "-md", "sha256", "-outform", "DER",
            "-signer", f"{signer}.pem", "-inkey", f"{signer}.key",
            "-econtent_type", "1.2.840.113549.1.9.16.1.4", "-in", "info.der", "-out", "again.der", *further,
        )  # fmt: skip
        granted_and_token = bytes.fromhex("3003020100") + self._read("again.der")
        return b"\x30\x82" + len(granted_and_token).to_bytes(2, "big") + granted_and_token

    def _read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def _write(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)


_CA_CONFIG = """
[req]
distinguished_name = names
string_mask = utf8only
[names]
[ca]
default_ca = here
[here]
database = index
new_certs_dir = .
serial = serial-of-certificates
default_md = sha256
policy = any
[any]
organizationName = optional
commonName = supplied
[wanted]
subjectKeyIdentifier = hash
"""
_OF_AUTHORITIES = "basicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign,cRLSign\n"
_OF_SIGNERS = """basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
authorityKeyIdentifier = keyid
"""

_TS_SECTION = """
serial = serial-of-stamps
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1, millisecs:500
ess_cert_id_alg = sha256
crypto_device = builtin
"""
_TS_CONFIG = f"[alone]{_TS_SECTION}[others]{_TS_SECTION}certs = embed.pem\n"


@pytest.fixture(scope="session")
def calls_in() -> CallsIn:
    """How many functions are called in doing something: what it costs, on any machine and however busy it is."""

    def count(do: Callable[[], object]) -> int:
        calls = 0

        def see(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        before = sys.getprofile()
        sys.setprofile(see)
        try:
            do()
        finally:
            sys.setprofile(before)
        return calls

    return count
