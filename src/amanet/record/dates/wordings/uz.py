"""Uzbek, in Latin and Cyrillic script."""

from amanet.record.dates.wording import YEAR, Wording, inflected

_MONTHS = (
    "yanvar|январ|январь", "fevral|феврал|февраль", "mart|март", "aprel|апрел|апрель", "may|май", "iyun|июн|июнь",
    "iyul|июл|июль", "avgust|август", "sentabr|sentyabr|сентябр|сентябрь", "oktabr|oktyabr|октябр|октябрь", "noyabr|ноябр|ноябрь",
    "dekabr|декабр|декабрь",
)  # fmt: skip
_CASES = ("da", "ning", "dan", "да", "нинг", "дан", "ida", "ида")

WORDING = Wording(
    months={
        "gregorian": inflected(_MONTHS, _CASES),
        "islamic": ("", "", "", "", "", "", "", "", "ramazon|рамазон|ro'za", "", "", ""),
    },
    seasons=inflected(("bahor|баҳор", "yoz|ёз", "kuz|куз", "qish|қиш"), _CASES),
    feasts={
        "fitr": "hayit|ҳайит|ramazon hayiti|ramazon hayit|ro'za hayiti|рамазон ҳайити",
        "adha": "hayit|ҳайит|qurbon hayiti|qurbon hayit|қурбон ҳайити",
        "nowruz": "navro'z|наврўз",
    },
    eras={"islamic": "hijriy|ҳижрий"},
    fillers="yil|yili|yilda|yilning|oy|oyi|oyida|kuni|йил|йили|йилда|ойи|куни",
    numbers={"bir": 1, "ikki": 2, "uch": 3, "to'rt": 4, "besh": 5, "olti": 6, "yetti": 7, "sakkiz": 8, "to'qqiz": 9, "o'n": 10},
    units={"day": "kun|кун", "week": "hafta|ҳафта", "month": "oy|ой", "year": "yil|йил"},
    rewrites=(
        (r"([0-9]{4}) ?-? ?(yilgacha|yildan|yilning|yilda|yili|yil|йилгача|йилдан|йилда|йили|йил)(?!\w)", f" {YEAR}" r"\1 "),
    ),
    phrases={
        "unknown": ("(sanasi )?(noma'lum|номаълум)",),
        "uncertain": ("(ehtimol|balki|эҳтимол) {}",),
        "about": ("(taxminan|тахминан) {}", "{} (atrofida|атрофида)"),
        "ago": ("{n} {unit} (oldin|avval|олдин|аввал)",),
        "before": ("{} (oldin|avval|олдин|аввал)",),
        "after": ("{} (keyin|so'ng|кейин|сўнг)",),
        "since": ("{} (beri|boshlab|бери|бошлаб)",),
        "between": ("{} (va|bilan|ва|билан) {} (orasida|o'rtasida|орасида)",),
        "or": ("{} (yoki|ёки) {}",),
        "early": ("{} (boshi|boshida|бошида)",),
        "mid": ("{} (o'rtasi|o'rtalarida|ўртасида)",),
        "late": ("{} (oxiri|oxirida|охирида)",),
        "today": ("bugun|бугун",),
        "yesterday": ("kecha|кеча",),
        "last": ("(o'tgan|ўтган) {unit}",),
        "last season": ("(o'tgan|ўтган) {season}",),
    },
)  # fmt: skip
