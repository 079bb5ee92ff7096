"""How well and how fast `amanet.names.find` finds: recall, false hits per 10,000 words, seconds for 40,000 names in 6 million characters.

    python bench/names_find.py [--names 40000] [--characters 6000000] [--seeds 20 21 22] [--words FILE]

The texts are made here, of invented people and of words and endings written down below: nothing is read from elsewhere. A person's name stands in
the list in one script and is planted in every script, in the spellings, orders, endings and line breaks of `Planter`. The tests use the same maker.
Thresholds were fitted on seeds 0 to 7: ask for others. A hit of any name of the list counts as false where it touches no mention of anybody.

The text that time is measured with has words of eight languages and, with `--words`, of the lines of a file in new order; one word in five is
spliced from two. How many different words it has is printed: time goes by those and by their different pairs, not by how long the text is.
"""

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import TypeVar

from amanet.names.finding import Hit, NameFinder

_Result = TypeVar("_Result")
SCRIPTS = ("Latin", "Arabic", "Cyrillic", "Han")
# Parts of names: Latin spellings, Arabic script, Cyrillic, Han. People made of them are invented.
GIVEN = """
Memet Mehmet Mämät|مەمەت|Мемет Мәмәт|买买提
Muyesser Muyässär Müyesser|مۇيەسسەر|Муйессер Муйәссәр|木耶赛尔
Abdurehim Abdurahim Abdurrehim|ئابدۇرېھىم عبدالرحيم|Абдурехим Абдурахим|阿卜杜热依木
Gulnar Gülnar Gulnaar|گۈلنار|Гульнар Гүлнар|古丽娜尔
Aygul Aygül Aigul|ئايگۈل|Айгуль Айгүл|阿依古丽
Erkin Ärkin|ئەركىن|Эркин Әркин|艾尔肯
Dilshat Dilşat Dilxat|دىلشات|Дильшат Дилшат|迪力夏提
Patigul Patigül|پاتىگۈل|Патигуль|帕提古丽
Ablikim Ablekim|ئابلىكىم|Абликим Аблеким|阿布力克木
Rozigul Rozigül|روزىگۈل|Розигуль|肉孜古丽
Nurmemet Nurmuhammet|نۇرمەمەت نۇرمۇھەممەت|Нурмемет|努尔买买提
Zulpiqar Zulfikar|زۇلپىقار|Зульфикар Зулпиқар|祖力皮卡尔
Qurban Kurban|قۇربان قربان|Курбан Қурбан|库尔班
Ayshem Ayshäm|ئايشەم|Айшем|阿依夏木
Ekber Äkbär Akbar|ئەكبەر اكبر|Экбер Акбар|艾克拜尔
Halmurat Xalmurat|خالمۇرات|Халмурат|哈力木拉提
Mihray Mihrai|مىھراي|Михрай|米日阿依
Yusup Yüsüp Yusuf|يۈسۈپ يوسف|Юсуп Юсуф|玉素甫
Ibrahim Ibraim|ئىبراھىم ابراهيم|Ибрагим Ибрахим|伊布拉音
Hesen Hasan|ھەسەن حسن|Хасан Һәсән|艾山
Omer Ömer Omar|ئۆمەر عمر|Омер Омар|吾买尔
Tursungul Tursungül|تۇرسۇنگۈل|Турсунгуль|吐尔逊古丽
Memtimin Mämtimin|مەمتىمىن|Мемтимин|麦麦提敏
Serikbek Serykbek|سەرىكبەك|Серикбек|塞里克别克
Aliya Alija|ئالىيە علياء|Алия|阿丽娅
Bolat Bolot|بولات|Болат|波拉提
Marzhan Marjan|مارجان|Маржан|马尔江
Khalid Chalid|خالد|Халид|哈立德
Samira Samirah|سميرة|Самира|萨米拉
Mustafa Moustafa|مۇستافا مصطفى|Мустафа|穆斯塔法
Fatima Fatimah Fatma|فاطمة پاتىمە|Фатима|法蒂玛
Leyla Layla Leila|لەيلا ليلى|Лейла|莱拉
Selim Salim|سېلىم سليم|Селим Салим|萨利姆
Karina Carina|كارىنا كارينا|Карина|卡丽娜
Viktor Victor|ۋىكتور فيكتور|Виктор|维克托
Oksana Oxana|ئوكسانا أوكسانا|Оксана|奥克萨娜
Martin Martín|مارتىن مارتن|Мартин|马丁
Helena Hélena|ھېلېنا هيلينا|Хелена|海伦娜
"""
FAMILY = """
Tursun Toursoun|تۇرسۇن تورسون|Турсун|吐尔逊
Ablimit Ablemit|ئابلىمىت|Аблимит|阿布力米提
Hashim Haşim Xashim|ھاشىم هاشم|Хашим|哈西木
Sulayman Süleyman Suleiman|سۇلايمان سليمان|Сулайман Сулейман|苏莱曼
Kerimov Karimov|كەرىموف كريموف|Каримов Керимов|卡里莫夫
Abdulla Abdullah|ئابدۇللا عبدالله|Абдулла|阿卜杜拉
Niyaz Niaz|نىياز نياز|Нияз|尼亚孜
Osman Othman|ئوسمان عثمان|Осман|奥斯曼
Rozi Rozy|روزى|Рози|肉孜
Barat Barât|بارات|Барат|巴拉提
Mutellip Mutallip|مۇتەللىپ|Мутеллип|木塔力甫
Turghun Turgun|تۇرغۇن|Тургун Турғун|吐尔洪
Seydulla Saydulla|سەيدۇللا|Сейдулла|赛都拉
Ghopur Gopur|غوپۇر غفور|Гопур|吾甫尔
Yasin Yassin|ياسىن ياسين|Ясин|亚森
Emet Ämät|ئەمەت|Эмет|艾买提
Sadir Sadır|سادىر|Садир|萨迪尔
Iminjan Iminzhan|ئىمىنجان|Иминжан Иминджан|依明江
Zhumabek Jumabek|جۇمابەك|Жумабек|朱马别克
Nurlanov Nourlanov|نۇرلانوف|Нурланов|努尔兰诺夫
Satybaldiev Satybaldiyev|ساتىبالدىيېف|Сатыбалдиев|萨特巴尔迪耶夫
Mansour Mansur|مەنسۇر منصور|Мансур|曼苏尔
Haddad Hadad|حداد|Хаддад|哈达德
Yilmaz Yılmaz|يىلماز يلماز|Йылмаз|耶尔马兹
Demir Démir|دەمىر ديمير|Демир|德米尔
Ivanenko Iwanenko|ئىۋانېنكو إيفانينكو|Иваненко|伊万年科
Petrosyan Petrossian|پېتروسيان بتروسيان|Петросян|彼得罗相
Sommer Somer|سوممېر زومر|Зоммер Соммер|索默
Lindberg Lindbergh|لىندبېرگ ليندبرغ|Линдберг|林德贝里
Marchetti Marketti|ماركېتتى ماركيتي|Маркетти|马尔凯蒂
"""
WORDS = {
    "English": """
        the a of and to in was for on that he she they had with from at by were not be this have which his her
        their as it but one two three after before when where who what night morning day week month year police
        officer guard room door window house road market school station camp village city town street family
        father mother brother sister son daughter child people man woman neighbour friend came went took said
        told asked heard saw left returned waited called called wrote read found lost kept gave brought opened
        closed beaten held released detained questioned taken moved seen again never always often later early
        first last only same other many few some phone letter paper photo car bus train border hospital office
        winter summer water bread tea money work field factory cotton river mountain bridge prison cell court
        judge lawyer sentence years charge reason answer question silence fear hope news list number
    """,
    "Turkish": """
        ve bir bu da de için ile çok sonra önce gece sabah gün hafta ay yıl polis memur oda kapı pencere ev yol
        çarşı okul karakol kamp köy şehir sokak aile baba anne kardeş oğul kız çocuk insan adam kadın komşu
        arkadaş geldi gitti aldı söyledi sordu duydu gördü kaldı döndü bekledi aradı yazdı okudu buldu verdi
        getirdi açtı kapattı tutuldu bırakıldı götürüldü yine hiç her zaman erken ilk son başka bazı telefon
        mektup kağıt araba otobüs sınır hastane kış yaz su ekmek çay para iş tarla fabrika nehir dağ köprü
        hapishane mahkeme hakim avukat ceza neden cevap soru
    """,
    "Uyghur": """
        we bir bu u shu bilen uchun kéyin burun kéche etigen kün hepte ay yil saqchi öy ishik derize yol bazar
        mektep lager kent sheher kocha aile dada ana aka uka acha singil oghul qiz bala adem ayal xoshna dost
        keldi ketti aldi dédi soridi anglidi kördi qaldi qaytti kütti chaqirdi yazdi oqudi tapti berdi ekeldi
        achti yapti tutuldi qoyup bérildi yene héch herqachan awwal bashqa bezi téléfon xet qeghez resim mashina
        chégra doxturxana qish yaz su nan chay pul ish étiz zawut derya tagh köwrük türme sot sotchi adwokat
        jaza sewep jawab soal xewer tizimlik
    """,
    "Russian": """
        и в на не что он она они с по из за был была были это как но после перед когда где кто ночь утро день
        неделя месяц год полиция охранник комната дверь окно дом дорога рынок школа станция лагерь деревня город
        улица семья отец мать брат сестра сын дочь ребенок люди человек женщина сосед друг пришел ушел взял
        сказал спросил слышал видел остался вернулся ждал позвонил написал прочитал нашел дал принес открыл
        закрыл держали отпустили задержали увезли снова никогда всегда часто рано первый последний другой многие
        телефон письмо бумага машина граница больница зима лето вода хлеб чай деньги работа поле завод река гора
        мост тюрьма суд судья адвокат срок причина ответ вопрос новость список
    """,
    "Kazakh": """
        және бір бұл ол мен үшін кейін бұрын түн таң күн апта ай жыл полиция бөлме есік терезе үй жол базар
        мектеп лагерь ауыл қала көше отбасы әке ана аға іні апа қарындас ұл қыз бала адам әйел көрші дос келді
        кетті алды деді сұрады естіді көрді қалды қайтты күтті жазды оқыды тапты берді әкелді ашты жапты ұсталды
        босатылды тағы ешқашан әрқашан бірінші соңғы басқа кейбір хат қағаз көлік шекара аурухана қыс жаз су нан
        шай ақша жұмыс егістік зауыт өзен тау көпір түрме сот адвокат жаза себеп жауап сұрақ хабар тізім
    """,
    "Uyghur in Arabic script": """
        ۋە بىر بۇ ئۇ شۇ بىلەن ئۈچۈن كېيىن بۇرۇن كېچە ئەتىگەن كۈن ھەپتە ئاي يىل ساقچى ئۆي ئىشىك دېرىزە يول بازار
        مەكتەپ لاگېر كەنت شەھەر كوچا ئائىلە دادا ئانا ئاكا ئۇكا ئاچا سىڭىل ئوغۇل قىز بالا ئادەم ئايال خوشنا دوست
        كەلدى كەتتى ئالدى دېدى سورىدى ئاڭلىدى كۆردى قالدى قايتتى كۈتتى يازدى ئوقۇدى تاپتى بەردى ئەكەلدى ئاچتى
        ياپتى تۇتۇلدى يەنە ھېچ ئاۋۋال باشقا بەزى تېلېفون خەت قەغەز رەسىم ماشىنا چېگرا دوختۇرخانا قىش ياز سۇ نان
        چاي پۇل ئىش ئېتىز زاۋۇت دەريا تاغ كۆۋرۈك تۈرمە سوت سوتچى ئادۋوكات جازا سەۋەب جاۋاب سوئال خەۋەر تىزىملىك
    """,
    "Arabic": """
        في من على إلى عن مع هذا هذه كان كانت لم لا ما هو هي هم بعد قبل عندما حيث الليل الصباح يوم أسبوع شهر سنة
        الشرطة الحارس غرفة باب نافذة بيت طريق سوق مدرسة محطة معسكر قرية مدينة شارع عائلة أب أم أخ أخت ابن بنت
        طفل ناس رجل امرأة جار صديق جاء ذهب أخذ قال سأل سمع رأى بقي عاد انتظر اتصل كتب قرأ وجد أعطى أحضر فتح أغلق
        احتجز أفرج مرة أبدا دائما مبكرا أول آخر بعض هاتف رسالة ورقة صورة سيارة حدود مستشفى شتاء صيف ماء خبز شاي
        مال عمل حقل مصنع نهر جبل جسر سجن محكمة قاضي محامي حكم سبب جواب سؤال خبر قائمة
    """,
    "Chinese": """
        的 了 在 是 我 他 她 们 这 那 有 不 和 也 就 都 说 要 去 到 看见 警察 晚上 早上 今天
        昨天 一个 星期 月 年 房间 门口 窗户 家里 路上 市场 学校 车站 营地 村子 城市 街道 父亲 母亲
        哥哥 弟弟 姐姐 妹妹 儿子 女儿 孩子 男人 女人 邻居 朋友 来了 走了 带走 告诉 问 听见 留下 回来
        等待 打电话 写信 读 找到 给 拿来 打开 关上 被捕 释放 再次 从来 经常 后来 第一 最后 其他 许多
        电话 信件 照片 汽车 边境 医院 冬天 夏天 水 面包 茶 钱 工作 田地 工厂 棉花 河 山 桥 监狱 法院
        法官 律师 判刑 原因 回答 问题 消息 名单 没有人 知道 因为 所以 但是 如果 已经 可能 应该 开始
        时候 地方 事情 东西 生活 国家 政府 中心 学习 培训 干部 登记 身份证
    """,
}  # fmt: skip
SCRIPT_OF = {
    "English": "Latin", "Turkish": "Latin", "Uyghur": "Latin", "Russian": "Cyrillic", "Kazakh": "Cyrillic",
    "Uyghur in Arabic script": "Arabic", "Arabic": "Arabic", "Chinese": "Han",
}  # fmt: skip
ENDINGS = {
    "English": ["'s", "’s"],
    "Turkish": ["'ın", "'nin", "'de", "'dan", "'a", "lar"],
    "Uyghur": ["ning", "ni", "gha", "din", "da", "lar", "mu", "-ning", "ning"],
    "Kazakh": ["ның", "ге", "ді", "дан", "мен", "да"],
    "Uyghur in Arabic script": ["نىڭ", "نى", "غا", "دىن", "دا", "لار", "مۇ"],
}
ORDINARY_ENDINGS = {
    "English": ["s", "ed", "ing", "er", "ly"], "Turkish": ["lar", "da", "dan", "ın", "a", "ı", "larda", "lık", "ım", "sı"],
    "Uyghur": ["ning", "ni", "gha", "da", "din", "lar", "lirim", "imiz", "si", "mu"],
    "Russian": ["а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "ный", "ский"],
    "Kazakh": ["ның", "ға", "ды", "да", "дан", "лар", "ымыз", "сы", "лық", "мен"],
    "Uyghur in Arabic script": ["نىڭ", "نى", "غا", "دا", "دىن", "لار", "ىمىز", "سى", "مۇ"],
    "Arabic": ["ه", "ها", "هم", "نا", "ات", "ون", "ين", "ي"], "Chinese": [""],
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """An invented person: the writings of given and family name, by script."""

    given: dict[str, list[str]]
    family: dict[str, list[str]]

    def name(self, script: str, of: random.Random) -> str:
        """As a list would hold it."""
        between = "·" if script == "Han" else " "
        return of.choice(self.given[script]) + between + of.choice(self.family[script])


@dataclass(frozen=True)
class Planted:
    start: int
    end: int
    person: int
    kind: str


@dataclass(frozen=True)
class Material:
    text: str
    planted: list[Planted]
    words: int


def people(count: int, of: random.Random) -> list[Person]:
    """Invented, each with another pair of names, as long as there are."""
    pairs = [(given, family) for given in _rows(GIVEN) for family in _rows(FAMILY)]
    of.shuffle(pairs)
    return [Person(*pairs[index % len(pairs)]) for index in range(count)]


def _rows(table: str) -> list[dict[str, list[str]]]:
    return [
        dict(zip(SCRIPTS, (column.split() for column in line.split("|")), strict=True))
        for line in table.strip().splitlines()
    ]


class Planter:
    """Makes running text of ordinary words and plants forms of names in it."""

    def __init__(self, of: random.Random) -> None:
        self._of = of
        self._words = {
            language: _forms(words.split(), ORDINARY_ENDINGS[language]) for language, words in WORDS.items()
        }

    def ordinary(self, language: str, count: int) -> str:
        words = [self._word(language) for _ in range(count)]
        if language == "Chinese":
            return "".join(word + ("，" if self._of.random() < 0.1 else "") for word in words)
        if language in ("English", "Russian", "Turkish") and words:
            words[0] = words[0].capitalize()
        return "".join(word + self._of.choice((" ", " ", " ", " ", " ", ", ", "\n")) for word in words)

    def sentences(self, language: str, count: int) -> str:
        """Ordinary words in sentences of a dozen, with a capital where the language of these texts has one."""
        return "".join(self.ordinary(language, 12) + ".\n" for _ in range(count // 12))

    def _word(self, language: str) -> str:
        words = self._words[language]
        return words[min(int(self._of.paretovariate(0.4)) - 1, self._of.randrange(len(words)))]

    def spliced(self, language: str) -> str:
        """A rare word: the beginning of one and the end of another."""
        one, other = self._of.choice(self._words[language]), self._of.choice(self._words[language])
        return one[: max(2, len(one) // 2) + 1] + other[len(other) // 2 :]

    def text(self, known: Sequence[Person], mentions: int, *, words_between: int = 12) -> Material:
        """Each mention in a language of its own, after and before ordinary words of that language."""
        pieces: list[str] = []
        planted = []
        length = count = 0
        for _ in range(mentions):
            language = self._of.choice(list(WORDS))
            person = self._of.randrange(len(known))
            before = self.ordinary(language, self._of.randint(2, words_between))
            form, kind = self.form(known[person], language)
            after = (
                ("" if language == "Chinese" else " ")
                + self.ordinary(language, self._of.randint(2, words_between))
                + ".\n"
            )
            start = length + len(before)
            planted.append(Planted(start, start + len(form), person, kind))
            pieces += [before, form, after]
            length += len(before) + len(form) + len(after)
            count += (
                len(before.split()) + len(after.split())
                if language != "Chinese"
                else (len(before) + len(after)) // 2
            )
        return Material("".join(pieces), planted, count)

    def form(self, person: Person, language: str) -> tuple[str, str]:
        """One writing of the whole name as it may stand in a text of that language, and what was done to it."""
        script, of = SCRIPT_OF[language], self._of
        parts = [of.choice(person.given[script]), of.choice(person.family[script])]
        kind = of.choice(("plain", "plain", "turned", "inflected", "inflected", "broken", "disguised"))
        if script == "Han":
            return of.choice(("·", "·", "")).join(parts), "plain"
        if kind == "turned":
            return of.choice((" ", ", ")).join(reversed(parts)), kind
        if kind == "inflected":
            return self._inflected(parts, language), kind
        if kind == "broken":
            return self._broken(parts), kind
        if kind == "disguised":
            return of.choice(("\u00a0", " \u200f", "  ", "\t", " \u202b")).join(parts), kind
        return " ".join(parts), kind

    def _inflected(self, parts: list[str], language: str) -> str:
        if language == "Russian":
            return " ".join(_in_russian_case(part, self._of) for part in parts)
        if language == "Arabic":
            return self._of.choice("وبل") + " ".join(parts)
        return " ".join(parts) + self._of.choice(ENDINGS[language])

    def _broken(self, parts: list[str]) -> str:
        if self._of.random() < 0.5 or parts[1][0] > "\u0600":
            return parts[0] + self._of.choice(("\n", "\r\n", " \n  ")) + parts[1]
        cut = self._of.randint(2, len(parts[1]) - 2)
        return f"{parts[0]} {parts[1][:cut]}-\n{parts[1][cut:]}"


def _forms(words: list[str], endings: list[str]) -> list[str]:
    """The words themselves, the commonest first, and then with endings."""
    return words + [word + ending for ending in endings for word in words if len(word) > 3]


def _in_russian_case(part: str, of: random.Random) -> str:
    if part[-1] in "ая":
        soft = part[-1] == "я"
        return part[:-1] + of.choice(("и", "ю", "ей") if soft else ("ы", "у", "ой", "е"))
    if part[-1] in "ьй":
        return part[:-1] + of.choice("яюе")
    return part + of.choice(("а", "у", "ом", "е")) if part[-1] not in "иоуыэе" else part


@dataclass(frozen=True)
class Outcome:
    found: int
    planted: int
    false: int
    words: int
    missed: tuple[tuple[str, str], ...]

    @property
    def recall(self) -> float:
        return self.found / max(self.planted, 1)

    @property
    def false_per_10_000(self) -> float:
        return 10_000 * self.false / max(self.words, 1)


def judged(material: Material, names: Sequence[str], hits: Iterable[Hit]) -> Outcome:
    """A mention is found if a hit of its name covers nine tenths of it. A hit is false if it touches no mention of anybody."""
    by_name: dict[int, list[Hit]] = {}
    hits = list(hits)
    for hit in hits:
        by_name.setdefault(hit.name, []).append(hit)
    missed = []
    for planted in material.planted:
        size = planted.end - planted.start
        covered = (
            min(hit.end, planted.end) - max(hit.start, planted.start)
            for hit in by_name.get(planted.person, ())
        )
        if not any(length >= 0.9 * size for length in covered):
            missed.append((names[planted.person], material.text[planted.start : planted.end]))
    inside = [False] * (len(material.text) + 1)
    for planted in material.planted:
        inside[planted.start : planted.end] = [True] * (planted.end - planted.start)
    false = sum(not any(inside[hit.start : hit.end]) for hit in hits)
    total = len(material.planted)
    return Outcome(total - len(missed), total, false, material.words, tuple(missed))


# --- what is printed


def filler_names(count: int, of: random.Random) -> list[str]:
    """Names of nobody, made of syllables, so that a list can be as long as wanted."""
    parts = {script: [_made_part(script, of) for _ in range(4000)] for script in _SYLLABLES}
    scripts = list(_SYLLABLES)
    chosen = (of.choice(scripts) for _ in range(count))
    return [f"{of.choice(parts[script])} {of.choice(parts[script])}" for script in chosen]


def _made_part(script: str, of: random.Random) -> str:
    begins, vowels, ends = (letters.split() for letters in _SYLLABLES[script])
    syllables = (
        of.choice(begins) + of.choice(vowels) + of.choice([*ends, "", ""])
        for _ in range(of.choice((2, 2, 3, 3)))
    )
    return "".join(syllables).capitalize()


_SYLLABLES = {
    "Latin": ("b d g k l m n r s t y sh q z h", "a e i u o ay", "n r l t m"),
    "Cyrillic": ("б д г к л м н р с т ш з х", "а е и у о", "н р л т м"),
    "Arabic": ("ب د گ ك ل م ن ر س ت ش ق ز ھ", "ا ە ى ۇ و", "ن ر ل ت م"),
}


def long_text(characters: int, names: Sequence[str], of: random.Random, lines: Sequence[str] = ()) -> str:
    """Ordinary words in all languages, one in five of them spliced from two, and now and then a name."""
    planter = Planter(of)
    pieces, length = [], 0
    while length < characters:
        language = of.choice(list(WORDS))
        piece = planter.ordinary(language, 60)
        if lines and language == "English":
            piece = " ".join(of.choice(lines) for _ in range(60))
        if language != "Chinese":
            words = [word if of.random() < 0.8 else planter.spliced(language) for word in piece.split()]
            piece = " ".join(words) + (" " + of.choice(names) if of.random() < 0.1 else "")
        pieces.append(piece)
        length += len(piece) + 1
    return "\n".join(pieces)[:characters]


def main() -> None:
    parser = argparse.ArgumentParser(description="recall, false hits and speed of amanet.names.find")
    parser.add_argument("--names", type=int, default=40_000)
    parser.add_argument("--characters", type=int, default=6_000_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[20, 21, 22])
    parser.add_argument("--words", type=Path, help="a text whose lines the text for speed is made of, too")
    chosen = parser.parse_args()
    print("goals: recall ≥ .97, false hits < 1 in 10,000 words, 40,000 names in 6,000,000 characters ≤ 1 s")
    for count in (1000, chosen.names):
        for seed in chosen.seeds:
            _print_quality(count, seed)
    lines = chosen.words.read_text("utf-8", "replace").splitlines() if chosen.words else []
    _print_speed(chosen.names, chosen.characters, chosen.seeds[0], lines)


def _print_quality(count: int, seed: int) -> None:
    of = random.Random(seed)
    known = people(min(count, 1000), of)
    names = [person.name(of.choice(SCRIPTS), of) for person in known]
    finder, before = _timed(lambda: NameFinder(names + filler_names(count - len(names), of)))
    planter = Planter(of)
    material = planter.text(known, 3000)
    hits, during = _timed(lambda: finder.find(material.text))
    outcome = judged(material, names, hits)
    plain = sum(len(finder.find(planter.sentences(language, 10_000))) for language in WORDS)
    chat = sum(len(finder.find(planter.ordinary(language, 10_000))) for language in WORDS)
    print(f"{count:,} names, seed {seed}: recall {outcome.recall:.3f}", end="")
    print(f", false hits per 10,000 words {outcome.false_per_10_000:.2f}", end="")
    print(f" (in text without names {plain / len(WORDS):.2f}", end="")
    print(f", without names and capitals {chat / len(WORDS):.2f})", end="")
    print(f", preparation {before:.1f} s, {len(material.text):,} characters in {during:.1f} s")
    _print_scripts(material, names, outcome)


def _print_scripts(material: Material, names: Sequence[str], outcome: Outcome) -> None:
    """Recall by the script of the name in the list and of its form in the text."""
    planted = Counter(
        (_script(names[each.person]), _script(material.text[each.start : each.end]))
        for each in material.planted
    )
    missed = Counter((_script(name), _script(form)) for name, form in outcome.missed)
    rows = (
        f"{one}→{other} {1 - missed[one, other] / total:.2f}"
        for (one, other), total in sorted(planted.items())
    )
    print("  ", ", ".join(rows))


def _script(text: str) -> str:
    code = ord(text.strip()[-1])
    return (
        "Arabic"
        if 0x600 <= code < 0x780
        else "Cyrillic"
        if 0x400 <= code < 0x530
        else "Han"
        if code > 0x3000
        else "Latin"
    )


def _print_speed(count: int, characters: int, seed: int, lines: Sequence[str]) -> None:
    of = random.Random(seed)
    names = filler_names(count, of)
    text = long_text(characters, names, of, lines)
    finder, before = _timed(lambda: NameFinder(names))
    words = text.split()
    print(f"preparation of {count:,} names: {before:.1f} s")
    print(f"text of {len(text):,} characters, {len(words):,} words, {len(set(words)):,} different", end="")
    print(f", {len(set(pairwise(words))):,} different pairs")
    finder.find(text[:20_000])
    ours = min(_timed(lambda: finder.find(text))[1] for _ in range(2))
    peer = _timed(lambda: _by_words(text, names))[1]
    fuzzy = _timed(lambda: _by_rapidfuzz(text[: characters // 600], names[: count // 40]))[1] * 600 * 40
    print(f"find: {ours:.2f} s of the processor, the lesser of two (goal 1)")
    print(f"  exact search of word pairs in a set, no folding: {peer:.2f} s; ratio {ours / peer:.2f}")
    print(
        f"  rapidfuzz over windows of two words, one script, reckoned from a sample: {fuzzy:,.0f} s", end=""
    )
    print(f"; ratio {ours / fuzzy:.6f}")


def _timed(work: Callable[[], _Result]) -> tuple[_Result, float]:
    """What the work gives, and the seconds of the processor it takes."""
    before = process_time()
    result = work()
    return result, process_time() - before


def _by_words(text: str, names: Sequence[str]) -> int:
    """The least a peer can do: every two words, looked up."""
    wanted = set(names)
    words = text.split()
    return sum(f"{one} {other}" in wanted for one, other in pairwise(words))


def _by_rapidfuzz(text: str, names: Sequence[str]) -> int:
    from rapidfuzz import fuzz, process

    windows = [f"{one} {other}" for one, other in pairwise(text.split())]
    found = process.cdist(windows, names, scorer=fuzz.ratio, score_cutoff=85)
    return int((found > 0).sum())


if __name__ == "__main__":
    main()
