"""Wishes: what people allow, refuse and take back, and how they may be reached. Pure decisions, no I/O.

Silence is a refusal, and a withdrawal never widens anything. Nothing here discloses or enforces: it answers, for who asks. The records
are those of docs/spec/log-v1.md, section 6; the rules are in docs/consent.md.

>>> from datetime import date
>>> from amanet.consent import Recipient, Wishes
>>> bool(Wishes.of([], "7", date(2026, 11, 22)).answer("media", Recipient("public")))
False
"""

from amanet.consent.contact import Contact, Instructions, verify_contact
from amanet.consent.grants import (
    USES,
    Grant,
    Granting,
    Refusal,
    Withdrawal,
    grant_fields,
    parse_day,
    parse_use,
)
from amanet.consent.levels import DATES, IDENTITIES, MEDIA, PLACES, RECIPIENTS, Level, Recipient
from amanet.consent.questions import Talk, parse_talk
from amanet.consent.wishes import SOON, STATES, Answer, StandingGrant, Whose, Wishes

__all__ = [
    "DATES",
    "IDENTITIES",
    "MEDIA",
    "PLACES",
    "RECIPIENTS",
    "SOON",
    "STATES",
    "USES",
    "Answer",
    "Contact",
    "Grant",
    "Granting",
    "Instructions",
    "Level",
    "Recipient",
    "Refusal",
    "StandingGrant",
    "Talk",
    "Whose",
    "Wishes",
    "Withdrawal",
    "grant_fields",
    "parse_day",
    "parse_talk",
    "parse_use",
    "verify_contact",
]
