"""What may hang on a name in running text: case endings, plurals, possessives, Arabic clitics. Not a grammar: what to look past.

Endings are kept per script, folded, and may follow one another (-lar-ning). A folded hit with an ending still needs the whole rest of the
word to be the name, so a generous list costs little. The Uyghur and Kazakh lines await a native speaker's review.

    >>> is_ending("овои"), is_ending("larning"), is_ending("bi")
    (True, True, False)
"""

from functools import cache

from amanet.names.finding_letters import letters_of

__all__ = [
    "BINDING_FIRST",
    "BINDING_LAST",
    "LONGEST_ENDING",
    "bare",
    "heard_clitics",
    "heard_endings",
    "is_clitic",
    "is_ending",
    "stems",
]

LONGEST_ENDING = 9
_SHORTEST_STEM = 3
_LONGEST_HEARD = 8
_LATIN = """
    s es n e a i u y yi yu ya ye la le yla yle m im um my ni ning nin nun gha ghe ge ga qa ke ka da de ta te din tin dan den tan ten
    diki tiki deki daki dek tek lar ler mu mi si su jan can ov ova ev eva om em oy oi oyu ey ym ami akh tur dir lik liq
"""
_CYRILLIC = """
    а у ю я ом ем ым им е ы и ой ою ей ею ов ев ова ева овой евой ову еву овым евым ове еве овы евы овых евых ого его ому ему ам ями ами ах ях
    й ий ня ье ью на не ын ін ун үн ны ні ды ді ты ті ни ди ти ның нің дың дің тың тің ниң нын нин дын дин тын тин га ге ға ге гә ка ке қа қә
    кә нан нен дан ден тан тен да де дә та те тә мен бен пен менен лар лер ләр дар дер тар тер мын мін сын ша ше жан джан дики тики дәк тәк
    му мү мо дікі тікі нікі
"""
_ARABIC = """
    نىڭ نى غا گە قا كە دا دە تا تە دىن تىن دىكى تىكى دەك تەك لار لەر مۇ چۇ جان ى سى ىم ۇم نڭ عا گه كه ده ته دى تى دان تان دەن تەن نان
    نەن مەن پەن بەن لىك ها ان ات ين ون هم نا را
"""
_PROCLITICS = "و ف ب ل ك ال وال فال بال كال لل ولل وب ول وك فب فل"
# Words that are also written together with the next one, or with the one before.
_BINDING_FIRST = """
    abd abdu abdul abdel abdal abdur abdus abdi nur gul gül al el عبد وعبد لعبد بعبد عبدال ئابدۇ نور گۈل абд абду абдул абдель нур гүл гуль
"""
_BINDING_LAST = """
    jan can gul gül khan xan han bek beg nur axun akhun niyaz bibi ay جان گۈل خان بەك نۇر ئاخۇن джан жан гүл гуль хан бек нур
"""
BINDING_FIRST = frozenset(map(letters_of, _BINDING_FIRST.split()))
BINDING_LAST = frozenset(map(letters_of, _BINDING_LAST.split()))


def is_ending(letters: str) -> bool:
    """One ending or two that follow one another."""
    if len(letters) > LONGEST_ENDING:
        return False
    endings = _endings()
    return letters in endings or any(
        letters[:cut] in endings and letters[cut:] in endings for cut in range(1, len(letters))
    )


def stems(word: str) -> list[tuple[str, str, str]]:
    """The readings of a folded word as (before, stem, ending), itself first. Stems have at least three letters."""
    found = [("", word, "")]
    if len(word) > 64:
        return found
    for before in ("", *_proclitics_of(word)):
        inner = word[len(before) :]
        for cut in range(len(inner), max(_SHORTEST_STEM, len(inner) - LONGEST_ENDING) - 1, -1):
            if (before or cut < len(inner)) and (cut == len(inner) or is_ending(inner[cut:])):
                found.append((before, inner[:cut], inner[cut:]))
    return found


def is_clitic(letters: str) -> bool:
    """Arabic "and", "with", "for", "like", the article, and what they become together."""
    return letters in _clitics()


def heard_clitics() -> frozenset[str]:
    """Clitics that would hide the consonants of a name."""
    return frozenset(each for each in _clitics() if each != "و")


def bare(part: str) -> str | None:
    """A Russian name without the final vowel that changes with the case (Мария, Марии), if enough is left."""
    return part[:-1] if len(part) > _SHORTEST_STEM and part[-1] in "аяьйоие" else None


def _proclitics_of(word: str) -> list[str]:
    if not "\u0620" <= word[:1] <= "\u06ff":
        return []
    return [each for each in _clitics() if word.startswith(each) and len(word) - len(each) >= _SHORTEST_STEM]


@cache
def _endings() -> frozenset[str]:
    return frozenset(letters_of(each) for each in f"{_LATIN} {_CYRILLIC} {_ARABIC}".split()) - {""}


@cache
def _clitics() -> tuple[str, ...]:
    return tuple(sorted((letters_of(each) for each in _PROCLITICS.split()), key=len))


@cache
def heard_endings() -> frozenset[str]:
    """Endings with a consonant, alone and after a plural: what would hide the consonants of a name."""
    plurals = (
        "",
        *(
            letters_of(each)
            for each in ["lar", "ler", "лар", "лер", "дар", "дер", "тар", "тер", "لار", "لەر"]
        ),
    )
    endings = {letters_of(each) for each in f"{_LATIN} {_CYRILLIC} {_ARABIC}".split()}
    chained = {plural + ending for plural in plurals for ending in endings}
    return frozenset(ending for ending in chained if 2 <= len(ending) <= _LONGEST_HEARD) | {"s"}
