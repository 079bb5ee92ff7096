"""The languages of the interface: gettext catalogues in `locale/<tag>/messages.po`, read when first asked for.

English is what stands in the templates and needs no catalogue; a language without one, or a text that its catalogue lacks, shows
English. A catalogue that a machine made says so in its header (`X-Amanet-Draft: yes`), and the settings say it too.
`locale/make.py` collects the texts.

>>> words_in("tr").direction, words_in("ug").direction
('ltr', 'rtl')
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["DEFAULT", "LANGUAGES", "Language", "Words", "choose_language", "draft_languages", "words_in"]

LOCALE = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Language:
    """A BCP 47 tag, what its speakers call it, and its direction."""

    tag: str
    own_name: str
    direction: str = "ltr"


LANGUAGES = (
    Language("en", "English"),
    Language("ar", "العربية", "rtl"),
    Language("zh-Hans", "简体中文"),
    Language("ru", "Русский"),
    Language("es", "Español"),
    Language("fr", "Français"),
    Language("tr", "Türkçe"),
    Language("kk", "Қазақша"),
    Language("ug", "ئۇيغۇرچە", "rtl"),
)
DEFAULT = "en"
_BY_TAG = {language.tag: language for language in LANGUAGES}


@dataclass(frozen=True)
class Words:
    """The texts of one language. `gettext` and `ngettext` as in Python's gettext."""

    language: Language
    texts: Mapping[str, tuple[str, ...]] = field(repr=False)
    plural: Any = field(repr=False)
    draft: bool = False

    @property
    def tag(self) -> str:
        return self.language.tag

    @property
    def direction(self) -> str:
        return self.language.direction

    def has(self, text: str) -> bool:
        """Whether this text can be said in this language. English has all that stands in the templates."""
        return self.tag == DEFAULT or bool(self.texts.get(text, ("",))[0])

    def gettext(self, text: str) -> str:
        return self.texts.get(text, (text,))[0] or text

    def ngettext(self, one: str, many: str, count: int) -> str:
        found = self.texts.get(one)
        if found is None:
            return one if count == 1 else many
        return found[min(self.plural(count), len(found) - 1)] or (one if count == 1 else many)


@cache
def words_in(tag: str) -> Words:
    language = _BY_TAG.get(tag, _BY_TAG[DEFAULT])
    path = LOCALE / language.tag / "messages.po"
    if language.tag == DEFAULT or not path.exists():
        return Words(language, {}, lambda count: int(count != 1))
    return _read(language, path)


def _read(language: Language, path: Path) -> Words:
    import gettext

    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalog = read_po(file, locale=language.tag.replace("-", "_"))
    texts: dict[str, tuple[str, ...]] = {}
    for message in catalog:
        if not message.id or not message.string or message.fuzzy:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        texts[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    draft = any(name.lower() == "x-amanet-draft" for name, _ in catalog.mime_headers) or _says_draft(path)
    return Words(language, texts, gettext.c2py(catalog.plural_expr), draft)


def _says_draft(path: Path) -> bool:
    """The header of the file, which babel keeps only in part."""
    with path.open(encoding="utf-8") as file:
        return any("x-amanet-draft: yes" in line.lower() for _, line in zip(range(60), file, strict=False))


@cache
def draft_languages() -> frozenset[str]:
    """The tags of the catalogues that a machine made and no speaker has read through. No catalogue is loaded for it."""
    paths = ((one.tag, LOCALE / one.tag / "messages.po") for one in LANGUAGES)
    return frozenset(tag for tag, path in paths if path.exists() and _says_draft(path))


def choose_language(wanted: str | None, accept_language: str) -> str:
    """The tag of the language that was chosen here, or else the first that the browser asks for and we have."""
    if wanted in _BY_TAG:
        return str(wanted)
    for tag in _in_order(accept_language):
        if found := _closest(tag):
            return found
    return DEFAULT


def _in_order(accept_language: str) -> list[str]:
    weighed = []
    for place, part in enumerate(accept_language[:400].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weighed.append((-float(quality or 1), place, tag))
        except ValueError:
            continue
    return [tag for _, _, tag in sorted(weighed)]


def _closest(tag: str) -> str | None:
    base = tag.lower().split("-")[0]
    return next((one.tag for one in LANGUAGES if one.tag.lower() in (tag.lower(), base)), None) or (
        "zh-Hans" if base == "zh" else None
    )
