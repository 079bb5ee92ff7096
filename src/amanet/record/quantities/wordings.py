"""The words for numbers, language by language. English, Russian and Chinese are worked out; of the others, what is common."""

from typing import Final

from amanet.record.quantities.wording import QuantityWording

__all__ = ["MULTIPLIERS", "WORDINGS"]

_EN = QuantityWording(
    numbers={
        "zero": 0, "none": 0, "nobody": 0, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
        "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90, "half": "0.5",
    },
    times={
        "dozen": 12, "score": 20, "hundred": 100, "thousand|k": 1000, "lakh": 10**5, "million|mln|mn": 10**6, "crore": 10**7,
        "billion|bn": 10**9, "trillion": 10**12,
    },
    plurals={
        "tens": 10, "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "tens of thousands": 10**4,
        "hundreds of thousands": 10**5, "millions": 10**6, "tens of millions": 10**7, "hundreds of millions": 10**8, "billions": 10**9,
    },
    several="several|a few|few|a couple of|a couple",
    joins="and",
    percent="percent|per cent|pct|percents",
    units={
        "years": "year|years|yr|yrs", "months": "month|months", "weeks": "week|weeks", "days": "day|days",
        "hours": "hour|hours", "minutes": "minute|minutes", "seconds": "second|seconds|sec|secs",
    },
    things="people|persons|person|men|women|man|woman|child|children|boys|girls|detainees|prisoners|inmates|families|households|"
    "houses|homes|villages|camps|students|officers|guards|soldiers|bodies|graves|cases|names|beds|cells|buildings|times|others|"
    "relatives|victims|witnesses|buses|vehicles|mosques|yuan|dollars|euros|rubles|km|kilometres|kilometers|metres|meters",
    rewrites=(
        (r"(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(one|two|three|four|five|six|seven|eight|nine)", r"\1 \2"),
        ("a year and a half", "1.5 years"), ("and a half", "and half"), ("two[ -]thirds", "2/3"), ("(one|a) third", "1/3"),
        ("three[ -]quarters", "3/4"), ("(one|a) quarter", "1/4"), ("per cent", "percent"),
    ),
    phrases={
        "exactly": ("(exactly|precisely|a total of|total of|in total|just|only) {}", "{} (exactly|in total|in all)"),
        "nearly": ("(nearly|almost|just under) {}",),
        "at least": (
            "(at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum) {}",
            "{} (or more|and more|and above|or above|at least|plus)",
        ),
        "at most": (
            "(at most|up to|no more than|not more than|a maximum of|maximum|as many as) {}",
            "{} (or less|or fewer|at most)",
        ),
        "more than": ("(more than|over|above|upwards of|in excess of|well over) {}",),
        "less than": ("(less than|fewer than|under|below) {}",),
        "about": (
            "(an estimated|estimated|about|around|approximately|approx.|approx|some|roughly|circa|ca.|close to|an average of|in the region of) {}",
            "{} (or so|approximately|approx.)",
        ),
        "half": ("half (a|an) {}",),
        "between": ("(between|from|anywhere between) {} (and|to) {}", "{} to {}", "{} or {}"),
        "share": ("half( of {rest})?",),
    },
)  # fmt: skip

_RU = QuantityWording(
    numbers={
        "ноль": 0, "никто": 0, "один": 1, "одна": 1, "одного": 1, "два": 2, "две": 2, "двух": 2, "три": 3, "трех": 3, "четыре": 4,
        "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7, "семи": 7, "восемь": 8, "восьми": 8, "девять": 9,
        "девяти": 9, "десять": 10, "десяти": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13, "четырнадцать": 14,
        "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19, "двадцать": 20, "двадцати": 20,
        "тридцать": 30, "тридцати": 30, "сорок": 40, "сорока": 40, "пятьдесят": 50, "пятидесяти": 50, "шестьдесят": 60,
        "шестидесяти": 60, "семьдесят": 70, "семидесяти": 70, "восемьдесят": 80, "девяносто": 90, "двести": 200, "двухсот": 200,
        "триста": 300, "трехсот": 300, "четыреста": 400, "пятьсот": 500, "шестьсот": 600, "семьсот": 700, "восемьсот": 800,
        "девятьсот": 900, "полтора": "1.5", "полторы": "1.5", "полутора": "1.5", "половиной": "0.5",
    },
    times={
        "сто|ста|сотня|сотню|сотни": 100, "тысяча|тысячу|тысячи|тысяч|тыс": 1000, "миллион|миллиона|миллионов|млн": 10**6,
        "миллиард|миллиарда|миллиардов|млрд": 10**9, "дюжина|дюжину": 12, "десяток|десятка": 10,
    },
    plurals={
        "десятки|десятков": 10, "сотни|сотен": 100, "тысячи|тысяч": 1000, "десятки тысяч|десятков тысяч": 10**4,
        "сотни тысяч|сотен тысяч": 10**5, "миллионы|миллионов": 10**6, "десятки миллионов": 10**7,
    },
    several="несколько|нескольких|пара|пару",
    percent="процент|процента|процентов|проц",
    units={
        "years": "год|года|лет", "months": "месяц|месяца|месяцев|мес", "weeks": "неделя|недели|недель|неделю",
        "days": "день|дня|дней|сутки|суток", "hours": "час|часа|часов",
        "minutes": "минута|минуты|минут|минуту", "seconds": "секунда|секунды|секунд|секунду|сек",
    },
    joins="и|с",
    things="человек|человека|людей|мужчин|женщин|детей|задержанных|заключенных|семей|домов|тел|случаев|раз|км|километров|юаней|долларов|рублей",
    rewrites=(("две трети", "2/3"), ("треть", "1/3"), ("три четверти", "3/4"), ("четверть", "1/4")),
    phrases={
        "exactly": ("(ровно|точно|всего|только) {}",),
        "nearly": ("(почти|без малого) {}",),
        "at least": ("(не менее|не меньше|как минимум|минимум|по меньшей мере|от) {}", "{} (и более|и больше|или более|или больше)"),
        "at most": ("(не более|не больше|до|максимум|вплоть до) {}", "{} (и менее|или менее|максимум)"),
        "more than": ("(более|больше|свыше|более чем|больше чем) {}", "{} с лишним"),
        "less than": ("(менее|меньше|менее чем|меньше чем) {}",),
        "about": ("(около|примерно|приблизительно|порядка|по оценкам|ок.) {}", "{} (примерно|приблизительно)"),
        "between": ("(от|между) {} (до|и) {}", "{} или {}"),
        "share": ("(половина|половину|половины)( {rest})?",),
    },
)  # fmt: skip

_ZH = QuantityWording(
    has_spaces=False,
    times={"万|萬": 10**4, "亿|億": 10**8, "千": 1000, "百": 100, "百万": 10**6, "千万": 10**7, "十万": 10**5},
    plurals={
        "几十|数十|幾十|數十": 10, "几百|数百|幾百|數百": 100, "几千|数千|幾千|數千|成千上万": 1000, "几万|数万|幾萬|數萬": 10**4,
        "几十万|数十万|幾十萬|數十萬": 10**5, "几百万|数百万|幾百萬|數百萬": 10**6, "几千万|数千万": 10**7,
    },
    several="几个|几名|若干|数名|几|幾個",
    units={
        "years": "年", "months": "个月|個月", "weeks": "周|星期|个星期", "days": "天|日",
        "hours": "小时|个小时", "minutes": "分钟", "seconds": "秒|秒钟|秒鐘",
    },
    joins="零|又",
    things="人|个人|名|男人|女人|男子|女子|儿童|孩子|户|家|个|位|次|具|公里|元",
    rewrites=(
        ("一半", "1/2"), ("三分之一", "1/3"), ("三分之二", "2/3"), ("四分之一", "1/4"), ("四分之三", "3/4"),
        (r"([二三四五六七八九])十[几幾]", r"\1十一到\1十九"), (r"十[几幾]", "十一到十九"), (r"^(.*[0-9十百千万萬亿億])多(?!于)(.*)$", r"超过\1\2"),
    ),
    phrases={
        "percent": ("百分之{}",),
        "nearly": ("(将近|近|接近){}",),
        "at least": ("(至少|不少于|不低于|起码){}", "{}(以上|及以上|或以上)"),
        "at most": ("(最多|不超过|至多){}", "{}(以下|以内|或以下)"),
        "more than": ("(超过|多于|逾|超過){}",),
        "less than": ("(不到|少于|不足|低于){}",),
        "about": ("(大约|大概|约|估计|估計|約|大約){}", "{}(左右|上下)"),
        "exactly": ("(共|总共|一共|正好){}",),
        "upwards": ("(上){}",),
        "between": ("(在)?{}(到|至|和){}(之间)?",),
    },
)  # fmt: skip

_DE = QuantityWording(
    numbers={
        "null": 0, "ein": 1, "eine": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
        "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50,
        "anderthalb": "1.5", "eineinhalb": "1.5",
    },
    times={"dutzend": 12, "hundert": 100, "tausend|tsd": 1000, "million|millionen|mio": 10**6, "milliarde|milliarden|mrd": 10**9},
    plurals={
        "dutzende|dutzenden": 12, "hunderte|hunderten": 100, "tausende|tausenden": 1000, "zehntausende|zehntausenden": 10**4,
        "hunderttausende|hunderttausenden": 10**5, "millionen": 10**6,
    },
    several="mehrere|einige|ein paar",
    percent="prozent",
    units={
        "years": "jahr|jahre|jahren", "months": "monat|monate|monaten", "weeks": "woche|wochen", "days": "tag|tage|tagen",
        "hours": "stunde|stunden", "minutes": "minute|minuten", "seconds": "sekunde|sekunden",
    },
    joins="und",
    things="personen|menschen|männer|frauen|kinder|familien|häftlinge|gefangene|leute",
    phrases={
        "nearly": ("(fast|beinahe|knapp) {}",),
        "at least": ("(mindestens|wenigstens|nicht weniger als) {}", "{} (oder mehr|und mehr)"),
        "at most": ("(höchstens|bis zu|maximal|nicht mehr als) {}",),
        "more than": ("(mehr als|über) {}",),
        "less than": ("(weniger als|unter) {}",),
        "about": ("(etwa|ungefähr|rund|circa|ca.|um die|schätzungsweise|geschätzt) {}",),
        "exactly": ("(genau|insgesamt) {}",),
        "between": ("(zwischen|von) {} (und|bis) {}", "{} bis {}", "{} oder {}"),
    },
)  # fmt: skip

_FR = QuantityWording(
    numbers={
        "zéro": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
        "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    },
    times={"douzaine": 12, "cent|cents": 100, "mille": 1000, "million|millions": 10**6, "milliard|milliards": 10**9, "billion|billions": 10**12},
    plurals={
        "dizaines|des dizaines": 10, "centaines|des centaines": 100, "milliers|des milliers": 1000,
        "dizaines de milliers|des dizaines de milliers": 10**4, "centaines de milliers|des centaines de milliers": 10**5,
        "millions|des millions": 10**6,
    },
    several="plusieurs|quelques",
    percent="pour cent|pourcent",
    units={
        "years": "an|ans|année|années", "months": "mois", "weeks": "semaine|semaines", "days": "jour|jours", "hours": "heure|heures",
        "minutes": "minute|minutes", "seconds": "seconde|secondes",
    },
    joins="et",
    rewrites=(("une dizaine", "environ 10"), ("une vingtaine", "environ 20"), ("une centaine", "environ 100"), ("un millier", "environ 1000"),
              ("pour cent", "pourcent")),
    things="personnes|hommes|femmes|enfants|familles|détenus|prisonniers",
    phrases={
        "nearly": ("(près de|presque) {}",),
        "at least": ("(au moins|au minimum|pas moins de) {}", "{} ou plus"),
        "at most": ("(au plus|jusqu'à|au maximum|pas plus de) {}",),
        "more than": ("plus de {}", "plus d'{}"),
        "less than": ("moins de {}", "moins d'{}"),
        "about": ("(environ|à peu près|autour de|quelque|un nombre estimé à) {}", "environ (de )?{}"),
        "between": ("(entre|de) {} (et|à) {}", "{} (à|ou) {}"),
    },
)  # fmt: skip

_ES = QuantityWording(
    numbers={
        "cero": 0, "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
        "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "doscientos": 200,
        "trescientos": 300, "quinientos": 500,
    },
    times={"docena": 12, "cien|ciento": 100, "mil": 1000, "millón|millones": 10**6, "billón|billones": 10**12},
    plurals={
        "decenas": 10, "docenas": 12, "cientos|centenares|centenas": 100, "miles|millares": 1000, "decenas de miles": 10**4,
        "cientos de miles|centenares de miles": 10**5, "millones": 10**6,
    },
    several="varios|varias|algunos|algunas|unos pocos|unas pocas",
    percent="por ciento",
    units={
        "years": "año|años", "months": "mes|meses", "weeks": "semana|semanas", "days": "día|días", "hours": "hora|horas",
        "minutes": "minuto|minutos", "seconds": "segundo|segundos",
    },
    joins="y",
    rewrites=(("por ciento", "%"),),
    things="personas|hombres|mujeres|niños|familias|detenidos|presos",
    phrases={
        "nearly": ("casi {}",),
        "at least": ("(al menos|por lo menos|como mínimo|no menos de) {}", "{} o más"),
        "at most": ("(como máximo|hasta|a lo sumo|no más de) {}",),
        "more than": ("más de {}",),
        "less than": ("menos de {}",),
        "about": ("(unos|unas|alrededor de|aproximadamente|cerca de|se estima en|un estimado de) {}",),
        "between": ("(entre|de) {} (y|a) {}", "{} (a|o) {}"),
    },
)  # fmt: skip

_TR = QuantityWording(
    numbers={
        "sıfır": 0, "bir": 1, "iki": 2, "üç": 3, "dört": 4, "beş": 5, "altı": 6, "yedi": 7, "sekiz": 8, "dokuz": 9, "on": 10, "yirmi": 20,
        "otuz": 30, "kırk": 40, "elli": 50, "altmış": 60, "yetmiş": 70, "seksen": 80, "doksan": 90,
    },
    times={"düzine": 12, "yüz": 100, "bin": 1000, "milyon|mn": 10**6, "milyar": 10**9},
    plurals={
        "onlarca": 10, "yüzlerce": 100, "binlerce": 1000, "on binlerce": 10**4, "yüz binlerce": 10**5, "milyonlarca": 10**6,
    },
    several="birkaç|birçok",
    percent="yüzde",
    units={
        "years": "yıl|sene", "months": "ay", "weeks": "hafta", "days": "gün",
        "hours": "saat", "minutes": "dakika", "seconds": "saniye",
    },
    things="kişi|kişiden|insan|erkek|kadın|çocuk|aile|tutuklu",
    phrases={
        "percent": ("yüzde {}",),
        "nearly": ("neredeyse {}",),
        "at least": ("en az {}", "{} (veya daha fazla|ve üzeri)"),
        "at most": ("(en fazla|en çok) {}", "{} kadar"),
        "more than": ("{}('den|'dan|'ten|'tan|den|dan|ten|tan)? fazla",),
        "less than": ("{}('den|'dan|'ten|'tan|den|dan|ten|tan)? az",),
        "about": ("(yaklaşık|tahminen|aşağı yukarı) {}", "{} civarında"),
        "between": ("{} (ile|ve) {} arası(nda)?", "{} (veya|ya da) {}"),
    },
)  # fmt: skip

_AR = QuantityWording(
    numbers={
        "صفر": 0, "واحد": 1, "اثنان": 2, "اثنين": 2, "ثلاثة": 3, "ثلاث": 3, "أربعة": 4, "أربع": 4, "خمسة": 5, "خمس": 5, "ستة": 6, "ست": 6,
        "سبعة": 7, "سبع": 7, "ثمانية": 8, "ثماني": 8, "تسعة": 9, "تسع": 9, "عشرة": 10, "عشر": 10, "مئتين": 200, "مئتان": 200, "مائتين": 200,
    },
    times={"مئة|مائة": 100, "ألف|آلاف|ألفا": 1000, "مليون|ملايين|مليونا": 10**6, "مليار|مليارات": 10**9},
    plurals={"عشرات": 10, "مئات|المئات": 100, "آلاف|الآلاف": 1000, "عشرات الآلاف": 10**4, "مئات الآلاف": 10**5, "ملايين|الملايين": 10**6},
    several="عدة|بضع|بضعة",
    percent="بالمئة|بالمائة|في المئة|في المائة",
    units={
        "years": "سنة|سنوات|عام|أعوام|عاما|سنين", "months": "شهر|أشهر|شهور|شهرا", "weeks": "أسبوع|أسابيع|أسبوعا", "days": "يوم|أيام|يوما",
        "hours": "ساعة|ساعات", "minutes": "دقيقة|دقائق", "seconds": "ثانية|ثوان|ثواني",
    },
    rewrites=(
        ("في المئة", "%"), ("في المائة", "%"),
        ("ألفين", "2 ألف"), ("وألفين", "و 2 ألف"), ("مليونين", "2 مليون"), ("ومليونين", "و 2 مليون"),
    ),
    joins="و",
    things="شخص|أشخاص|شخصا|رجل|رجال|امرأة|نساء|طفل|أطفال|معتقل|معتقلين|أسرة|عائلة",
    phrases={
        "at least": ("(على الأقل|ما لا يقل عن) {}", "{} (على الأقل|أو أكثر)"),
        "at most": ("(ما لا يزيد عن|حتى) {}", "{} على الأكثر"),
        "more than": ("(أكثر من|ما يزيد عن) {}",),
        "less than": ("أقل من {}",),
        "about": ("(حوالي|نحو|تقريبا|قرابة|ما يقارب) {}", "{} تقريبا"),
        "between": ("(ما )?بين {} و( )?{}", "(ما )?بين {} إلى {}", "من {} إلى {}"),
    },
)  # fmt: skip

_FA = QuantityWording(
    numbers={
        "صفر": 0, "یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "نه": 9, "ده": 10, "بیست": 20, "سی": 30,
        "چهل": 40, "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90, "دویست": 200, "سیصد": 300, "پانصد": 500,
    },
    times={"صد": 100, "هزار": 1000, "میلیون": 10**6, "میلیارد": 10**9},
    plurals={"ده‌ها": 10, "صدها": 100, "هزاران|هزارها": 1000, "ده‌ها هزار": 10**4, "صدها هزار": 10**5, "میلیون‌ها|میلیونها": 10**6},
    several="چند|چندین",
    percent="درصد|فیصد",
    units={"years": "سال", "months": "ماه", "weeks": "هفته", "days": "روز", "hours": "ساعت", "minutes": "دقیقه", "seconds": "ثانیه"},
    joins="و",
    things="نفر|تن|مرد|زن|کودک|خانواده|زندانی",
    phrases={
        "at least": ("(دست کم|حداقل|دستکم) {}",),
        "at most": ("(حداکثر|تا) {}",),
        "more than": ("(بیش از|بیشتر از) {}",),
        "less than": ("(کمتر از) {}",),
        "about": ("(حدود|تقریبا|نزدیک به) {}",),
        "between": ("(بین|میان) {} (تا|و) {}", "{} تا {}", "{} یا {}"),
    },
)  # fmt: skip

_UG = QuantityWording(
    numbers={"بىر": 1, "ئىككى": 2, "ئۈچ": 3, "تۆت": 4, "بەش": 5, "ئالتە": 6, "يەتتە": 7, "سەككىز": 8, "توققۇز": 9, "ئون": 10, "يىگىرمە": 20},
    times={"يۈز|yüz": 100, "مىڭ|ming": 1000, "مىليون|milyon": 10**6, "مىليارد|milyard": 10**9},
    plurals={"ئونلىغان": 10, "يۈزلىگەن": 100, "مىڭلىغان": 1000, "مىليونلىغان": 10**6},
    several="بىر نەچچە|بىرقانچە",
    percent="پىرسەنت",
    units={
        "years": "يىل", "months": "ئاي", "weeks": "ھەپتە", "days": "كۈن",
        "hours": "سائەت", "minutes": "مىنۇت", "seconds": "سېكۇنت|سېكۇند",
    },
    things="ئادەم|كىشى|ئائىلە|نەپەر",
    phrases={
        "at least": ("(كەم دېگەندە|ئەڭ ئاز) {}",),
        "about": ("(تەخمىنەن) {}", "{} ئەتراپىدا"),
        "more than": ("{} (دىن|تىن) (كۆپ|ئارتۇق)", "{} (دىن|تىن) (كۆپرەك)"),
        "between": ("{} (بىلەن) {} (ئارىسىدا)", "{} (ياكى) {}"),
    },
)  # fmt: skip

_KK = QuantityWording(
    numbers={
        "бір": 1,
        "екі": 2,
        "үш": 3,
        "төрт": 4,
        "бес": 5,
        "алты": 6,
        "жеті": 7,
        "сегіз": 8,
        "тоғыз": 9,
        "он": 10,
        "жиырма": 20,
    },
    times={"жүз": 100, "мың": 1000, "миллион|млн": 10**6, "миллиард|млрд": 10**9},
    plurals={
        "ондаған": 10,
        "жүздеген": 100,
        "мыңдаған": 1000,
        "ондаған мың": 10**4,
        "жүздеген мың": 10**5,
        "миллиондаған": 10**6,
    },
    several="бірнеше",
    percent="пайыз",
    units={
        "years": "жыл",
        "months": "ай",
        "weeks": "апта",
        "days": "күн",
        "hours": "сағат",
        "minutes": "минут",
        "seconds": "секунд",
    },
    things="адам|кісі|отбасы|бала",
    phrases={
        "at least": ("(кемінде|ең кемі) {}",),
        "about": ("(шамамен) {}", "{} шамасында"),
        "more than": ("{}(-)?(нан|нен|дан|ден|тан|тен)? (астам|артық|көп)",),
        "between": ("{} немесе {}",),
    },
)

_KY = QuantityWording(
    numbers={
        "бир": 1,
        "эки": 2,
        "үч": 3,
        "төрт": 4,
        "беш": 5,
        "алты": 6,
        "жети": 7,
        "сегиз": 8,
        "тогуз": 9,
        "он": 10,
        "жыйырма": 20,
    },
    times={"жүз": 100, "миң": 1000, "миллион|млн": 10**6, "миллиард|млрд": 10**9},
    plurals={"ондогон": 10, "жүздөгөн": 100, "миңдеген": 1000, "миллиондогон": 10**6},
    several="бир нече",
    percent="пайыз",
    units={
        "years": "жыл",
        "months": "ай",
        "weeks": "апта|жума",
        "days": "күн",
        "hours": "саат",
        "minutes": "мүнөт",
        "seconds": "секунд",
    },
    things="адам|киши|үй-бүлө|бала",
    phrases={
        "at least": ("(кеминде|эң аз) {}",),
        "about": ("(болжол менен|болжолдуу) {}",),
        "more than": ("{}(-)?(дон|ден|дан|дөн|тон|тен|тан)? (ашык|ашуун|көп)",),
        "between": ("{} же {}",),
    },
)

_UZ = QuantityWording(
    numbers={
        "bir": 1, "ikki": 2, "uch": 3, "to'rt": 4, "besh": 5, "olti": 6, "yetti": 7, "sakkiz": 8, "to'qqiz": 9, "o'n": 10, "yigirma": 20,
        "бир": 1, "икки": 2, "уч": 3, "тўрт": 4, "беш": 5, "олти": 6, "етти": 7, "саккиз": 8, "тўққиз": 9, "ўн": 10,
    },
    times={"yuz|юз": 100, "ming|минг": 1000, "million|mln|миллион|млн": 10**6, "milliard|mlrd|миллиард|млрд": 10**9},
    plurals={"o'nlab|ўнлаб": 10, "yuzlab|юзлаб": 100, "minglab|минглаб": 1000, "millionlab|миллионлаб": 10**6},
    several="bir necha|бир неча",
    percent="foiz|фоиз",
    units={
        "years": "yil|йил", "months": "oy|ой", "weeks": "hafta|ҳафта", "days": "kun|кун",
        "hours": "soat|соат", "minutes": "daqiqa|дақиқа", "seconds": "soniya|сония|sekund|секунд",
    },
    things="kishi|odam|nafar|oila|киши|одам|нафар",
    phrases={
        "at least": ("(kamida|камида) {}",),
        "about": ("(taxminan|тахминан) {}", "{} (atrofida|атрофида)"),
        "more than": ("{}(-)?(dan|дан)? (ortiq|ko'p|ортиқ|кўп)",),
        "between": ("{} (yoki|ёки) {}",),
    },
)  # fmt: skip

WORDINGS: Final = {
    "en": _EN,
    "ru": _RU,
    "zh": _ZH,
    "de": _DE,
    "fr": _FR,
    "es": _ES,
    "tr": _TR,
    "ar": _AR,
    "fa": _FA,
    "ug": _UG,
    "kk": _KK,
    "ky": _KY,
    "uz": _UZ,
}

# What multiplies a number in any language, so that it is never taken for what is counted in another.
MULTIPLIERS: Final = frozenset(
    word for wording in WORDINGS.values() for words in (wording.multipliers, wording.many) for word in words
)
