"""The last steps of the demonstration: one case for two readers, a body of the United Nations in confidence and the public with pseudonyms.

Who is in it is asked for both; one says no to the public. A leak is planted before the reader's eyes, found, and hidden. Two members sign each
package, which is sealed, opened again as its recipient would, and looked through. What is claimed is read from the vault and the files.
"""

import io
import os
import tarfile

from amanet.app import open_vault
from amanet.cli.walk import PASSPHRASE, Walk
from amanet.cli.walk_stating import MISSING, SALT_HOUSE, SISTER
from amanet.consent import Recipient
from amanet.disclosure.pseudonyms import LISTS
from amanet.work.disclosing import Drafted, Wanted

__all__ = ["PLANTED", "SECOND_MEMBER", "SECOND_PASSPHRASE", "DisclosingWalk"]

SECOND_MEMBER = "Ilyas Tarnbek"
# Printed, because nothing in that vault is real.
SECOND_PASSPHRASE = "moss bell quarry linen wharf ember"  # noqa: S105
_TOLD_BY_TELEPHONE = "anchor rope seven grey gulls north"
_UN_BODY = "un:Working Group on the Missing"
_UN, _PUBLIC = "UN submission", "media"
_JOURNALIST = "Tamsin Hollowreed"
_SEEN = "It is ten past seven. I am on Third Tide Street. The gate is open and nobody is in the courtyard."
_IN_THE_LIST = "ئايتوز قۇمدېڭىز"
# His name in Uyghur script, backwards: no list of names has it.
PLANTED = _IN_THE_LIST[::-1]
_NOTE = (
    f"His pupils wrote {PLANTED} on the wall of the school, backwards, so that the office could not read it."
)
_HIDDEN = f"{PLANTED}=[his name]"
_REASON = "only the Working Group has the names, and keeps them in confidence"
_PEOPLE = (
    MISSING,
    SISTER,
    _JOURNALIST,
    *MISSING.split(),
    *SISTER.split(),
    *_JOURNALIST.split(),
    "ئايتوز",
    PLANTED,
)


class DisclosingWalk(Walk):
    """The steps, in the order of `_two_releases`. `compared` are the numbers of the two releases."""

    compared: tuple[int, int] = (0, 0)
    _act: int

    def _two_releases(self) -> None:
        (self.folder / "sent").mkdir()
        people = self._vault.entities("Person")
        self._case = str(next(one.number for one in people if one.label == MISSING))
        self._in_the_list = str(next(one.number for one in people if one.label == _IN_THE_LIST))
        self._ask_for_two()
        self._plan_for_two()
        self._to_the_un()
        self._planted()
        self._to_the_public()
        self._opened_again()

    # --- consent

    def _ask_for_two(self) -> None:
        self._step("Ask for two more readers", _ASK_FOR_TWO)
        self._more_of_the_case()
        explained = (
            "--given-at",
            "2024-10-03",
            "--language",
            "ug",
            "--explained",
            "read aloud, question by question",
        )
        proxy = ("--by-proxy", SISTER, "--kinship", "sister")
        to_the_un = (
            "--use",
            _UN,
            "--recipient",
            _UN_BODY,
            "--identity",
            "named",
            "--words",
            "--place",
            "exact",
            "--date",
            "day",
        )
        to_all = (
            "--use",
            _PUBLIC,
            "--recipient",
            "public",
            "--identity",
            "pseudonym",
            "--words",
            "--place",
            "country",
            "--date",
            "year",
        )
        self._run_aloud("consent", "grant", SISTER, *to_the_un, *explained)
        self._run_aloud("consent", "grant", self._case, *to_the_un, *proxy, *explained)
        self._narrator.plain(_TWICE)
        self._run_aloud("consent", "grant", self._in_the_list, *to_the_un, *proxy, *explained)
        self._run_aloud("consent", "grant", _JOURNALIST, *to_the_un, *explained)
        self._run_aloud("consent", "grant", SISTER, *to_all, *explained)
        self._run_aloud("consent", "grant", self._case, *to_all, *proxy, *explained)
        self._run("consent", "refuse", _JOURNALIST, "--recipient", "public", "--given-at", "2024-10-03")
        said = {
            who: (self._identity(who, _UN, _UN_BODY), self._identity(who, _PUBLIC, "public"))
            for who in (SISTER, self._case, _JOURNALIST)
        }
        self._claim(
            list(said.values()) == [("named", "pseudonym"), ("named", "pseudonym"), ("named", None)],
            "The Working Group may know all three by name. The public may know the siblings under pseudonyms, the year and the "
            "country. The journalist said no to the public.",
        )

    def _more_of_the_case(self) -> None:
        self._run("place", "add", "Velmara", "--by", SISTER, "--set", "kind=country")
        self._run("say", SALT_HOUSE, "part_of", "Velmara", "--by", SISTER)
        self._run("source", "add", _JOURNALIST, "--set", "kind=person")
        self._run_aloud(
            "say", str(self._act), "start", "2024-09-14", "--by", _JOURNALIST, "--basis", "direct_witness", "--wording", _SEEN
        )  # fmt: skip

    def _identity(self, who: str, use: str, to: str) -> str | None:
        answer = self._vault.wishes(who).answer(use, Recipient.parse(to))
        return answer.level.identity if answer.level is not None else None

    # --- two plans

    def _plan_for_two(self) -> None:
        self._step("See what may go, to whom", _PLAN)
        un = self._planned(_UN, _UN_BODY)
        public = self._planned(_PUBLIC, "public", "--pseudonyms", "trees")
        self._claim(
            all(name in _words(un) for name in (MISSING, SISTER, _JOURNALIST, "2024-09-14", SALT_HOUSE)),
            "The Working Group reads all three names, the day, and which house.",
        )
        self._claim(
            not any(word in _words(public) for word in (*_PEOPLE, "2024-09", SALT_HOUSE)),
            "The public reads no name, the year, the country, and not a word of the journalist.",
        )
        nobody = self._vault.draft_release(
            Wanted("advocacy", "partner:Harbour Trust", about=(self._case,), drafts=True)
        )
        self._claim(
            not any(word in _words(nobody) for word in (*_PEOPLE, "victim", "detention")),
            "A partner about whom nobody was asked learns nothing of anybody: only what an office is called.",
        )

    def _planned(self, use: str, to: str, *more: str) -> Drafted:
        lines = self._run("disclose", "plan", self._case, "--for", use, "--to", to, "--drafts", *more)
        stays = [line.strip() for line in lines if line.startswith("      Somebody")]
        self._narrator.output([lines[0], *dict.fromkeys(stays), "…"])
        names = LISTS["trees"] if more else ()
        return self._vault.draft_release(Wanted(use, to, about=(self._case,), drafts=True, pseudonyms=names))

    # --- the first: in confidence

    def _to_the_un(self) -> None:
        self._step("Send it in confidence", _TO_THE_UN)
        self._write("papers/second-passphrase.txt", f"{SECOND_PASSPHRASE}\n".encode())
        self._write("papers/told-by-telephone.txt", f"{_TOLD_BY_TELEPHONE}\n".encode())
        with self._narrator.working("Deriving keys", None, "steps"):
            self._run_aloud(
                "member", "add", SECOND_MEMBER, "--new-passphrase-file", "papers/second-passphrase.txt"
            )
        self._narrator.plain(
            f"(The second passphrase, only because nothing here is real: {SECOND_PASSPHRASE})"
        )
        self._run_aloud(
            "disclose", "propose", self._case, "--for", _UN, "--to", _UN_BODY, "--drafts",
            "--consequences", "If the office reads it, it learns who in Selkum speaks.",
        )  # fmt: skip
        proposal = str(self._newest("Proposal").number)
        alone = self._vault.proposals()[0].missing
        self._change_to(SECOND_MEMBER, SECOND_PASSPHRASE)
        self._run_aloud("disclose", "sign", proposal, "--yes")
        self._run_aloud(
            "disclose", "seal", proposal, "-o", "sent/working-group.age", "--passphrase-for-recipient", "papers/told-by-telephone.txt"
        )  # fmt: skip
        release = self._newest("Release")
        self.compared = (release.number, 0)
        self._claim(
            alone != ()
            and len(release.body["approvals"]) == 2
            and (self.folder / "sent/working-group.age").is_file(),
            "One signature was not enough; with two it was sealed. What went to whom is on record.",
        )

    def _change_to(self, name: str, passphrase: str) -> None:
        self._narrator.plain(
            f"At the other computer {name.split()[0]} opens the vault, looks at every piece, and goes on:"
        )
        self._vault.close()
        with self._narrator.working("Deriving keys", None, "steps"):
            self._vault = open_vault(self.folder / "velmara.vault", passphrase, settings=self._settings)

    # --- the leak

    def _planted(self) -> None:
        self._step("Catch a leak", _LEAK)
        self._run_aloud("say", str(self._act), "notes", _NOTE, "--by", SISTER)
        self._run_aloud("act", "show", str(self._act))
        lines = self._run("disclose", "plan", *self._for_the_public(), "--check")
        found = [line for line in lines if "name (block)" in line]
        self._narrator.output(["Leak check:", *found, "…"])
        self._claim(
            any("data/statements.json" in line for line in found) and PLANTED not in "".join(found),
            "Caught: it says in which files and what it is, and does not repeat it.",
        )
        lines = self._run("disclose", "plan", *self._for_the_public(), "--words", _HIDDEN, "--check")
        found = [line for line in lines if "It was released" in line]
        self._narrator.output(["Leak check:", found[0], "…"] if found else lines)
        self._decided = [f"--decide={line.split()[0]}={_REASON}" for line in found]
        self._claim(
            found != [] and not any("(block)" in line or "(decide)" in line for line in lines),
            "Hidden, and nothing of it is left. What is still open: the same went to the Working Group with names. Whoever had both would "
            "know who is who. That a member decides, with a reason.",
        )

    def _for_the_public(self) -> tuple[str, ...]:
        return (self._case, "--for", _PUBLIC, "--to", "public", "--drafts", "--pseudonyms", "trees")

    # --- the second: to everybody

    def _to_the_public(self) -> None:
        self._step("Publish it under pseudonyms", _TO_THE_PUBLIC)
        from amanet.sealing import Identity

        self._editor = Identity.new(os.urandom)
        self._write("papers/editor-key.txt", f"{self._editor.to_text()}\n".encode())
        words = (
            "disclose", "propose", *self._for_the_public(), "--words", _HIDDEN, *self._decided,
            "--consequences", "Neighbours may guess who it is: say so to the family.",
        )  # fmt: skip
        self._run_shortened(words, self._decided[1:])
        proposal = str(self._newest("Proposal").number)
        self._change_to("Mirel", PASSPHRASE)
        self._run_aloud("disclose", "sign", proposal, "--yes")
        self._run_aloud(
            "disclose", "seal", proposal, "-o", "sent/public.age", "--to", self._editor.recipient.to_text()
        )
        release = self._newest("Release")
        self.compared = (self.compared[0], release.number)
        self._run_aloud("disclose", "list")
        shown = set(release.body["shown"].values())
        self._claim(
            len(shown & set(LISTS["trees"])) == 2
            and shown <= {*LISTS["trees"], "named"}
            and len(self._vault.releases()) == 2,
            "The same case, sent twice: once with names, once with trees for names.",
        )

    def _opened_again(self) -> None:
        self._step("Look at what left, as an enemy would", _OPENED)
        opening = "age -d -i papers/editor-key.txt sent/public.age | tar x -C opened"
        self._command(*opening.split(), shown={"|": "|"})
        self._unpack()
        self._write(
            "papers/look-for.txt",
            "".join(f"{name}\n" for name in (MISSING, SISTER, _JOURNALIST, "ئايتوز قۇمدېڭىز")).encode(),
        )
        lines = self._run_aloud("check-leaks", "opened", "--names", "papers/look-for.txt")
        read = b"".join(
            path.read_bytes() for path in (self.folder / "opened").rglob("*") if path.is_file()
        ).decode("utf-8", "replace")
        self._claim(
            any(line.startswith("NOTHING FOUND") for line in lines)
            and not any(word in read for word in _PEOPLE),
            "None of the names is in it, in any script, nor the one that was planted.",
        )

    def _unpack(self) -> None:
        from amanet.sealing import open_bytes

        inside = open_bytes((self.folder / "sent/public.age").read_bytes(), self._editor)
        (self.folder / "opened").mkdir()
        with tarfile.open(fileobj=io.BytesIO(inside)) as packed:
            packed.extractall(self.folder / "opened", filter="data")


def _words(drafted: Drafted) -> str:
    return "" if drafted.package is None else drafted.package.files["data/statements.json"].decode()


_ASK_FOR_TWO = """
The same case shall go to two readers: to a body of the United Nations, in confidence, and to a newspaper. Everybody in it is asked for both. For
the brother, who cannot be asked, his sister decides, and it is kept that she did.
"""
_TWICE = """
The association's list has him once more, and nobody has judged yet that they are one. Whoever is not asked is not named, and so she is asked for
that record too:
"""
_PLAN = """
There is one way out of a vault. What may go is decided piece by piece, from what everybody whom the piece touches has allowed, and it goes as
the most careful of them said. Silence is a no.
"""
_TO_THE_UN = """
No single person can send anything. A second member has a passphrase of their own, looks at the very package, and signs it; one byte changed,
and the signatures count for nothing. It is sealed with words that the recipient is told by telephone.
"""
_LEAK = """
Before it goes to the newspaper somebody adds a note, and in it stands the brother's name, in Uyghur script and backwards. No list of names can
hide that. The finished package is therefore looked through as an enemy would: also from the end of each line.
"""
_TO_THE_PUBLIC = """
The second proposes, the first signs. Pseudonyms are drawn from a list of trees, for this release alone; nothing of the people goes into them.
It is sealed to the key of the editor.
"""
_OPENED = """
The editor opens it with their key. The package is looked through once more, now without the vault, with nothing but a list of the names.
"""
