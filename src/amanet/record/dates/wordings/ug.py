"""Uyghur, in Arabic script and in Latin (ULY). Months are told by number ("5-ئاي") as often as by name."""

from amanet.record.dates.wording import DAY, MONTH, YEAR, Wording

WORDING = Wording(
    months={
        "gregorian": (
            "yanwar|يانۋاردا",
            "féwral|fewral|فېۋرالدا",
            "mart|مارتتا",
            "aprél|april|ئاپرېلدا|ئاپرىل",
            "may|مايدا",
            "iyun|ئىيۇندا",
            "iyul|ئىيۇلدا",
            "awghust|awgust|ئاۋغۇستتا",
            "séntebir|sentebir|سېنتەبىردە",
            "öktebir|ئۆكتەبىردە",
            "noyabir|نويابىردا",
            "dékabir|dekabir|دېكابىردا",
        ),
        "islamic": ("", "", "", "", "", "", "", "", "رامىزان|رامزان|ramizan|روزا", "", "", ""),
    },
    seasons=(
        "باھار|ئەتىياز|باھاردا|ئەتىيازدا|bahar|etiyaz|baharda|etiyazda",
        "ياز|يازدا|yaz|yazda",
        "كۈز|كۈزدە|küz|küzde",
        "قىش|قىشتا|qish|qishta",
    ),
    feasts={
        "fitr": "ھېيت|ھېيتتا|héyt|heyt|روزا ھېيت|روزى ھېيت|روزا ھېيتى|روزى ھېيتى|روزا ھېيتتا|rozi héyt|roza héyt|rozi heyt|roza heyt",
        "adha": "ھېيت|ھېيتتا|héyt|heyt|قۇربان ھېيت|قۇربان ھېيتى|قۇربان ھېيتتا|qurban héyt|qurban heyt",
        "nowruz": "نورۇز|نورۇز بايرىمى|noruz|noruz bayrimi",
    },
    eras={"gregorian": "مىلادىيە", "islamic": "ھىجرىيە"},
    fillers="يىلى|يىل|يىلىنىڭ|كۈنى|ئېيى|ئېيىدا|ئايدا|yili|yil|küni|éyi",
    numbers={"بىر": 1, "ئىككى": 2, "ئۈچ": 3, "تۆت": 4, "بەش": 5, "ئالتە": 6, "يەتتە": 7, "سەككىز": 8, "توققۇز": 9, "ئون": 10},
    units={"day": "كۈن|kün", "week": "ھەپتە|hepte", "month": "ئاي|ay", "year": "يىل|يىلى|yil|yili"},
    rewrites=(
        (r"([0-9]{4}) ?-? ?(يىلىنىڭ|يىلىدىن|يىلىدا|يىلىغىچە|يىلى|يىل|yilining|yilidin|yilida|yili|yil)(?!\w)", f" {YEAR}" r"\1 "),
        (r"([0-9]{1,2}) ?- ?(ئاينىڭ|ئايدىن|ئايدا|ئاي|ayning|aydin|ayda|ay)(?!\w)", f" {MONTH}" r"\1 "),
        (r"([0-9]{1,2}) ?- ?(كۈنىدىن|كۈنى|كۈن|چېسلا|künidin|küni|kün|chésla)(?!\w)", f" {DAY}" r"\1 "),
        (r"([0-9]{4}) ?- (?=\w)", r"\1 "),
    ),
    phrases={
        "unknown": ("(ۋاقتى )?(نامەلۇم|ئېنىق ئەمەس|namelum)",),
        "about": ("(تەخمىنەن|texminen) {}", "{} (ئەتراپىدا|etrapida)"),
        "ago": ("{n} {unit} (ئىلگىرى|بۇرۇن|ilgiri|burun)",),
        "before": ("{} (ئىلگىرى|بۇرۇن|ilgiri|burun)",),
        "after": ("{} (كېيىن|kéyin|keyin)",),
        "since": ("{} (بېرى|باشلاپ|béri|bashlap)",),
        "between": ("{} (بىلەن|bilen) {} (ئارىسىدا|arisida)",),
        "or": ("{} (ياكى|yaki) {}",),
        "today": ("بۈگۈن|bügün",),
        "yesterday": ("تۈنۈگۈن|tünügün",),
        "last year": ("بۇلتۇر|bultur",),
        "last": ("(ئۆتكەن|ötken) {unit}",),
        "last season": ("(ئۆتكەن|ötken) {season}",),
    },
)  # fmt: skip
