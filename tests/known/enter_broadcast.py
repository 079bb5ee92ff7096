"""Enters what a real broadcast says into a vault, as a member would: the file is added and read, the exact words are marked, each voice is
a source of its own, and each statement has what its source says of how they know.

The table names real people, and stands for that reason in this one test and nowhere else in the project. It is read from
../shared/data/transcripts, which is no part of the project; without it the tests skip by name.

    broadcast = Broadcast.begin(vault, path)   # the file, its reading, sources, and everything statements are about
    broadcast.enter(BORDER)                    # a part of the table; `numbers` and `ids` name what was entered
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from amanet.app import OpenVault
from amanet.record.statement import Saying
from amanet.work.statements import say


@dataclass(frozen=True)
class Row:
    """One statement: `of` and `by` are keys below, `quote` words of the broadcast (several: several passages), `value` one that no words
    give.
    """

    of: str
    prop: str
    words: str
    by: str
    quote: str | tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    value: Mapping[str, Any] | None = None


def row(of: str, prop: str, words: str, by: str, quote: str | tuple[str, ...] = (), **more: Any) -> Row:
    return Row(of, prop, words, by, quote, more, more.pop("value", None))


# Who says something. The programme quotes them all; the two at the ends of the telephone and the friends are heard of only.
SOURCES: Mapping[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "broadcast": ("the broadcast", (("kind", "publication"), ("material", "television"))),
    "husband": ("Sadyrzhan, at the border", (("kind", "person"), ("connection", "relative"))),
    "wife": ("Muyeser's messages", (("kind", "person"), ("connection", "self"))),
    "phone": ("the contact on the telephone", (("kind", "person"), ("connection", "friend_or_neighbour"))),
    "sister": ("Gulzire, in Munich", (("kind", "person"), ("connection", "relative"))),
    "missing": ("Gulgine's messages", (("kind", "person"), ("connection", "self"))),
    "friend": ("a friend of Gulzire's", (("kind", "person"), ("connection", "friend_or_neighbour"))),
    "contact": ("a contact of Gulzire's", (("kind", "person"), ("connection", "friend_or_neighbour"))),
    "twelve": ("Rahima", (("kind", "person"), ("connection", "self"))),
    "seventeen": ("Gulzira", (("kind", "person"), ("connection", "self"))),
    "chairman": ("the regional chairman", (("kind", "person"), ("connection", "official"))),
    "spokesman": ("a government spokesman", (("kind", "person"), ("connection", "official"))),
}
# The programme rests on those it lets speak.
QUOTED = ("husband", "wife", "sister", "missing", "twelve", "seventeen", "chairman", "spokesman")

# Whose voice stands under which label of the reading: said by a member, guessed by nobody.
LABELS: Mapping[str, str] = {
    "NARRATOR": "broadcast",
    "SADYRZHAN": "husband",
    "MUYESER": "wife",
    "MALE VOICE ON PHONE": "phone",
    "GULZIRE": "sister",
    "GULGINE": "missing",
    "RAHIMA": "twelve",
    "GULZIRA": "seventeen",
    "SHOHRAT ZAKIR": "chairman",
}

# What statements are about: schema, name where it has one, and the first thing said of it.
THINGS: Mapping[str, tuple[str, str | None, tuple[tuple[str, str], ...], str]] = {
    "the man": ("Person", "Sadyrzhan", (), "broadcast"),
    "his wife": ("Person", "Muyeser", (), "broadcast"),
    "the sister": ("Person", "Gulzire", (), "broadcast"),
    "her sister": ("Person", "Gulgine", (), "broadcast"),
    "twelve months": ("Person", "Rahima", (), "broadcast"),
    "seventeen months": ("Person", "Gulzira", (), "broadcast"),
    "everyone": ("Group", "everyone in the camps", (), "broadcast"),
    "the camps": ("Facility", "the camps", (("kind", "internment_centre"),), "broadcast"),
    "the region": ("Place", "Xinjiang", (), "broadcast"),
    "the government": ("Organization", "the Chinese government", (("kind", "government"),), "broadcast"),
    "the chairman": ("Person", "Shohrat Zakir", (), "broadcast"),
}

# Acts, signs and claims have no name: the first row about each makes it.
SCHEMATA: Mapping[str, str] = {
    "her loss": "Act",
    "her detention": "Act",
    "her release": "Act",
    "first message": "SignOfLife",
    "film": "SignOfLife",
    "last message": "SignOfLife",
    "photos": "SignOfLife",
    "the agreement": "AgreedSign",
    "before leaving": "SignOfLife",
    "dark room": "SignOfLife",
    "47 seconds": "SignOfLife",
    "sister's detention": "Act",
    "sister's release": "Act",
    "twelve: detention": "Act",
    "twelve: treatment": "Act",
    "seventeen: detention": "Act",
    "seventeen: treatment": "Act",
    "claim: no camps": "OfficialClaim",
    "claim: training": "OfficialClaim",
    "claim: dignity": "OfficialClaim",
    "claim: graduated": "OfficialClaim",
    "claim: no more": "OfficialClaim",
    "everyone's release": "Act",
    "everyone's internment": "Act",
}

BORDER: tuple[Row, ...] = (
    row("his wife", "spouse", "the man", "husband", "contact my wife", basis="own_experience", said_at="March 2019", language="ug"),
    row("his wife", "spouse", "the man", "broadcast", "his wife, Muyeser"),
    row("his wife", "notes", "Went to visit her parents and never returned; left three children behind.", "broadcast",
        ("She never returned", "left behind three children")),
    row("her loss", "type", "lost_contact", "husband", "for almost two years", basis="own_experience", said_at="March 2019", language="ug",
        wording="I haven’t been able to contact my wife for almost two years."),
    row("her loss", "victim", "his wife", "husband", "for almost two years", basis="own_experience", said_at="March 2019"),
    row("her loss", "start", "two years ago", "husband", "for almost two years", basis="own_experience", said_at="March 2019", language="ug",
        wording="almost two years"),
    row("her loss", "start", "two years ago", "broadcast", "Two years ago, his wife", said_at="March 2019"),
    row("first message", "person", "his wife", "broadcast", "a woman to her husband"),
    row("first message", "kind", "voice_message", "broadcast", "a woman to her husband"),
    row("first message", "received_by", "the man", "broadcast", "a woman to her husband"),
    row("first message", "words", "I’m leaving you this message to see how the children are.", "wife", "see how the children are",
        language="ug", basis="own_experience"),
    row("film", "person", "his wife", "broadcast", "smuggle out a short video"),
    row("film", "kind", "message", "broadcast", "smuggle out a short video"),
    row("film", "description", "A short video from what looks like a detention camp, soon after she disappeared.", "broadcast",
        "smuggle out a short video", basis="recording_seen"),
    row("film", "words", "Take care of the children and yourself.", "wife", "Take care of the children", language="ug"),
    row("his wife", "notes", "“She is studying.”", "phone", "She is studying", said_at="March 2019", language="ug",
        wording="She is studying."),
    row("her detention", "type", "internment", "broadcast", "means she is being detained", basis="own_conclusion", said_at="March 2019"),
    row("her detention", "victim", "his wife", "broadcast", "means she is being detained", said_at="March 2019"),
    row("her detention", "facility", "the camps", "broadcast", "means she is being detained", basis="own_conclusion"),
    row("the camps", "part_of", "the region", "broadcast", "prisonlike structures"),
)  # fmt: skip

A_YEAR_LATER: tuple[Row, ...] = (
    row("her detention", "type", "internment", "husband", "sent to the detention camp", basis="told_by_person", heard_from="wife",
        said_at="March 2020", language="ug"),
    row("her release", "victim", "his wife", "husband", "He believes she was released", said_at="March 2020"),
    row("her release", "type", "release", "husband", "He believes she was released", basis="own_conclusion", certainty="probable",
        said_at="March 2020"),
    row("his wife", "residence", "= unknown", "husband", "where she is now", polarity="does not know", said_at="March 2020"),
    row("last message", "person", "his wife", "husband", "to a mutual contact", basis="told_by_others", said_at="March 2020"),
    row("last message", "kind", "message", "husband", "to a mutual contact", basis="told_by_others", said_at="March 2020"),
    row("last message", "words", "Don’t contact anyone in China.", "wife", "contact anyone in China", language="ug"),
    row("photos", "person", "his wife", "broadcast", "seen photos of his wife", said_at="March 2020"),
    row("photos", "kind", "picture_or_profile_change", "broadcast", "seen photos of his wife", said_at="March 2020"),
    row("photos", "signs_of_pressure", "Without the headscarf she used to wear.", "husband", "wore a headscarf",
        basis="recording_seen", said_at="March 2020", language="ug"),
)  # fmt: skip

MUNICH: tuple[Row, ...] = (
    row("her sister", "sibling", "the sister", "sister", "looking for my sister", basis="own_experience", language="ug"),
    row("before leaving", "person", "her sister", "broadcast", "voice message from her sister"),
    row("before leaving", "kind", "voice_message", "broadcast", "voice message from her sister"),
    row("before leaving", "words", "When I go home, if I disappear, don’t tell anyone or say anything.", "missing", "if I disappear",
        language="ug"),
    row("the agreement", "person", "her sister", "sister", "every week", basis="own_experience", language="ug"),
    row("the agreement", "every", "1 week", "sister", "every week", basis="own_experience", language="ug"),
    row("the agreement", "kind", "picture_or_profile_change", "sister", "every week", basis="own_experience"),
    row("the agreement", "with", "the sister", "sister", "We agreed", basis="own_experience"),
    row("dark room", "person", "her sister", "sister", "half-shaded room", basis="direct_witness", language="ug"),
    row("dark room", "kind", "picture_or_profile_change", "sister", "half-shaded room", basis="direct_witness"),
    row("dark room", "date", "January 2018", "sister", "In January 2018", basis="direct_witness", language="ug"),
    row("dark room", "description", "A dark, half-shaded room.", "sister", "half-shaded room", basis="direct_witness"),
    row("her sister", "notes", "“Studying”, a friend said a month later.", "sister", '"studying"—the code word', heard_from="friend",
        basis="told_by_others", said_at="2018-02", wording="studying"),
    row("sister's detention", "victim", "her sister", "broadcast", '"studying"—the code word'),
    row("sister's detention", "type", "internment", "broadcast", '"studying"—the code word', basis="own_conclusion"),
    row("sister's detention", "facility", "the camps", "broadcast", '"studying"—the code word', basis="own_conclusion"),
    row("47 seconds", "person", "her sister", "sister", "47 seconds long", basis="own_experience", language="ug"),
    row("47 seconds", "kind", "voice_message", "sister", "47 seconds long", basis="own_experience"),
    row("47 seconds", "duration", "47 seconds", "sister", "47 seconds long", basis="own_experience",
        value={"quantity": {"about": "47", "unit": "seconds", "words": "47 seconds long"}}),
    row("her sister", "notes", "Not a word from her since.", "sister", "not been a word from her", basis="own_experience", language="ug"),
    row("sister's release", "victim", "her sister", "sister", "Gulzire has heard", heard_from="contact"),
    row("sister's release", "type", "release", "sister", "might have been one", heard_from="contact", basis="told_by_others",
        certainty="possible"),
    row("sister's release", "notes", "With some freedom she would have found a way to write.", "sister", "found a way to contact me",
        basis="own_conclusion", language="ug"),
)  # fmt: skip

FORMER_DETAINEES: tuple[Row, ...] = (
    row("twelve: detention", "victim", "twelve months", "broadcast", "Detained for 12 months"),
    row("twelve: detention", "type", "internment", "twelve", "main reason I was detained", basis="own_experience", language="kk"),
    row("twelve: detention", "stated_reason", "Having a messenger on the telephone.", "twelve", "having WhatsApp on my phone",
        basis="own_experience", language="kk", wording="The main reason I was detained was for having WhatsApp on my phone."),
    row("twelve: detention", "duration", "12 months", "broadcast", "Detained for 12 months"),
    row("twelve: detention", "facility", "the camps", "twelve", "like a zombie in the camp", basis="own_experience", language="kk"),
    row("twelve: treatment", "victim", "twelve months", "twelve", "They beat us", basis="own_experience", language="kk"),
    row("twelve: treatment", "type", "ill_treatment", "twelve", "They beat us", basis="own_experience", language="kk"),
    row("twelve: treatment", "method", "beating", "twelve", "They beat us", basis="own_experience", language="kk"),
    row("seventeen: detention", "victim", "seventeen months", "seventeen", "cameras in the dormitories", basis="own_experience",
        language="kk"),
    row("seventeen: detention", "type", "internment", "broadcast", "Detained for 17 months"),
    row("seventeen: detention", "duration", "17 months", "broadcast", "Detained for 17 months"),
    row("seventeen: detention", "conditions", "Five rotating cameras in the dormitories, others in the classrooms; bars and mesh wire.",
        "seventeen", "cameras in the dormitories", basis="own_experience", language="kk"),
    row("seventeen: treatment", "victim", "seventeen months", "seventeen", "sit on a hard chair", basis="own_experience", language="kk"),
    row("seventeen: treatment", "method", "forced_sitting", "seventeen", "twice for 24 hours", basis="own_experience", language="kk"),
    row("seventeen: treatment", "method", "electric_shock", "seventeen", "electric prod", basis="own_experience", language="kk"),
)  # fmt: skip

OFFICIALS: tuple[Row, ...] = (
    row("everyone's internment", "type", "internment", "broadcast", "have been held in camps like this"),
    row("everyone's internment", "victim", "everyone", "broadcast", "have been held in camps like this"),
    row("everyone's internment", "facility", "the camps", "broadcast", "have been held in camps like this"),
    row("claim: no camps", "about", "everyone", "broadcast", "initially denied"),
    row("claim: no camps", "about_act", "everyone's internment", "broadcast", "initially denied"),
    row("claim: training", "about", "everyone", "broadcast", "has described as"),
    row("claim: training", "about_act", "everyone's internment", "broadcast", "has described as"),
    row("claim: dignity", "about", "everyone", "spokesman", "the dignity of the trainees"),
    row("claim: no more", "about", "everyone", "broadcast", "any additional information"),
    row("claim: no camps", "position", "deny", "broadcast", "initially denied", basis="official_word"),
    row("claim: no camps", "made_by", "the government", "broadcast", "initially denied"),
    row("claim: no camps", "about_place", "the camps", "broadcast", "initially denied"),
    row("claim: training", "position", "in_training", "broadcast", "has described as", basis="official_word"),
    row("claim: training", "words", "vocational education and training", "broadcast", "has described as"),
    row("claim: training", "made_by", "the government", "broadcast", "has described as"),
    row("claim: training", "about_place", "the camps", "broadcast", "has described as"),
    row("claim: dignity", "position", "explain_otherwise", "spokesman", "the dignity of the trainees"),
    row("claim: dignity", "words", "the dignity of the trainees are fully respected", "spokesman", "the dignity of the trainees"),
    row("claim: dignity", "channel", "written answer", "broadcast", "in written responses"),
    row("claim: dignity", "made_by", "the government", "broadcast", "in written responses"),
    row("claim: dignity", "about_place", "the camps", "spokesman", "the dignity of the trainees"),
    row("claim: graduated", "position", "at_liberty", "chairman", "trainees have all graduated", language="zh"),
    row("claim: graduated", "words", "The education trainees have all graduated.", "chairman", "trainees have all graduated", language="zh"),
    row("claim: graduated", "made_by", "the chairman", "broadcast", "Regional Government Chairman"),
    row("claim: graduated", "about", "everyone", "chairman", "trainees have all graduated"),
    row("claim: graduated", "about_place", "the camps", "chairman", "trainees have all graduated"),
    row("claim: graduated", "date", "December 2019", "broadcast", "In December 2019"),
    row("claim: graduated", "notes", "Nobody independent has verified it.", "broadcast", "any independent verification"),
    row("claim: no more", "position", "no_answer", "broadcast", "any additional information"),
    row("claim: no more", "made_by", "the government", "broadcast", "any additional information"),
    row("claim: no more", "about_place", "the camps", "broadcast", "any additional information"),
    row("everyone's release", "type", "release", "chairman", "trainees have all graduated", language="zh"),
    row("everyone's release", "victim", "everyone", "chairman", "trainees have all graduated"),
    row("everyone's release", "start", "[..2019-12]", "chairman", "trainees have all graduated"),
)  # fmt: skip

EVERYTHING = (*BORDER, *A_YEAR_LATER, *MUNICH, *FORMER_DETAINEES, *OFFICIALS)


@dataclass
class Broadcast:
    """What was entered, by key: `sources` and `things` as record ids, which a merge keeps. `passages` by quote."""

    vault: OpenVault
    item: int
    sources: dict[str, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    passages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def begin(cls, vault: OpenVault, path: Path) -> "Broadcast":
        """Takes the file in, reads it, and enters who speaks and of what."""
        item = vault.add([path], source="a public page", how="copied from the web").added[0]
        vault.read(item)
        made = cls(vault, item)
        for key, (name, more) in SOURCES.items():
            made.sources[key] = _id(vault.add_entity("Source", name, more))
        for key, (schema, name, more, by) in THINGS.items():
            made.things[key] = _id(vault.add_entity(schema, name, more, by=made.sources[by]))
        made._tie_sources()
        for label, key in LABELS.items():
            vault.judge_speaker(item, label, made.sources[key])
        return made

    def enter(self, rows: Iterable[Row]) -> None:
        for one in rows:
            self._enter(one)

    def called(self, key: str) -> str:
        """What statements say: an entity of this script by its id, anything else as it stands."""
        return self.things.get(key, key)

    def in_vault(self, vault: OpenVault) -> "Broadcast":
        """The same in another vault that has these records too: ids are kept by a merge."""
        item = vault.record(str(self.vault.record(self.item).body["id"])).number
        return Broadcast(vault, item, dict(self.sources), dict(self.things), dict(self.passages))

    def prepare(self, rows: Iterable[Row]) -> list[Row]:
        """Marks the passages of rows and makes what they are about, with the first of each. Gives the rows that are left to enter."""
        left = []
        for one in rows:
            self._passages(one)
            if one.of in self.things:
                left.append(one)
            else:
                self._enter(one)
        return left

    def _enter(self, one: Row) -> None:
        said = {**one.more, "by": self.sources[one.by], "passages": self._passages(one)}
        if "heard_from" in said:
            said["heard_from"] = self.sources[said["heard_from"]]
        if one.of not in self.things:
            added = self.vault.add_entity(
                SCHEMATA[one.of], None, [(one.prop, self.called(one.words))], **said
            )
            self.things[one.of] = _id(added)
        elif one.value is not None:
            self._enter_value(one, said)
        else:
            self.vault.say(self.things[one.of], one.prop, self.called(one.words), **said)

    def _enter_value(self, one: Row, said: Mapping[str, Any]) -> None:
        known = {name: said[name] for name in ("basis", "language", "wording", "certainty") if name in said}
        saying = Saying(
            self.things[one.of],
            one.prop,
            one.value or {},
            said["by"],
            passages=tuple(said["passages"]),
            **known,
        )
        say(self.vault.vault, saying)

    def _passages(self, one: Row) -> list[str]:
        quotes = (one.quote,) if isinstance(one.quote, str) else one.quote
        for quote in quotes:
            if quote not in self.passages:
                self.passages[quote] = _id(self.vault.mark_passage(self.item, quote=quote))
        return [self.passages[quote] for quote in quotes]

    def _tie_sources(self) -> None:
        by = self.sources["broadcast"]
        for key in QUOTED:
            self.vault.say(by, "draws_on", self.sources[key], by=by)
        persons = {"husband": "the man", "wife": "his wife", "sister": "the sister", "missing": "her sister"}
        former = {"twelve": "twelve months", "seventeen": "seventeen months", "chairman": "the chairman"}
        for key, person in (persons | former).items():
            self.vault.say(self.sources[key], "person", self.things[person], by=by)


def _id(record: Any) -> str:
    return str(record.body["id"])
