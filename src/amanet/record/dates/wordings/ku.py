"""Northern Kurdish (Kurmanji): names of months and seasons, and very few phrases. Gulan is May here; in Sorani it is a month of the solar year."""

from amanet.record.dates.wording import Wording, inflected

_MONTHS = (
    "rêbendan|çile|kanûna paşîn", "sibat", "adar", "nîsan", "gulan", "hezîran", "tîrmeh", "tebax", "îlon", "cotmeh", "mijdar",
    "berfanbar|kanûna pêşîn",
)  # fmt: skip

WORDING = Wording(
    months={
        "gregorian": inflected(_MONTHS, ("ê", "a", "an")),
        "islamic": ("", "", "", "", "", "", "", "", "remezan|remezanê", "", "", ""),
    },
    seasons=(
        "bihar|bihara|biharê",
        "havîn|havîna|havînê",
        "payîz|payîza|payîzê",
        "zivistan|zivistana|zivistanê",
    ),
    feasts={"fitr": "cejna remezanê", "adha": "cejna qurbanê", "nowruz": "newroz|newroza"},
    fillers="di|de|sala|salê|meha|li|roja|î|ê|a",
    phrases={
        "unknown": ("nayê zanîn|nenas",),
        "or": ("{} an( jî)? {}",),
        "before": ("berî {}",),
        "after": ("piştî {}",),
    },
)
