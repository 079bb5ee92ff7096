"""Spanish."""

from amanet.record.dates.wording import Wording

WORDING = Wording(
    months={
        "gregorian": ("", "", "", "", "", "", "", "", "set|setiembre|sep", "", "", ""),
        "islamic": ("muharram", "safar", "", "", "", "", "rayab", "shaabán", "ramadán", "shawwal", "", ""),
    },
    seasons=("primavera", "verano", "otoño", "invierno"),
    feasts={
        "fitr": "eid al-fitr|fiesta del fin del ramadán",
        "adha": "eid al-adha|fiesta del cordero|fiesta del sacrificio",
        "nowruz": "nowruz|noruz",
        "spring festival": "año nuevo chino|año nuevo lunar",
    },
    eras={"gregorian": "d.c", "islamic": "de la hégira|hégira"},
    fillers="en|el|la|del|de|los|año|mes|día|a|al|durante",
    numbers={
        "un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    },
    units={"day": "día|días", "week": "semana|semanas", "month": "mes|meses", "year": "año|años"},
    phrases={
        "unknown": ("(fecha )?(desconocida|desconocido|no se sabe|sin fecha)",),
        "uncertain": ("(posiblemente|probablemente|quizás|quizá|tal vez) {}",),
        "about": ("(alrededor de|alrededor del|hacia|aproximadamente en|aproximadamente|circa|cerca de) {}",),
        "by": ("(a más tardar|no más tarde de|no después de) (en |el )?{}",),
        "ago": ("hace {n} {unit}",),
        "before": ("(poco )?antes (de|del) {}",),
        "after": ("(poco )?después (de|del) {}",),
        "range": ("(desde|de|del) {} (hasta|a|al) {}",),
        "since": ("desde {}", "a partir (de|del) {}"),
        "until": ("hasta {}",),
        "between": ("entre {} y {}",),
        "or": ("(o )?{} (o|u) {}",),
        "first half": ("(en )?(la )?primera mitad de(l)? {}", "(en )?(el )?primer semestre de {}"),
        "second half": ("(en )?(la )?segunda mitad de(l)? {}", "(en )?(el )?segundo semestre de {}"),
        "early": ("(a )?(principios|comienzos|inicios) de(l)? {}",),
        "mid": ("(a )?mediados de(l)? {}",),
        "late": ("(a )?(finales|fines) de(l)? {}",),
        "decade": ("(en )?(los )?años {decade}", "(en )?(la )?década de(l)? {decade}"),
        "winter of": ("(en )?(el )?invierno de {year}(/|-|–){next}",),
        "today": ("hoy|esta mañana|esta noche",),
        "yesterday": ("ayer|anoche",),
        "day before yesterday": ("anteayer|antes de ayer|antier",),
        "this": ("(este |esta ){unit}",),
        "last": ("(la |el )?{unit} (pasado|pasada)",),
        "last season": ("(en )?(el |la )?{season} (pasado|pasada)",),
        "last weekday": ("(el )?{weekday} pasado",),
        "last month of name": ("(en )?{month} pasado",),
    },
)  # fmt: skip
