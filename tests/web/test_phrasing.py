"""Phrases in the language of a page: template by template, each value in its place, safe, and English only where it says so."""

from amanet.phrases import AND, label, phrase, phrases, series
from amanet.web.languages import LANGUAGES, Words
from amanet.web.phrasing import in_plain_words, in_words, without_weight

_BY_TAG = {one.tag: one for one in LANGUAGES}
TURKISH = Words(
    _BY_TAG["tr"],
    {
        "Denied by %(who)s.": ("%(who)s bunu yalanlıyor.",),
        "%(num)d day": ("%(num)d gün", "%(num)d gün"),
        AND.template: ("%(first)s ve %(next)s",),
        "somebody": ("birisi",),
        "a <b>": ("bir <b>",),
    },
    lambda number: int(number != 1),
)
ENGLISH = Words(_BY_TAG["en"], {}, lambda number: int(number != 1))


def test_values_take_the_places_that_the_translation_gives_them() -> None:
    said = phrase("Denied by %(who)s.", who=series(["Nursel", phrase("somebody")]))
    assert in_words(TURKISH, said) == "<bdi>Nursel</bdi> ve birisi bunu yalanlıyor."
    assert in_plain_words(TURKISH, said) == "Nursel ve birisi bunu yalanlıyor."
    assert in_plain_words(ENGLISH, said) == said


def test_numbers_choose_the_form_of_the_language() -> None:
    assert in_words(TURKISH, phrases("%(num)d day", "%(num)d days", 3)) == "3 gün"
    assert in_words(ENGLISH, phrases("%(num)d day", "%(num)d days", 3)) == "3 days"


def test_what_the_catalogue_lacks_is_english_and_says_so() -> None:
    said = phrase("Nobody asked %(who)s.", who=phrase("somebody"))
    english = '<span lang="en" dir="ltr">Nobody asked somebody.</span>'
    assert in_words(TURKISH, said) == english
    assert in_words(ENGLISH, said) == "Nobody asked somebody."
    inside = phrase("Denied by %(who)s.", who=phrase("an office"))
    assert in_words(TURKISH, inside) == '<span lang="en" dir="ltr">an office</span> bunu yalanlıyor.'


def test_nothing_that_was_entered_or_translated_is_a_mark() -> None:
    assert in_words(TURKISH, "<i>") == "&lt;i&gt;"
    assert in_words(TURKISH, phrase("a <b>")) == "bir &lt;b&gt;"
    said = in_words(TURKISH, phrase("Denied by %(who)s.", who="<script>%(who)s"))
    assert said == "<bdi>&lt;script&gt;%(who)s</bdi> bunu yalanlıyor."


def test_a_day_keeps_its_direction() -> None:
    said = in_words(TURKISH, phrase("Denied by %(who)s.", who="2024-09-14"))
    assert said == '<bdi dir="ltr">2024-09-14</bdi> bunu yalanlıyor.'
    assert in_words(TURKISH, "№ 3-4", figures=False) == "№ 3-4"


def test_a_label_is_that_of_the_language_or_marked_as_english() -> None:
    labels = {"tr": "gözaltı", "en": "detention"}
    assert in_words(TURKISH, label("detention", lambda tag: labels[tag])) == "gözaltı"
    assert in_words(ENGLISH, label("detention", lambda tag: labels[tag])) == "detention"
    unknown = label("detention", lambda _tag: "detention")
    assert in_words(TURKISH, unknown) == '<span lang="en" dir="ltr">detention</span>'


def test_a_reason_is_told_without_what_it_weighs() -> None:
    from amanet.names.reason_words import reason_in_words

    for about, told in (("aygul / ئايگۈل", "aygul / ئايگۈل: the same letters"), ("", "the same letters")):
        reason = reason_in_words("the same letters", about, 32.0)
        assert "32.0 bits" in reason
        assert without_weight(reason) == told
    assert "bits" not in in_words(ENGLISH, without_weight(reason_in_words("different", "a / b", -4.0)))
    assert without_weight("as somebody wrote it (+3 bits)") == "as somebody wrote it (+3 bits)"
    assert without_weight(phrase("no letters")) == "no letters"
