"""The step of the demonstration in which people are asked what they allow, and the moment when one of them takes it back.

Recording only: what leaves comes with the last steps (`walk_disclosing`).
"""

from amanet.cli.walk import Walk
from amanet.cli.walk_stating import SISTER, WITNESS
from amanet.consent import Recipient

__all__ = ["ConsentWalk"]

_COURT = "court:Farshore"
_TALK = "agrees to keeping and to use in court; not to publication."


class ConsentWalk(Walk):
    """`_ask` after the sources were entered, `_withdraw` before the witness is erased."""

    def _ask(self) -> None:
        self._step("Ask what people allow", _ASK)
        self._run_aloud(
            "consent", "grant", SISTER, "--use", "legal proceedings", "--recipient", _COURT, "--identity", "named",
            "--words", "--voice", "--date", "day", "--given-at", "2024-09-19", "--language", "ug",
            "--explained", "read to her, question by question",
        )  # fmt: skip
        self._run_aloud("consent", "refuse", SISTER, "--use", "memorial", "--given-at", "2024-09-19")
        interview = str(self._number_of(self._material.to_erase.path))
        passage = self._passage(interview, "--quote", _TALK)
        self._run_aloud(
            "consent", "grant", WITNESS, "--use", "legal proceedings", "--recipient", _COURT, "--identity", "anonymous",
            "--words", "--given-at", "2024-09-20", "--language", "kk", "--explained", "read aloud", "--passage", passage,
        )  # fmt: skip
        self._run_aloud(
            "consent", "contact", SISTER, "--channel", "telephone", "--rule", "only", "--hours", "after 20:00; let it ring twice"
        )  # fmt: skip
        named, anonymous = (self._allows(who, "legal proceedings") for who in (SISTER, WITNESS))
        others = {self._allows(who, use) for who in (SISTER, WITNESS) for use in ("memorial", "media")}
        self._claim(
            (named, anonymous, others) == ("named", "anonymous", {None}),
            "The court may know her name and not that of the witness. She refused a memorial. Of newspapers nobody "
            "was asked, and silence is a refusal.",
        )

    def _withdraw(self) -> None:
        """Says what the witness takes back, and what is held of them."""
        before = self._allows(WITNESS, "legal proceedings")
        self._run_aloud("consent", "withdraw", WITNESS)
        self._claim(
            before is not None and self._allows(WITNESS, "legal proceedings") is None,
            "From now on nothing of it is allowed to anybody.",
        )

    def _allows(self, who: str, use: str) -> str | None:
        """At which level of identity somebody allows a use: to the court, or to the public where it is one of theirs."""
        to = Recipient.parse(_COURT if use == "legal proceedings" else "public")
        answer = self._vault.wishes(who).answer(use, to)
        return answer.level.identity if answer.level is not None else None


_ASK = """
Each is asked for each use and each recipient, in their own language, and how they may be reached without harm. What was not asked is a
no. Whatever is to leave the vault later is measured against these records, and passes one gate: the last steps of this walk.
"""
