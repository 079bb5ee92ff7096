"""The steps of the demonstration about who says what: reading, statements and their passages, what contradicts, corrections, a table.

Everything that is claimed is looked up in the vault afterwards, not taken from what the commands answer.
"""

import time
from collections.abc import Sequence

from amanet.canonical import parse_utc, sha256
from amanet.cli.session import count_of
from amanet.cli.walk_knowing import KnowingWalk
from amanet.demonstration.broadcast import CAPTION_OF, JUNK, SISTER_LABEL
from amanet.demonstration.mapping import ADDED_LINE, LIST_OF_NAMES, MAPPING, corrected_mapping
from amanet.demonstration.story import NAMES
from amanet.record.reading import NOT_UNDERSTOOD, Reading
from amanet.work.holding import HeldStatement

__all__ = ["MISSING", "SALT_HOUSE", "SISTER", "WITNESS", "StatingWalk"]

SISTER = "Nursel Qumdengiz"
MISSING = "Aytoz Qumdengiz"
_OFFICE = "Office of Residence"
WITNESS = "the witness of interview 07"
SALT_HOUSE = "the salt house"
_TAKEN = "Three men led my brother Aytoz out of our courtyard. They showed no paper."
_HELD = "He is in the salt house. I stood before it with his coat, and they would not take it from me."
_DENIED = "no person of the name Aytoz Qumdengiz is or was registered at any facility of this district"
_UNSURE = "I think one was he. I am sure of the walk. I am not sure of the face."
_FIRST_MESSAGE = "ئايتوزنى ئېلىپ كەتتى. ئىككى ئاق ماشىنا."


class StatingWalk(KnowingWalk):
    """The steps, in the order of `_who_says_what`."""

    _act: int
    _denial: str
    _witness_statement: int
    _table: int

    def _who_says_what(self) -> None:
        self._read()
        self._say()
        self._contradict()
        self._correct()
        self._import()
        person = next(one.number for one in self._vault.entities("Person") if one.label == MISSING)
        self._what_is_known(person, self._act, _OFFICE, self._denial)

    # --- reading

    def _read(self) -> None:
        self._step("Read what was handed over", _READ)
        self._read_broadcast()
        self._read_chat()
        interview = self._number_of(self._material.to_erase.path)
        self._run_briefly("read", str(interview))

    def _read_broadcast(self) -> None:
        file = self._material.of_kind("broadcast")
        number = self._number_of(file.path)
        self._run_aloud("read", str(number))
        reading, _ = self._vault.reading(number)
        original = file.path.read_text("utf-8")
        turns = [one for one in reading.segments if one.kind == "turn"]
        self._claim(
            "".join(map(reading.text_of, reading.segments)) == original,
            f"Each of its {len(original)} characters stands in exactly one of {len(reading.segments)} pieces, "
            f"{len(turns)} of which somebody says.",
        )
        last = reading.segments[-1]
        self._claim(
            last.kind == NOT_UNDERSTOOD and JUNK in reading.text_of(last),
            "Its last line is in no language. It is kept, and marked as not understood.",
        )
        captions = [one.details.get("caption_of") for one in reading.segments if one.kind == "note"]
        self._claim(
            CAPTION_OF in captions and {one.language for one in turns} == {"ug", "cmn", "kk", None},
            "A caption that introduces somebody is not taken for words that were said; the language is what a "
            "note in brackets names, and unknown elsewhere.",
        )

    def _read_chat(self) -> None:
        file = self._material.of_kind("chat")
        number = self._number_of(file.path)
        self._run_aloud("read", str(number))
        reading, places = self._vault.reading(number)
        tied = _attachments(reading)
        kept = {name: self._vault.record(places[place]).body["sha256"] for name, (place, _) in tied.items()}
        self._claim(
            kept == {name: sha256(data).hex() for name, data in file.inside.items()}
            and all(voice for _, voice in tied.values()),
            f"{count_of(len(kept), 'voice message')} came packed in it: items of their own now, each tied to "
            "its message.",
        )
        deleted = [one for one in reading.segments if one.details.get("deleted")]
        self._claim(len(deleted) == 1, "That a message was deleted is kept as well, with who and when.")

    # --- statements

    def _say(self) -> None:
        self._step("Write down who says what", _SAY)
        broadcast = str(self._number_of(self._material.of_kind("broadcast").path))
        self._run_aloud("source", "add", SISTER, "--set", "kind=person")
        self._speaker(broadcast)
        taken = self._passage(broadcast, "--quote", _TAKEN)
        self._run_aloud("person", "add", MISSING, "--by", SISTER, "--passage", taken)
        self._run_aloud(
            "act", "add", "--by", SISTER, "--passage", taken, "--basis", "direct_witness",
            "--set", "type=detention", "--set", f"victim={MISSING}",
            "--set", "start=2024-09-15", "--set", "warrant_shown=no",
        )  # fmt: skip
        self._act = self._newest("Entity").number
        self._run_briefly("facility", "add", SALT_HOUSE, "--by", SISTER)
        held = self._passage(broadcast, "--quote", _HELD)
        self._run_aloud(
            "say", str(self._act), "facility", SALT_HOUSE, "--by", SISTER, "--passage", held, "--basis", "own_conclusion"
        )  # fmt: skip
        self._run_aloud("passage", "show", held)
        station = self._vault.resolve_passage(held)[0]
        self._claim(
            station.item == int(broadcast) and station.speaker == SISTER_LABEL and station.quote == _HELD,
            "From what is written down, a way leads back to the words, who says them, and the file.",
        )

    def _speaker(self, broadcast: str) -> None:
        self._run_aloud("speaker", broadcast)
        alike = next(one for one in self._vault.speakers(broadcast) if one["label"] == SISTER_LABEL)
        proposed_only = bool(alike["proposed"]) and not alike["judged"]
        self._run_aloud(
            "speaker", broadcast, SISTER_LABEL, SISTER, "--reason", "She told us that it is she who speaks."
        )
        judged = [one for one in self._vault.speakers(broadcast) if one["judged"]]
        self._claim(
            proposed_only and [one["label"] for one in judged] == [SISTER_LABEL],
            "That the names are alike was said, and no more. Now a person has said who she is.",
        )

    def _contradict(self) -> None:
        self._step("Let what contradicts stand side by side", _CONTRADICT)
        notice = str(self._number_of(self._material.of_kind("notice").path))
        interview = str(self._number_of(self._material.to_erase.path))
        self._run_briefly(
            "source", "add", _OFFICE, "--set", "kind=organization", "--set", "connection=official"
        )
        denied = self._denial = self._passage(notice, "--page", "1", "--heard", _DENIED)
        self._run_aloud(
            "say", str(self._act), "facility", SALT_HOUSE, "--denies", "--by", _OFFICE,
            "--passage", denied, "--said-at", "2024-09-22",
        )  # fmt: skip
        self._run_briefly("source", "add", WITNESS, "--set", "kind=person")
        unsure = self._passage(interview, "--quote", _UNSURE)
        self._run_aloud(
            "say", str(self._act), "facility", SALT_HOUSE, "--by", WITNESS, "--certainty", "possible",
            "--passage", unsure, "--basis", "direct_witness",
        )  # fmt: skip
        self._witness_statement = self._newest("Statement").number
        self._run_aloud("act", "show", str(self._act))
        said = [
            (self._vault.label_of(one.body["said_by"]).partition(" (#")[0], one.body["polarity"])
            for one in self._living("facility")
        ]
        self._claim(
            said == [(SISTER, "affirms"), (_OFFICE, "denies"), (WITNESS, "affirms")],
            "She says so, the office denies it, the witness thinks so. All three stand there, and who says which.",
        )
        statements = list(self._vault.vault.records("Statement"))
        sources = {str(one.body["id"]) for one in self._vault.vault.records("Entity")}
        self._claim(
            all(one.body["said_by"] in sources for one in statements),
            f"Of {count_of(len(statements), 'statement')} none is without a source.",
        )

    # --- corrections

    def _correct(self) -> None:
        self._step("Correct, and take back", _CORRECT)
        chat = str(self._number_of(self._material.of_kind("chat").path))
        (wrong,) = self._living("start")
        before = str(wrong.body["entered_at"])
        self._until_the_next_second(before)
        message = self._passage(chat, "--quote", _FIRST_MESSAGE)
        self._run_aloud(
            "say", str(self._act), "start", "2024-09-14", "--replaces", str(wrong.number),
            "--reason", "a slip: her first message is of the fourteenth", "--passage", message,
        )  # fmt: skip
        self._narrator.output(_only("start", self._run("act", "show", str(self._act), "--history")))
        self._narrator.output(_only("start", self._run("act", "show", str(self._act), "--as-of", before)))
        (right,) = self._living("start")
        (then,) = self._living("start", as_of=before)
        self._claim(
            right.body["value"]["date"]["edtf"] == "2024-09-14"
            and then.body["value"]["date"]["edtf"] == "2024-09-15",
            "The date is right now, and what was held before can still be looked up, for any moment.",
        )
        self._undo()

    def _undo(self) -> None:
        self._run_aloud("say", MISSING, "civil_status", "married", "--by", SISTER)
        number = self._newest("Statement").number
        self._run_aloud("undo")
        self._claim(
            not self._vault.held_statement(number).living
            and any(event.number == number for event in self._vault.history()),
            "That one was meant for somebody else. It no longer counts; that it stood there stays in the log.",
        )

    # --- a table

    def _import(self) -> None:
        self._step("Import a table", _IMPORT)
        self._table = self._number_of(self._material.of_kind("table").path)
        words = ("import", str(self._table), "--map", "papers/names.toml")
        self._write("papers/names.toml", MAPPING.encode())
        people, statements = len(self._vault.entities("Person")), self._vault.vault.count("Statement")
        self._run_aloud(*words, "--dry-run", "--rows", "1")
        planned = self._vault.plan_import(self._table, MAPPING)
        self._claim(
            [(one.row, one.letters) for one in planned.sums.problems] == [(6, "D")]
            and self._vault.vault.count("Statement") == statements,
            "One cell stands in the way, and it is named. Nothing was entered.",
        )
        self._narrator.plain(_ADD_A_LINE)
        self._narrator.output([ADDED_LINE])
        self._write("papers/names.toml", corrected_mapping().encode())
        self._run_aloud(*words)
        self._run_aloud("person", "list")
        self._imported(people)

    def _imported(self, before: int) -> None:
        people = self._vault.entities("Person")
        held = [one for person in people[before:] for one in self._vault.held(person.number).statements]
        says = {self._vault.label_of(one.body["said_by"]).partition(" (#")[0] for one in held}
        self._claim(
            len(people) == before + len(NAMES)
            and says == {LIST_OF_NAMES}
            and all(one.body["passages"] and "heard_from" in one.body for one in held),
            "Six people; for each word it is kept in which row it stands, that the list says so, and from whom it "
            "was heard.",
        )
        self._run_aloud("person", "show", str(people[before].number))
        called = [one for one in people if MISSING in self._names(one.number)]
        numbers = " and ".join(f"#{one.number}" for one in called)
        self._claim(
            len(called) == 2,
            f"{MISSING} is there twice, as {numbers}. They are not taken for one: that is for people to judge.",
        )

    # --- what these steps share

    def _living(self, name: str, *, as_of: str | None = None) -> list[HeldStatement]:
        """What is held of one property of the act."""
        held = self._vault.held(self._act, as_of=as_of).statements
        return [one for one in held if one.living and one.body["property"] == name]

    def _names(self, person: int) -> set[str]:
        held = self._vault.held(person).statements
        return {str(one.body["value"].get("name")) for one in held if one.body["property"] == "name"}

    def _until_the_next_second(self, moment: str) -> None:
        """Records tell whole seconds: what is entered after this was not held at that moment."""
        while self._settings.now() < parse_utc(moment) + 1:
            time.sleep(0.05)


def _attachments(reading: Reading) -> dict[str, tuple[int, bool]]:
    """What is attached to messages: by name its place, and whether it is a voice message."""
    return {
        reading.attached[place].name: (place, bool(one.details.get("voice")))
        for one in reading.segments
        if one.kind == "message"
        for place in one.attached
    }


def _only(name: str, lines: Sequence[str]) -> list[str]:
    """The lines about one property, and a sign that there are others."""
    return ["…", *(line for line in lines if f"  {name}: " in line)]


_READ = """
A transcript, a chat, a table is read in a confined process. What it says is kept beside the file, as a reading that can be cited; the
file stays as it is. Nothing is lost on the way: what is not understood is kept too.
"""
_SAY = """
A statement has somebody who says it, so the sister becomes a source first. Whether the voice in the broadcast is hers, no
program decides: you know her, and say so. Then what she says is written down, with the passage in which she says it (¶).
"""
_CONTRADICT = """
The office denies it, on paper. That is a source too. The witness of interview 07 thinks that he saw him, and is not sure. Nothing is
weighed here and nothing is evened out: each word stands with who says it, and where.
"""
_CORRECT = """
The date was a slip: her first message is of the fourteenth. Nothing is overwritten. A correction takes the place of what it corrects,
and the vault still knows what it held before. A step that was a mistake is taken back.
"""
_IMPORT = """
The association has kept a list for months. A small file says once what its columns mean. A dry run shows what the rows would
become, and what stands in the way.
"""
_ADD_A_LINE = """
“withheld” is no date: somebody knows it and did not write it down. That is something else than “unknown”, and the file
says so with one more line:
"""
