"""Labels by language: English always, others where somebody gave them."""

import re
import unicodedata
from collections.abc import Mapping

from amanet.errors import BadData

ENGLISH = "en"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def verify_languages(where: str, labels: Mapping[str, str]) -> None:
    for language in labels:
        if _LANGUAGE.fullmatch(language) is None:
            raise BadData(f"{where}: {language!r} is no language tag (BCP 47), such as ug or zh-Hant.")


def label_in(labels: Mapping[str, str], language: str) -> str:
    """The label in `language`, else in the language without its script or region, else in English."""
    return labels.get(language) or labels.get(language.partition("-")[0]) or labels[ENGLISH]


def folded(words: str) -> str:
    """What two spellings of one label share: letter case, white space and normal form do not count.

    Turkish capitals fold as everybody's do: İ and I, i and ı become one letter here, for without knowing the language of a
    table nobody can tell them apart.
    """
    joined = " ".join(unicodedata.normalize("NFC", words).casefold().split())
    return joined.replace("i\u0307", "i").replace("ı", "i")
