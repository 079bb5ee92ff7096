"""The walk through an invented vault: every step does what it says with the verbs of the library, shows the
command that a person would type for it, and checks that it did what it claims.

A claim that does not hold is kept and said; the walk goes on, and the command ends with another code than 0.
Nothing is read or written outside the folder of the demonstration, except what amanet remembers of every
vault in the user's state folder.
"""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from amanet.app import make_vault, open_vault
from amanet.canonical import format_utc, readable_name
from amanet.cli.keeping import missing_confinement
from amanet.cli.narrator import Narrator
from amanet.cli.receipts import write_receipt
from amanet.cli.session import count_of, readable_size
from amanet.cli.verdicts import report_text
from amanet.cli.walk import PASSPHRASE, Command
from amanet.cli.walk_consent import ConsentWalk
from amanet.cli.walk_disclosing import DisclosingWalk
from amanet.cli.walk_stating import WITNESS, StatingWalk
from amanet.demonstration import Batch, make_material
from amanet.demonstration.voices import can_speak
from amanet.errors import Misuse
from amanet.vault import Settings

_SEED = 7
_VERIFIER_SECONDS = 60
# What the story holds of the witness: what goes when they withdraw.
_OF_THE_WITNESS = {
    "Item": 1, "Rendition": 2, "Passage": 2, "Entity": 1, "Statement": 3, "Grant": 1, "Withdrawal": 1,
}  # fmt: skip


class Walkthrough(StatingWalk, ConsentWalk, DisclosingWalk):
    """`run` makes all the steps, in order."""

    def __init__(self, folder: Path, narrator: Narrator, settings: Settings) -> None:
        super().__init__(folder, narrator, settings)
        self.log_key = ""
        self._handovers: list[int] = []
        self._erased = 0

    def run(self) -> None:
        with self._narrator.working("Making the files of the story", None, "files"):
            self._material = make_material(self.folder / "files", seed=_SEED)
            (self.folder / "papers").mkdir()
        self._make()
        try:
            self._add()
            self._list()
            self._receipt()
            self._who_says_what()
            self._ask()
            self._verify("Read everything again", _VERIFY)
            self._prove()
            self._stranger()
            self._tamper()
            self._erase()
            self._verify("Read everything once more", _VERIFY_AGAIN)
            self._log()
            self._two_releases()
        finally:
            self._vault.close()

    # --- the steps

    def _make(self) -> None:
        self._step("Make a vault", _MAKE)
        sheet_at = "papers/recovery-sheet.pdf"
        self._command(
            "amanet", "init", "velmara.vault", "--member", "Mirel Oskavand", "--recovery-sheet", sheet_at
        )
        from amanet.printing import RecoverySheet

        with self._narrator.working("Deriving keys", None, "steps"):
            self._vault, code = make_vault(
                self.folder / "velmara.vault", PASSPHRASE, member="Mirel Oskavand", settings=self._settings
            )
        sheet = RecoverySheet("velmara", code.text, format_utc(self._settings.now())[:10])
        self._write(sheet_at, sheet.pdf())
        self._write("papers/recovery-sheet.txt", sheet.text().encode())
        self.log_key = str(self._vault.keys()["log_key"])
        self._write("papers/log-key.txt", f"{self.log_key}\n".encode())
        self._claim((self.folder / "velmara.vault").is_dir(), "velmara.vault is made.")
        self._claim(
            (self.folder / sheet_at).is_file(),
            f"Its passphrase (only because nothing here is real): {PASSPHRASE}",
        )

    def _add(self) -> None:
        self._step("Take in what was handed over", _ADD)
        if not can_speak():
            self._narrator.plain("(The voices are tones: the program espeak-ng is not on this computer.)")
        for number, batch in enumerate(self._material.batches):
            if number < 2:
                self._command(*_add_words(batch, self.folder))
            else:
                self._done.commands.append(Command(_add_words(batch, self.folder)))
            self._add_batch(batch)
            if number == 1:
                self._narrator.plain("And so for the other two:")
        with self._narrator.working("Looking at what they are", len(self._material.files), "items") as step:
            described = self._vault.describe(progress=lambda _done: step(1))
        missing = missing_confinement(described)
        self._claim(
            described.items == len(self._material.files),
            f"Looked into {count_of(described.items, 'item')}, each in a process of its own"
            + ("." if missing else ", which can reach neither the network nor other files."),
        )
        for line in missing:
            self._narrator.plain(f"Note: {line}")

    def _add_batch(self, batch: Batch) -> None:
        size = sum(file.path.lstat().st_size for file in batch.files)
        with self._narrator.working("Taking in", size) as step:
            taken = self._vault.add(
                [batch.folder],
                source=batch.source,
                how=batch.acquired_how,
                when=batch.acquired_at,
                where=batch.acquired_where,
                note=batch.note,
                progress=lambda _files, size: step(size),
            )
        assert taken.custody is not None
        self._handovers.append(taken.custody)
        self._claim(
            len(taken.added) == len(batch.files) and not taken.skipped,
            f"Handover {taken.custody}: {count_of(len(taken.added), 'item')}, {readable_size(taken.bytes)}, "
            f"from {readable_name(batch.source)}",
        )

    def _list(self) -> None:
        self._step("See what is in it", _LIST)
        self._command("amanet", "list")
        items = list(self._vault.listing())
        self._narrator.table(
            [
                (str(item.number), readable_size(item.size), item.media_type or "", item.name)
                for item in items
            ],
            right=frozenset({0, 1}),
        )
        picture = next(file for file in self._material.files if file.kind == "photograph")
        number = self._number_of(picture.path)
        self._command("amanet", "show", str(number))
        found = self._found_in(number).get("image", {})
        assert isinstance(found, dict)
        seen = [name for name in ("make", "model", "taken_at", "latitude", "longitude") if name in found]
        self._narrator.output([f"{name:<10} {found[name]}" for name in seen])
        self._claim(
            len(items) == len(self._material.files) and found.get("model") == picture.claims["device"],
            f"So says item {number} of itself. It is kept as what the file says; whether it is true is for "
            "people to judge.",
        )

    def _receipt(self) -> None:
        self._step("Give a receipt", _RECEIPT)
        handover = self._handovers[0]
        self._command("amanet", "receipt", "make", str(handover), "-o", "papers/receipt")
        write_receipt(self._vault, handover, self.folder / "papers/receipt")
        text = (self.folder / "papers/receipt.txt").read_text("utf-8")
        self._narrator.output([line for line in text.splitlines() if line.startswith(("Log:", "Entry:"))])
        secrets = [self._material.batches[0].source]
        secrets += [str(self._vault.record(number).body.get("sha256")) for number in self._items()]
        self._claim(
            not any(secret in text for secret in secrets),
            "There is neither her name on it nor anything computed from what she gave.",
        )
        self._command("amanet", "receipt", "open", "papers/receipt.txt")
        from amanet.printing import parse_receipt

        opened = self._vault.open_receipt(parse_receipt(text))
        expected = len(self._material.batches[0].files)
        self._claim(
            opened.custody is not None
            and opened.custody.number == handover
            and len(opened.items) == expected,
            f"The receipt is genuine: it is of handover {handover}, {count_of(len(opened.items), 'item')}.",
        )

    def _verify(self, title: str, text: str) -> None:
        self._step(title, text)
        self._command("amanet", "verify")
        with self._narrator.working("Verifying", None, "steps") as step:
            report = self._vault.verify(progress=lambda _what, _done, _all: step(1))
        counts = report.counts
        self._narrator.output(report_text(report).splitlines() if not report.holds else [])
        self._claim(
            report.holds and counts.leaves == self._vault.vault.last_number,
            f"Everything holds: {count_of(counts.records, 'record')}, {count_of(counts.leaves, 'entry', 'entries')} "
            f"of the log, {count_of(counts.objects, 'encrypted file')} ({readable_size(counts.bytes)}).",
        )

    def _prove(self) -> None:
        self._step("Prove one item to a stranger", _PROVE)
        film = self._number_of(self._material.to_prove.path)
        self._command("amanet", "prove", str(film), "-o", "bundle", "--for", "a court")
        self._vault.prove([film], self.folder / "bundle", recipient="a court")
        from amanet.exports import verifier_source

        self._write("verify_bundle.py", verifier_source())
        names = sorted(path.name for path in (self.folder / "bundle").iterdir())
        self._narrator.output([f"bundle/   {'  '.join(names)}"])
        opened = (self.folder / "bundle/data/bundle.json").read_text("utf-8")
        source = self._material.batches[1].source
        copy = (self.folder / "bundle/data/items/0001.bin").read_bytes()
        self._claim(
            copy == self._material.to_prove.path.read_bytes() and source not in opened,
            f"The bundle holds item {film} as it was filmed, and nowhere who gave it.",
        )

    def _stranger(self) -> None:
        self._step("The stranger checks it", _STRANGER)
        code, output = self._run_verifier("bundle", self.log_key)
        self._narrator.output(_without_hashes(output))
        self._claim(
            code == 0 and output.rstrip().endswith("VERIFIED"),
            "Verified, by a program that uses nothing of amanet. What is not known is said as well.",
        )
        code, output = self._run_verifier("bundle")
        self._narrator.output([output.rstrip().splitlines()[-1][:70].rsplit(". ", 1)[0] + "."])
        self._claim(
            code == 3 and "INTERNALLY CONSISTENT" in output,
            "Without your key the verdict is weaker: a bundle cannot vouch for itself.",
        )

    def _tamper(self) -> None:
        self._step("Change one single byte", _TAMPER)
        victim = self._number_of(self._material.to_tamper.path)
        shutil.copytree(self.folder / "velmara.vault", self.folder / "tampered/velmara.vault")
        shutil.copytree(self.folder / "bundle", self.folder / "tampered/bundle")
        stored = self._vault.vault.stored_object(victim)
        assert stored is not None
        flip_a_byte(self.folder / "tampered/velmara.vault" / stored.place, stored.start + stored.stored // 2)
        damaged = self.folder / "tampered/bundle/data/items/0001.bin"
        flip_a_byte(damaged, damaged.stat().st_size // 2)
        self._tampered_vault(victim)
        code, output = self._run_verifier("tampered/bundle", self.log_key)
        problems = [line.strip(" -") for line in output.splitlines() if line.startswith("  - [")]
        for problem in problems:
            self._narrator.bad(problem)
        self._claim(
            code == 1 and any("data/items/0001.bin" in line for line in problems),
            "The changed byte in the bundle was found, and the file it is in was named.",
        )

    def _tampered_vault(self, victim: int) -> None:
        self._command("amanet", "verify", "tampered/velmara.vault")
        with (
            self._narrator.working("Verifying", None, "steps"),
            open_vault(
                self.folder / "tampered/velmara.vault", PASSPHRASE, writable=False, settings=self._settings
            ) as copy,
        ):
            report = copy.verify()
        for finding in report.findings:
            touched = ", ".join(f"item {n}, {report.names.get(n, '')}" for n in finding.numbers)
            self._narrator.bad(
                f"{finding.where}: {finding.what}" + (f" It touches {touched}." if touched else "")
            )
        touched_by_damage = {n for finding in report.findings for n in finding.numbers}
        self._claim(
            not report.holds and touched_by_damage == {victim},
            f"The changed byte in the vault was found, and only item {victim} is touched by it.",
        )

    def _erase(self) -> None:
        self._step("Destroy, when a witness withdraws", _ERASE)
        interview = self._number_of(self._material.to_erase.path)
        self._withdraw()
        witness = self._vault.find_entity(WITNESS, "Source").number
        rests_on_it = self._witness_statement in self._vault.plan_erasure([interview]).numbers
        self._command(
            "amanet", "erase", str(interview), str(witness), "--reason", "withdrawn", "--wish-of", "the witness",
            "--certificate", "papers/certificate.pdf",
        )  # fmt: skip
        plan = self._vault.plan_erasure([interview, witness])
        kinds = Counter(self._vault.record(number).type for number in plan.numbers)
        with self._narrator.working("Erasing", None, "steps"):
            certificate = self._vault.erase(plan, reason="withdrawn", on_wish_of="the witness")
        self._write("papers/certificate.pdf", certificate.pdf())
        self._write("papers/certificate.txt", certificate.text().encode())
        self._erased = len(plan.numbers)
        self._claim(
            kinds == _OF_THE_WITNESS,
            f"Destroyed, {self._erased} records: the interview, what was found and read in it, the passages that were "
            "cited, the source, what it said, and what it had allowed.",
        )
        self._run_aloud("act", "show", str(self._act))
        polarities = [one.body["polarity"] for one in self._living("facility")]
        self._claim(
            rests_on_it and polarities == ["affirms", "denies"],
            "What rested on the interview went with it. What others say stands as it stood.",
        )
        self._command("amanet", "get", str(interview), "-o", "again.txt")
        try:
            self._vault.get(interview, self.folder / "again.txt")
            answer = ""
        except Misuse as refusal:
            answer = str(refusal)
        self._narrator.output([answer])
        self._claim(
            "was erased" in answer and not (self.folder / "again.txt").exists(),
            "It is gone from this vault. The certificate says what an erasure cannot reach: what was given away "
            "before, people's memory, and older copies with their passphrase. The one in tampered/ is such a copy.",
        )

    def _log(self) -> None:
        self._step("Who did what, when", _LOG)
        self._command("amanet", "log")
        events = list(self._vault.history())
        chosen = [event for event in events if event.type in {"Custody", "Erasure", "Member", ""}]
        self._narrator.table(
            [(str(event.number), event.at[:16].replace("T", " "), event.text) for event in chosen],
            right=frozenset({0}),
        )
        self._narrator.output(
            [
                f"… and {count_of(len(events) - len(chosen), 'entry', 'entries')} of items, what was found in them, and who says what."
            ]
        )
        self._claim(
            len(events) == self._vault.vault.last_number
            and sum(event.text == "(erased)" for event in events) == self._erased,
            f"{self._erased} entries are left of what was erased. They say that something stood there, and nothing more.",
        )

    # --- what the steps share

    def _found_in(self, number: int) -> dict[str, object]:
        derived = self._vault.show(number)["derived"]
        assert isinstance(derived, list)
        content = derived[0]["content"]
        assert isinstance(content, dict)
        return content

    def _run_verifier(self, bundle: str, *log_keys: str) -> tuple[int, str]:
        """The standalone program, in a Python of its own that sees nothing of ours (`-I`)."""
        words = ["python3", "-I", "verify_bundle.py", bundle]
        for key in log_keys:
            words += ["--log-key", key]
        self._command(*words, shown=dict.fromkeys(log_keys, '"$(cat papers/log-key.txt)"'))
        done = subprocess.run(
            [sys.executable, *words[1:]],
            cwd=self.folder,
            capture_output=True,
            timeout=_VERIFIER_SECONDS,
            check=False,
        )
        return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def flip_a_byte(path: Path, offset: int) -> None:
    with open(path, "r+b") as file:
        file.seek(offset)
        before = file.read(1)
        file.seek(offset)
        file.write(bytes([before[0] ^ 1]))


def _add_words(batch: Batch, folder: Path) -> tuple[str, ...]:
    return (
        "amanet", "add", batch.folder.relative_to(folder).as_posix(),
        "--from", batch.source,
        "--how", batch.acquired_how,
        "--when", batch.acquired_at,
        "--where", batch.acquired_where,
        "--note", batch.note,
    )  # fmt: skip


def _without_hashes(output: str) -> Sequence[str]:
    """The verifier's words without its long fingerprints, which say little to a newcomer."""
    lines = [line for line in output.splitlines() if line]
    return [line for line in lines if not any(len(word) >= 64 for word in line.split())]


_MAKE = """
A vault is a folder in which everything is encrypted. It opens with a passphrase, or with the code on a
recovery sheet that you print and keep in another house. Nobody else can open it, the makers of amanet included.
"""
_ADD = """
Four people hand something over. Each time you say who gave it, how and when. Every file is encrypted, read
back from the disk, compared, and entered in the log: a list to which entries can be added, but in which none
can be changed later without it showing.
"""
_LIST = """
Names stay as they were, in every script, hard ones too. amanet has looked into each file and says what it is.
"""
_RECEIPT = """
The sister can have a receipt for what she gave. Whoever finds it with her learns that something was handed to
a vault, and not what, nor by whom. With your help she can prove with it, years later, that it was there.
"""
_VERIFY = """
amanet reads the whole vault again from the disk and believes nothing it remembers: every file is decrypted
and compared, every entry of the log is accounted for. Do this now and then, and after every repair or move.
"""
_PROVE = """
A court should not have to trust you. An evidence bundle is a folder with the film and the proof that exactly
this film stood in your log. It opens what is needed and no more: what it is, its size, its fingerprint.
"""
_STRANGER = """
The expert has another computer and has never heard of amanet. One small program, which needs only Python,
checks the bundle. Your log key you tell them yourself, by telephone or on paper, never in the bundle.
"""
_TAMPER = """
Somebody gets at a copy of the vault and a copy of the bundle, and changes one byte in each: in a voice message
there, in the film here. Among hundreds of thousands of bytes, is it noticed?
"""
_ERASE = """
The witness of interview 07 withdraws, and wants it destroyed. Their words are destroyed for good: the keys, the content, everything
derived from them and every statement that rests on them; and the database is written anew. In the log a line stays for
each record and says that something stood there.
"""
_VERIFY_AGAIN = """
The log is still whole: what was destroyed is accounted for, and nothing else is missing.
"""
_LOG = """
Everything that was done with the vault is in it: who took in what, what was proved and for whom, what was
destroyed. Only those who can open the vault can read this.
"""
