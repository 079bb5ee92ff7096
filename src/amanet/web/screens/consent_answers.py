"""What the form of a consent talk says: as answers that can be entered, as words to read back, and what is missing in it yet.

The fields: `use:USE` and `to:USE:KIND` are `yes`, `no` or empty (not asked); `name:KIND` names partners, courts or bodies, several with a
semicolon between them; `identity`, `face`, `voice`, `words`, `place`, `date` were asked once for all that was allowed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amanet.consent import DATES, IDENTITIES, PLACES, RECIPIENTS, USES
from amanet.web.forms import Form
from amanet.web.screens.consent import instruction
from amanet.web.screens.consent_explained import read_aloud
from amanet.work.consent_answers import Answers

if TYPE_CHECKING:
    from amanet.consent import Talk

__all__ = ["NAMED", "USE_CODES", "Told", "answers_of", "is_asked", "missing_in", "told_of"]

USE_CODES: Final = USES
NAMED: Final = ("partner", "court", "UN body")
_PREFIX: Final = {"UN body": "un"}
_ = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """What was answered in the words of the talk: pairs of a use and to whom, and the level."""

    allowed: tuple[tuple[str, tuple[str, ...]], ...]
    refused: tuple[tuple[str, tuple[str, ...]], ...]
    not_asked: tuple[str, ...]
    level: tuple[str, ...]


def is_asked(form: Form, use: str) -> bool:
    """Whether it was allowed to anybody, so that it has to be asked to whom."""
    return form.text(f"use:{use}") == "yes"


def missing_in(form: Form, gettext: _) -> dict[str, str]:
    """By field what is wrong with it, in words for a person; empty where the answers fit together."""
    found: dict[str, str] = {}
    allowed = [use for use in USES if is_asked(form, use)]
    refused = any(form.text(f"use:{use}") == "no" for use in USES)
    reached = bool(form.text("channel") or form.text("other_channel"))
    if not allowed and not refused and not reached:
        found["use:documentation"] = gettext("Nothing was answered yet: say yes or no to at least one use.")
    for use in allowed:
        said = {kind for kind in RECIPIENTS if form.text(f"to:{use}:{kind}") == "yes"}
        if not said:
            found[f"to:{use}:team"] = gettext("Who may have it? Say yes to at least one, or no to the use.")
        for kind in said & set(NAMED):
            if not _names(form, kind):
                found[f"name:{kind}"] = gettext("Which one? One is not another, so it has to be named.")
    if allowed and form.text("identity") not in IDENTITIES:
        found["identity"] = gettext("How they may appear has to be asked where anything is allowed.")
    if form.text("identity") == "anonymous" and "yes" in (form.text("face"), form.text("voice")):
        found["face"] = gettext(
            "A face or a voice says who somebody is: who is to stay without a name gives neither."
        )
    if not form.text("given_at"):
        found["given_at"] = gettext("On which day was it said?")
    if form.text("by_proxy") and allowed and not form.text("kinship"):
        found["kinship"] = gettext("What are they to the person?")
    if (
        allowed
        and not form.text("explained")
        and not form.has("read_aloud")
        and form.text("proof") != "paper"
    ):
        found["explained"] = gettext("What was explained to them? What nobody explained, nobody can allow.")
    if form.text("proof") in ("paper", "voice") and not form.text("proof_item"):
        found["proof_item"] = gettext("Which item holds it? Take the photograph or the recording in first.")
    if reached and not form.text("rule"):
        found["rule"] = gettext("May this way be used or not?")
    return found


def answers_of(form: Form, talk: "Talk", gettext: _) -> Answers:
    """As they can be entered. It is said of what was read aloud which text that was."""
    explained = [form.text("explained")] if form.text("explained") else []
    if form.has("read_aloud"):
        explained.append(read_aloud(talk))
    paper, voice = form.text("proof") == "paper", form.text("proof") == "voice"
    reached = bool(form.text("channel") or form.text("other_channel"))
    return Answers(
        given_at=form.text("given_at"),
        language=talk.language,
        allowed=tuple(_allowed(form)),
        refused=tuple(_refused(form)),
        identity=form.text("identity") or IDENTITIES[0],
        media=_media(form),
        explained="; ".join(explained) or None,
        by_proxy=form.text("by_proxy").removeprefix("#") or None,
        kinship=form.text("kinship") or None if form.text("by_proxy") else None,
        dissent=tuple(filter(None, (line.strip() for line in form.text("dissent").splitlines())))
        if form.text("by_proxy")
        else (),
        passages=tuple(_numbers(form.text("evidence"))),
        signed_sheet=_number(form.text("proof_item")) if paper else None,
        recorded_in=_number(form.text("proof_item")) if voice else None,
        expires=form.text("expires") or None,
        review=form.text("review") or None,
        note=_note(form, gettext),
        contact=instruction(form) if reached else {},
    )


def told_of(form: Form, talk: "Talk") -> Told:
    """The same in the words in which it was asked."""
    uses, to = talk.sections["uses"], talk.sections["recipients"]

    def whom(use: str, answer: str) -> tuple[str, ...]:
        kinds = [kind for kind in RECIPIENTS if form.text(f"to:{use}:{kind}") == answer]
        return tuple(_with_names(to[kind], _names(form, kind)) for kind in kinds)

    allowed = tuple((uses[use], whom(use, "yes")) for use in USES if is_asked(form, use))
    refused: list[tuple[str, tuple[str, ...]]] = [
        (uses[use], ()) for use in USES if form.text(f"use:{use}") == "no"
    ]
    refused += [(uses[use], told) for use in USES if is_asked(form, use) and (told := whom(use, "no"))]
    silent = tuple(uses[use] for use in USES if form.text(f"use:{use}") not in ("yes", "no"))
    return Told(allowed, tuple(refused), silent, tuple(_level(form, talk)) if allowed else ())


def _allowed(form: Form) -> Iterator[tuple[str, str]]:
    for use in USES:
        if is_asked(form, use):
            for kind in RECIPIENTS:
                if form.text(f"to:{use}:{kind}") == "yes":
                    yield from ((use, one) for one in _recipients(form, kind))


def _refused(form: Form) -> Iterator[tuple[str | None, str | None]]:
    if all(form.text(f"use:{use}") == "no" for use in USES):
        yield None, None
        return
    for use in USES:
        if form.text(f"use:{use}") == "no":
            yield use, None
        elif is_asked(form, use):
            for kind in RECIPIENTS:
                if form.text(f"to:{use}:{kind}") == "no":
                    yield from ((use, one) for one in _recipients(form, kind))


def _recipients(form: Form, kind: str) -> list[str]:
    """As they are entered. Who is refused without a name is refused with all of the kind."""
    prefix = _PREFIX.get(kind, kind)
    if kind not in NAMED:
        return [kind]
    return [f"{prefix}:{name}" for name in _names(form, kind)] or [prefix]


def _names(form: Form, kind: str) -> list[str]:
    return [name for one in form.text(f"name:{kind}").replace("；", ";").replace("؛", ";").split(";") if (name := one.strip())]  # fmt: skip


def _with_names(words: str, names: list[str]) -> str:
    return f"{words}: {', '.join(names)}" if names else words


def _media(form: Form) -> dict[str, bool | str]:
    """Only what was asked."""
    found: dict[str, bool | str] = {
        name: form.text(name) == "yes" for name in ("face", "voice", "words") if form.text(name)
    }
    for name, codes in (("place", PLACES), ("date", DATES)):
        if form.text(name) in codes:
            found[name] = form.text(name)
    return found


def _level(form: Form, talk: "Talk") -> Iterator[str]:
    for name in ("identity", "place", "date"):
        section: Any = talk.sections[name]
        if form.text(name) in section and form.text(name) != "question":
            yield f"{section['question']} {section[form.text(name)]}"
    for name in ("face", "voice", "words"):
        if form.text(name) in ("yes", "no"):
            yield f"{talk.words('media', name)}: {talk.words('sheet', form.text(name))}"


def _note(form: Form, gettext: _) -> str | None:
    """Who was there, in the words of whoever writes it down; a record has no field of its own for each."""
    told = (
        (gettext("Asked by"), form.text("asked_by")),
        (gettext("Interpreter"), form.text("interpreter")),
        (gettext("Also there"), form.text("present")),
        (gettext("Place of the talk"), form.text("talk_place")),
    )
    lines = [f"{name}: {text}" for name, text in told if text]
    return "\n".join([*lines, *([form.text("note")] if form.text("note") else [])]) or None


def _number(text: str) -> str:
    return text.strip().removeprefix("#")


def _numbers(text: str) -> list[str]:
    return [_number(one) for one in text.replace("،", ",").replace(",", " ").split()]
