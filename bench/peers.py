"""What is measured against each other: amanet and the programs of Debian, each as the command that does one piece of work.

A contender makes a fresh place for every run (a new vault, a new repository; that is not measured) and gives the
command to measure. All of them find their settings and caches in the work folder and nowhere else.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import output, run

PASSPHRASE = "correct horse battery staple of the bench"
PROGRAMS = {
    "age": ("age", "--version"),
    "restic": ("restic", "version"),
    "borg": ("borg", "--version"),
    "openssl": ("openssl", "version"),
}


@dataclass(frozen=True)
class Contender:
    """A name for the table, and what gives the command for the next run."""

    name: str
    command: Callable[[], Sequence[str]]


@dataclass
class Peers:
    """Makes contenders. `versions` holds those programs that are installed."""

    work: Path
    versions: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment = _environment(self.work)
        (self.work / "passphrase").write_text(PASSPHRASE + "\n")
        for name, command in PROGRAMS.items():
            if shutil.which(name) is not None:
                said = output(command, self.environment)
                self.versions[name] = f"{name} {re.findall(r'[0-9][0-9.]+', said)[0]}"

    @property
    def missing(self) -> list[str]:
        return [name for name in PROGRAMS if name not in self.versions]

    def only_installed(self, *contenders: Contender) -> list[Contender]:
        """Those whose program is here; amanet is always."""
        known = {"amanet", *self.versions}
        return [contender for contender in contenders if contender.name.split()[0] in known]

    # --- amanet

    def vault(self, name: str = "ours.vault") -> Path:
        """A new vault. The memory of earlier ones of this name goes too."""
        path = self.fresh(name)
        self.amanet("init", str(path), "--member", "Bench", "--recovery-sheet", str(self.fresh("sheet.pdf")))
        return path

    def amanet(self, *arguments: str) -> None:
        run([amanet_program(), *arguments], self.environment)

    def add(self, what: Path) -> Contender:
        def command() -> Sequence[str]:
            vault = self.vault()
            return [amanet_program(), "add", str(what), "--vault", str(vault), "--no-describe"]

        return Contender("amanet add", command)

    # --- the others

    def age(self, what: Path) -> Contender:
        key = self.work / "age.key"

        def command() -> Sequence[str]:
            if not key.exists():
                run(["age-keygen", "-o", str(key)], self.environment)
            recipient = output(["age-keygen", "-y", str(key)], self.environment).strip()
            return ["age", "-r", recipient, "-o", str(self.fresh("sealed.age")), str(what)]

        return Contender("age -r", command)

    def restic(self, what: Path) -> Contender:
        return Contender("restic backup", lambda: [*self.restic_at(self.repository()), "backup", str(what)])

    def repository(self, name: str = "restic.repository") -> Path:
        path = self.fresh(name)
        run([*self.restic_at(path), "init"], self.environment)
        return path

    def restic_at(self, repository: Path) -> list[str]:
        return ["restic", "-q", "-r", str(repository)]

    def borg(self, what: Path, *options: str) -> Contender:
        def command() -> Sequence[str]:
            path = self.fresh("borg.repository")
            run(["borg", "init", "--encryption", "repokey", str(path)], self.environment)
            return ["borg", "create", *options, f"{path}::one", str(what)]

        return Contender(" ".join(["borg create", *options]), command)

    def openssl_hash(self, what: Path) -> Contender:
        return Contender("openssl dgst -sha256", lambda: ["openssl", "dgst", "-sha256", str(what)])

    def openssl_cipher(self, what: Path) -> Contender:
        def command() -> Sequence[str]:
            into = str(self.fresh("sealed.openssl"))
            return [
                "openssl",
                "enc",
                "-chacha20",
                "-K",
                "00" * 32,
                "-iv",
                "00" * 16,
                "-in",
                str(what),
                "-out",
                into,
            ]

        return Contender("openssl enc -chacha20", command)

    def fresh(self, name: str) -> Path:
        """A path in the work folder where there is nothing."""
        path = self.work / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        path.with_suffix(".txt").unlink(missing_ok=True)
        return path


def amanet_program() -> str:
    return str(Path(sys.executable).with_name("amanet"))


def _environment(work: Path) -> dict[str, str]:
    """The user's, with every cache and setting in the work folder and real key derivation."""
    taken_out = {"PYTHONDONTWRITEBYTECODE", "AMANET_TEST_CHEAP_KDF", "AMANET_VAULT"}
    kept = {name: value for name, value in os.environ.items() if name not in taken_out}
    return kept | {
        "HOME": str(work),
        "XDG_CACHE_HOME": str(work / "cache"),
        "AMANET_STATE_DIR": str(work / "state"),
        "AMANET_PASSPHRASE_FILE": str(work / "passphrase"),
        # Byte-code is cached, as on a user's machine, and the source tree stays clean.
        "PYTHONPYCACHEPREFIX": str(work / "byte-code"),
        "RESTIC_PASSWORD": PASSPHRASE,
        "BORG_PASSPHRASE": PASSPHRASE,
        "BORG_BASE_DIR": str(work),
        "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
    }
