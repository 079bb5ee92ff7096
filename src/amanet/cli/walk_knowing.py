"""The step of the demonstration about what is known: an account, who contradicts whom, who is silent, and finding words again."""

from amanet.cli.walk import Walk

__all__ = ["KnowingWalk"]

_WORDS = "no person of the name Aytoz Qumdengiz is or was registered at any facility of this district"


class KnowingWalk(Walk):
    """The step, in `_what_is_known`."""

    def _what_is_known(self, person: int, act: int, office: str, denied: str) -> None:
        self._step("See what is known, and how well", _KNOW)
        self._run_briefly(
            "claim", "add", "--by", office, "--passage", denied, "--set", f"about={person}", "--set", f"about_act={act}",
            "--set", "position=no_knowledge", "--set", "date=2024-09-22", "--set", f"words={_WORDS}",
        )  # fmt: skip
        self._run_aloud("account", str(person))
        account = self._vault.account(person).account
        held = next(one for one in account.acts if one.takes_liberty)
        (place,) = (known.fact for known in held.about("facility"))
        (claim,) = (one for one in account.claims if one.entity is not None)
        self._claim(
            place.verdict.independent == 2 and place.verdict.against == 0 and place.verdict.denied != (),
            "Two people who do not know each other say where he is; neither was told by the other. The office denies it. Nobody "
            "counts for more than one.",
        )
        self._claim(
            str(claim.dates[0]["edtf"]) == "2024-09-22" and not claim.confirmed_by,
            "What the office says stands as its word, with its day, and that nobody else says so.",
        )
        self._run_aloud("contested")
        self._run_aloud("silent", "--longer-than", "1y")
        self._claim(
            len(self._vault.silent(longer_than_days=365)) >= 1 and not account.silence.signs,
            "Of whom nothing was heard is told with the days that sources give. Nobody is looked up or watched.",
        )
        self._run_aloud("ask", "salt house", "--limit", "5")
        found = self._vault.ask("salt house")
        self._claim(
            {"entity", "segment"} <= {hit.kind for hit in found.hits} and found.complete,
            "The words are found where they were said, and in what was written down from them.",
        )


_KNOW = """
A notice of the office is a claim of officials, kept as theirs. Then everything that was written down about him is put together: who says
what and how they know it, how many of them do so independently, what contradicts it, what nobody says. Nothing is decided here, and no
person is graded.
"""
