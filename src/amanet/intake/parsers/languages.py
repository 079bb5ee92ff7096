"""Names of languages, as people write them in notes ("Speaking Uyghur", "по-казахски", "维吾尔语"), to BCP 47 tags.

The names are those of Unicode's CLDR (through babel) in the thirteen languages below, with the forms a note puts them in, and
a table of our own for what people in the field write instead. A name that means two languages means none here. This reads
what somebody wrote down; it never looks at a text to say which language it is in (DESIGN.md section 7).

babel opens its files when a name is first looked up. A confined process cannot open any: call `load_language_names` before.

>>> from amanet.intake.parsers.languages import language_tag
>>> [language_tag(words) for words in ("Uighur", "Mandarin", "по-уйгурски", "ئۇيغۇرچە", "Elvish of the North")]
['ug', 'cmn', 'ug', 'ug', None]
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

__all__ = ["language_tag", "load_language_names"]

_NAMED_IN = ("en", "ru", "kk", "ky", "uz", "ug", "zh", "ar", "fa", "tr", "de", "fr", "es")
# What the field writes and CLDR does not, or means otherwise: Dari is a language of its own here, not Persian of Afghanistan.
_OWN = {
    "ar": "standard arabic",
    "apc": "levantine arabic|syrian arabic",
    "ary": "darija|moroccan arabic",
    "arz": "egyptian arabic",
    "bn": "bangla",
    "bo": "tibetan|藏话|zang",
    "ckb": "sorani|kurdish sorani|sorani kurdish|сорани",
    "cmn": "mandarin|mandarin chinese|chinese mandarin|putonghua|普通话|普通話|国语|國語|мандарин|мандаринский",
    "dng": "dungan|дунганский",
    "fa": "farsi|фарси|فارسي",
    "he": "ivrit",
    "kk": "kazak|qazaq|қазақша|哈语|哈薩克語|哈萨克话",
    "kmr": "kurmanji|kurmancî|kurmanci|kurdish kurmanji|kurmanji kurdish|курманджи",
    "ku": "kurdî",
    "ky": "kirghiz|kirgiz|柯语",
    "mn": "mongol",
    "my": "myanmar",
    "nan": "hokkien|taiwanese|台语|閩南語|闽南话",
    "prs": "dari|dari persian|дари|دری|达里语|darí",
    "ps": "pashtu|pushto|pushtu",
    "ro": "moldovan|moldavian",
    "sjo": "xibe|sibe|锡伯语|сибинский",
    "slr": "salar|撒拉语|саларский",
    "srh": "sarikoli|sariqoli|сарыкольский|色勒库尔语",
    "tl": "tagalog",
    "tt": "tatar",
    "ug": "uighur|uigur|uigher|uygur|uygher|uyghurche|维语|維吾爾語|維語|维吾尔话|ئۇيغۇر تىلى",
    "wbl": "wakhi|ваханский",
    "wuu": "shanghainese|上海话",
    "yue": "cantonese|广东话|廣東話|粵語|кантонский|кантонский диалект",
    "zh": "汉语|漢語|汉话|华语|中國話|中国话",
}
_TAGS = {"fa_AF": "prs", "ro_MD": "ro", "ar_001": "ar", "nl_BE": "nl", "zh_Hans": "zh", "zh_Hant": "zh"}
_NO_LANGUAGE = frozenset(("und", "mul", "zxx", "mis", "root"))
# In Uzbek these are languages, in an English note they are people, or something else.
_NOT_NAMES = frozenset(("arab", "turk", "men", "dan", "hind", "fors", "vote", "jute"))
_FOLDED = str.maketrans("‘’ʻʼ`´ʿʾيىكأإآٱ", "''''''''ییکاااا", "\u0640\u200c\u200e\u200f\u061c")
# "language", as the languages above put it before or after the name.
_LANGUAGE_AFTER = re.compile(
    r"(?<=[\w'])\s+(?:language|dialect|язык|языке|языка|языком|тілі|тілінде|тили|тилинде|tili|tilida|dili|dilinde|sprache|"
    r"تیلی|تىلى|تىلىدا|تیلیدا)$|(?<=[语語话話])(?:言)$"
)
_LANGUAGE_BEFORE = re.compile(r"^(?:ب?اللغه\s+|ب?اللغة\s+|ب(?=ال)|(?:به\s+)?زبان\s+|на\s+(?=\S+ом\b))")


def language_tag(words: str) -> str | None:
    """The tag of the language that `words` name; None where they name none that we know, or could name two."""
    names = _names()
    key = _folded(words)
    if key in names:
        return names[key]
    key = _LANGUAGE_BEFORE.sub("", key)
    return names.get(key.replace("тілінде", "тілі")) or names.get(_LANGUAGE_AFTER.sub("", key))


def load_language_names() -> None:
    """Reads what `language_tag` needs, so that it opens no file afterwards."""
    _names()


@cache
def _names() -> dict[str, str | None]:
    """Folded name → tag, or None for a name of two languages. Our own table wins, CLDR's names before their forms."""
    found: dict[str, str | None] = {}
    for key, tag in _written_by_cldr():
        found[key] = tag if found.get(key, tag) == tag else None
    for key, tag in tuple(_forms()):
        found.setdefault(key, tag)
    for tag, names in _OWN.items():
        found.update((_folded(name), tag) for name in names.split("|"))
    for key in _NOT_NAMES:
        found.pop(key, None)
    return found


def _written_by_cldr() -> Iterator[tuple[str, str]]:
    for _, name, tag in _cldr():
        yield _folded(name), tag


def _forms() -> Iterator[tuple[str, str]]:
    for locale, name, tag in _cldr():
        forms_of = _FORMS.get(locale)
        for form in forms_of(_folded(name)) if forms_of else ():
            yield form, tag


@cache
def _cldr() -> tuple[tuple[str, str, str], ...]:
    """Locale, name and tag of every language that every locale names."""
    from babel import Locale

    return tuple(
        (locale, name, _TAGS.get(code, code.replace("_", "-")))
        for locale in _NAMED_IN
        for code, name in Locale.parse(locale).languages.items()
        if code not in _NO_LANGUAGE
    )


def _folded(words: str) -> str:
    folded = unicodedata.normalize("NFC", words).casefold().translate(_FOLDED)
    return " ".join(folded.split()).strip(" .,;:")


def _forms_russian(name: str) -> list[str]:
    if not name.endswith(("ский", "цкий")):
        return []
    stem = name[:-2]
    return [f"по-{stem}и", f"{stem}ом", f"{stem}ого", f"{stem}ая речь"]


def _forms_kazakh(name: str) -> list[str]:
    stem, _, after = name.rpartition(" ")
    return [stem + ending for ending in ("ша", "ше", "ча", "че")] if after == "тілі" else []


def _forms_kyrgyz(name: str) -> list[str]:
    return [f"{name[:-2]} тили", f"{name[:-2]} тилинде"] if name.endswith(("ча", "че", "чо", "чө")) else []


def _forms_uzbek(name: str) -> list[str]:
    return [f"{name}cha", f"{name}chasiga", f"{name} tili"]


def _forms_uyghur(name: str) -> list[str]:
    return [f"{name[:-2]} تیلی", f"{name[:-2]} تیلیدا"] if name.endswith("چە") else []


_FORMS = {
    "ru": _forms_russian,
    "kk": _forms_kazakh,
    "ky": _forms_kyrgyz,
    "uz": _forms_uzbek,
    "ug": _forms_uyghur,
}
