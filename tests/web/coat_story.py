"""The story of docs/methods/corroboration.md as tests of the screens tell it: who says what of a teacher who was led away. All invented."""

from dataclasses import dataclass
from pathlib import Path

from amanet.app import OpenVault

TRANSCRIPT = """[00:00:04] Nursel: They led my brother Aytoz out of our courtyard. It was before sunrise.
[00:00:31] Nursel: The grey van had no number. He asked for his coat.
[00:01:02] Asker: Who else saw it?
[00:01:06] Nursel: ئاقساقال كۆردى، ئۇ كوچىدا ئىدى.
"""


@dataclass(frozen=True)
class Story:
    """Numbers of records."""

    item: int
    reading: int
    passage: int
    teacher: int
    daughter: int
    sister: int
    neighbour: int
    office: int
    act: int
    facility: int


def tell(vault: OpenVault, folder: Path) -> Story:
    """Two people, five sources, a transcript; single, corroborated, contested and denied; a rhythm that broke."""
    folder.mkdir(exist_ok=True)
    (folder / "interview.txt").write_text(TRANSCRIPT, "utf-8")
    vault.add([folder / "interview.txt"], source="the association")
    item = next(vault.listing()).number
    vault.describe()
    vault.read(item)
    number = next(vault.readings()).number
    passage = vault.mark_passage(number, quote="They led my brother Aytoz out of our courtyard.").number

    def source(name: str, *more: tuple[str, str]) -> int:
        return vault.add_entity("Source", name, list(more)).number

    sister = source("Nursel", ("kind", "person"), ("connection", "relative"))
    programme = source("the programme", ("kind", "publication"), ("draws_on", str(sister)))
    neighbour = source("the neighbour", ("kind", "person"), ("connection", "witness"))
    office = source("the office", ("kind", "organization"), ("connection", "official"))
    mother = source("her mother", ("kind", "person"), ("connection", "relative"))

    by_sister = {"by": str(sister)}
    teacher = vault.add_entity("Person", "Aytoz Qumdengiz", **by_sister).number
    for name in ("ئايتوز قۇمدېڭىز", "Айтоз Құмдеңіз", "艾托孜·库木登"):
        vault.say(teacher, "name", name, **by_sister)
    vault.say(teacher, "birth_date", "1971-04-02", **by_sister)
    facility = vault.add_entity("Facility", "تۇز ئۆيى · the salt house", **by_sister).number
    seen = {"basis": "direct_witness", "passages": [str(passage)]}
    act = vault.add_entity(
        "Act",
        None,
        [("type", "abduction"), ("victim", str(teacher)), ("start", "2024-09-14")],
        **by_sister,
        **seen,
    ).number
    vault.say(act, "type", "abduction", by=str(programme), heard_from=str(sister))
    vault.say(act, "type", "abduction", by=str(neighbour), basis="direct_witness", certainty="certain")
    vault.say(act, "start", "2024-09-15", by=str(neighbour), basis="direct_witness")
    vault.say(act, "facility", str(facility), by=str(sister), basis="own_conclusion")
    vault.add_entity(
        "OfficialClaim",
        None,
        [
            ("position", "deny"),
            ("about_act", str(act)),
            ("about", str(teacher)),
            ("date", "2024-09-22"),
            ("words", "There is no such person in our lists."),
        ],
        by=str(office),
    )
    vault.add_entity(
        "SignOfLife",
        None,
        [("person", str(teacher)), ("kind", "sighting"), ("date", "2024-09-18")],
        by=str(neighbour),
        basis="direct_witness",
        certainty="possible",
    )
    wrong = vault.say(teacher, "occupation", "other", by=str(sister)).number
    vault.retract(wrong, reason="typed for somebody else")
    vault.say(teacher, "notes", "He is at sea.", by=str(programme), wording="they are at sea")
    daughter = vault.add_entity("Person", "Munar Yaghachbagh", by=str(mother)).number
    vault.add_entity(
        "AgreedSign",
        None,
        [("person", str(daughter)), ("kind", "voice_message"), ("every", "1 week")],
        by=str(mother),
        basis="own_experience",
    )
    vault.add_entity(
        "SignOfLife",
        None,
        [("person", str(daughter)), ("kind", "voice_message"), ("date", "2024-09-08")],
        by=str(mother),
        basis="own_experience",
    )
    return Story(item, number, passage, teacher, daughter, sister, neighbour, office, act, facility)
