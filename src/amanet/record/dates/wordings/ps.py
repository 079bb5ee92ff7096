"""Pashto: names of months and eras, and very few phrases."""

from amanet.record.dates.wording import Wording

WORDING = Wording(
    months={
        "persian": (
            "وری",
            "غویی",
            "غبرګولی",
            "چنګاښ",
            "زمری",
            "وږی",
            "تله",
            "لړم",
            "لیندۍ|لینده",
            "مرغومی",
            "سلواغه",
            "کب",
        ),
        "islamic": ("محرم", "صفر", "", "", "", "", "رجب", "شعبان", "روژه|رمضان", "شوال", "", ""),
    },
    seasons=("پسرلی", "دوبی|اوړی", "منی", "ژمی"),
    feasts={"fitr": "اختر|کوچنی اختر", "adha": "اختر|لوی اختر", "nowruz": "نوروز"},
    eras={
        "gregorian": "میلادی|زیږدیز",
        "islamic": "هجری قمری|قمری|سپوږمیز",
        "persian": "هجری شمسی|شمسی|لمریز",
        "islamic persian": "هجری",
    },
    fillers="په|د|کال|کې|میاشت|نیټه|پر",
    phrases={"unknown": ("نامعلوم|نامعلومه",), "or": ("{} یا {}",)},
)
