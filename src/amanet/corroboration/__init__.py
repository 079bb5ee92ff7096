"""What is known, and how well (docs/methods/corroboration.md). Pure: no I/O and no clock; the date comes in.

A `Material` is made of records once; everything here is worked out from it: facts with their verdicts, the account of a person, a timeline,
signs of life and silence. Information is weighed, never people.
"""

from amanet.corroboration.account import Account, account
from amanet.corroboration.bearing import bearing_on
from amanet.corroboration.facts import facts_about
from amanet.corroboration.fate import fate_of, whereabouts_of
from amanet.corroboration.material import Material, Told
from amanet.corroboration.officials import claims_about
from amanet.corroboration.questions import RULES, Question
from amanet.corroboration.signs import Silence, silence_of, silences
from amanet.corroboration.timeline import Line, timeline
from amanet.corroboration.verdict import Fact, Verdict
from amanet.corroboration.wording import called, shown, title_of

__all__ = [
    "RULES",
    "Account",
    "Fact",
    "Line",
    "Material",
    "Question",
    "Silence",
    "Told",
    "Verdict",
    "account",
    "bearing_on",
    "called",
    "claims_about",
    "facts_about",
    "fate_of",
    "shown",
    "silence_of",
    "silences",
    "timeline",
    "title_of",
    "whereabouts_of",
]
