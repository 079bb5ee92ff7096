"""What a confined process can still do, tried out in one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from amanet.intake import confinement_report
from amanet.intake.seccomp import AUDIT_ARCH, allowed_numbers

ATTEMPTS = """
import ctypes, errno, json, os, signal, socket, sys, threading
libc = ctypes.CDLL(None, use_errno=True)
inside = sys.argv[1]

def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), "syscall")

def thread():
    try:
        threading.Thread(target=int).start()
    except RuntimeError:
        raise PermissionError(errno.EPERM, "thread") from None

x86 = os.uname().machine == "x86_64"
attempts = {
    "open for reading": lambda: os.open(sys.executable, os.O_RDONLY),
    "open for writing": lambda: os.open(inside + "/new", os.O_CREAT | os.O_WRONLY),
    "open a folder": lambda: os.open("/", os.O_RDONLY | os.O_DIRECTORY),
    "stat": lambda: os.stat("/"),
    "list": lambda: os.listdir("/"),
    "file in memory": lambda: os.memfd_create("x"),
    "make a folder": lambda: os.mkdir(inside + "/folder"),
    "remove": lambda: os.unlink(inside + "/there"),
    "rename": lambda: os.rename(inside + "/there", inside + "/gone"),
    "link": lambda: os.symlink("/", inside + "/link"),
    "change mode": lambda: os.chmod(inside + "/there", 0o777),
    "internet socket": lambda: socket.socket(socket.AF_INET),
    "unix socket": lambda: socket.socket(socket.AF_UNIX),
    "netlink socket": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
    "pair of sockets": socket.socketpair,
    "pipe": os.pipe,
    "fork": os.fork,
    "exec": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
    "spawn": lambda: os.posix_spawn(sys.executable, [sys.executable], {}),
    "thread": thread,
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "trace the parent": lambda: call(101 if x86 else 117, 16, os.getppid(), 0, 0),
    "read the parent": lambda: call(310 if x86 else 270, os.getppid(), 0, 0, 0, 0, 0),
    "io_uring": lambda: call(425, 1, 0),
    "bpf": lambda: call(321 if x86 else 280, 0, 0, 0),
    "a new namespace": lambda: call(272 if x86 else 97, 0x10000000),
    "a system call that is not there": lambda: call(100000),
    "more memory again": lambda: call(302 if x86 else 261, 0, 9, (ctypes.c_ulong * 2)(2 << 30, 2 << 30), 0),
}
if len(sys.argv) > 2:
    attempts = {name: attempts[name] for name in sys.argv[2].split(",")}
"""
ARM_ALL = """
from amanet.intake.confinement import Confinement, Limits
ready = Confinement(Limits())
ready.arm()
"""
# Each wall alone, with the other one down.
ARM_LANDLOCK = """
from amanet.intake import landlock
libc.prctl(38, 1, 0, 0, 0)
landlock.deny_everything(landlock.abi_version(), libc)
"""
ARM_SECCOMP = """
from amanet.intake import seccomp
ready = seccomp.Filter()
libc.prctl(38, 1, 0, 0, 0)
ready.arm(libc)
"""
TRY = """
answers = {}
for name, attempt in attempts.items():
    try:
        attempt()
        answers[name] = "done"
    except OSError as problem:
        answers[name] = errno.errorcode[problem.errno]
os.write(1, json.dumps(answers).encode())
os._exit(0)
"""


def attempt(arm: str, inside: Path, only: str = "") -> dict[str, str]:
    (inside / "there").write_text("there")
    script = ATTEMPTS + arm + TRY
    command = [sys.executable, "-I", "-c", script, str(inside), *([only] if only else [])]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=60)
    answers: dict[str, str] = json.loads(ran.stdout)
    return answers


@pytest.mark.needs("landlock")
def test_a_confined_process_can_open_nothing_reach_nobody_and_start_nothing(tmp_path: Path) -> None:
    answers = attempt(ARM_ALL, tmp_path)
    assert len(answers) == 28
    assert {name: answer for name, answer in answers.items() if answer not in {"EPERM", "EACCES"}} == {}
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


FILES = "open for reading,open for writing,open a folder,make a folder,remove,rename,link"


@pytest.mark.needs("landlock")
def test_landlock_alone_keeps_every_file_shut(tmp_path: Path) -> None:
    assert set(attempt(ARM_LANDLOCK, tmp_path, FILES).values()) == {"EACCES"}


@pytest.mark.needs("linux")
def test_seccomp_alone_refuses_every_attempt(tmp_path: Path) -> None:
    answers = attempt(ARM_SECCOMP, tmp_path)
    assert {name: answer for name, answer in answers.items() if answer != "EPERM"} == {}


@pytest.mark.needs("linux")
def test_without_confinement_the_same_attempts_succeed(tmp_path: Path) -> None:
    """Else the tests above would prove nothing."""
    answers = attempt(
        "", tmp_path, "open for reading,open for writing,list,internet socket,pipe,thread,rename"
    )
    assert set(answers.values()) == {"done"}


@pytest.mark.needs("linux")
def test_memory_dumps_and_file_sizes_are_limited() -> None:
    script = """
import ctypes, json, os, resource as r
libc, answers, pair = ctypes.CDLL(None), [], (ctypes.c_ulong * 2)()
number = 97 if os.uname().machine == "x86_64" else 163
for which in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE, r.RLIMIT_FSIZE):
    libc.syscall(number, which, pair)
    answers.append(pair[0])
try:
    bytearray(2 << 30)
except MemoryError:
    answers.append("refused")
os.write(1, json.dumps(answers).encode())
"""
    command = [sys.executable, "-I", "-c", ARM_ALL + script]
    ran = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert json.loads(ran.stdout) == [1536 << 20, 20, 0, 0, "refused"]


@pytest.mark.needs("landlock")
def test_what_cannot_be_armed_ends_in_an_error_and_not_in_less() -> None:
    """No descriptor is left for the ruleset: landlock exists and fails."""
    script = (
        "from amanet.errors import WorldFailed\nfrom amanet.intake.confinement import Confinement, Limits\n"
        "ready = Confinement(Limits(open_files=0))\n"
        "try: ready.arm()\nexcept WorldFailed as problem: print(problem)\n"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, timeout=60)
    assert "refused to arm it" in ran.stdout


def test_the_numbers_of_the_system_calls_are_those_of_libseccomp() -> None:
    try:
        import pyseccomp
    except (ImportError, RuntimeError):
        pytest.skip("NOT RUN: needs libseccomp")
    for machine, architecture in (("x86_64", pyseccomp.Arch.X86_64), ("aarch64", pyseccomp.Arch.AARCH64)):
        assert machine in AUDIT_ARCH
        assert architecture == AUDIT_ARCH[machine]
        for name, number in allowed_numbers(machine).items():
            assert pyseccomp.resolve_syscall(architecture, name) == number


@pytest.mark.needs("landlock")
def test_the_report_says_what_is_in_force() -> None:
    report = confinement_report()
    assert report[0].startswith("landlock (ABI ")
    assert "NOT" not in "".join(report)


def test_the_report_says_what_is_not_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amanet.intake.confinement.sys.platform", "freebsd15")
    assert sum("NOT in force" in line for line in confinement_report()) == 2
