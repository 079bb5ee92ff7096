"""Words that tell the parts of a transcript apart, in the languages that transcripts come to us in.

They only ever decide what a line *is* (a field of a form, a note, a date), never who somebody is. All are casefolded. Lists of this
kind have no end; what is missing costs a mark or an oddity, never a word of the text.
"""

from typing import Final

__all__ = [
    "ACTIONS",
    "FIELDS",
    "MONTHS",
    "NO_PLACES",
    "PARTS",
    "ROLES",
    "SAID",
    "SMALL_WITHIN",
    "SPEAKING_AFTER",
    "SPEAKING_BEFORE",
    "SPEAKING_VERBS",
    "STARTS_AN_INSERTION",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(" ".join(word.split()) for word in text.split("|"))


# What a form says before a colon. None of these speaks, however often it is repeated.
FIELDS: Final = _words(
    "note|notes|nb|n.b.|ps|p.s.|warning|caution|attention|important|remember|example|update|correction|editor's note|"
    "editor’s note|translator's note|translator’s note|source|sources|date|time|place|location|venue|title|subject|topic|"
    "duration|length|language|languages|participants|present|persons present|from|to|sent|received|cc|bcc|re|fwd|type|"
    "attachment|attachments|url|link|http|https|www|email|e-mail|tel|phone|address|transcript|transcription|transcribed by|"
    "translated by|recorded|recording|recorded by|file|file name|page|number|case|case number|id|code|name|full name|surname|"
    "first name|age|sex|gender|birth|born|date of birth|place of birth|village|city|town|region|district|country|nationality|"
    "occupation|profession|contents|summary|keywords|credits|copyright|produced by|directed by|written by|edited by|"
    "photo|photos|photograph|video|image|caption|result|conclusion|message-id|content-type|mime-version|reply-to|"
    "примечание|внимание|источник|дата|время|место|тема|язык|участники|присутствуют|продолжительность|файл|страница|номер|"
    "имя|фамилия|возраст|пол|адрес|телефон|фото|видео|ескерту|күні|уақыты|орны|тақырыбы|тілі|"
    "注|注意|日期|时间|地点|来源|主题|语言|时长|姓名|年龄|性别|地址|电话|图片|视频|备注|摘要|"
    "ملاحظة|التاريخ|الوقت|المكان|المصدر|الموضوع|اللغة|الاسم|العمر|ئىزاھات|چېسلا|ۋاقىت|ئورۇن|مەنبە|"
    "not|tarih|saat|yer|kaynak|konu|dil|hinweis|datum|zeit|ort|quelle|thema|sprache|lieu|durée|sujet|langue|"
    "nota|fecha|hora|lugar|fuente|tema|idioma|izoh|sana|vaqt|joy|manba"
)
# "He said:" begins what somebody else said, inside a turn. Only where a script has no capitals to tell it by.
SAID: Final = _words(
    "قال|قالت|وقال|وقالت|قالوا|فقال|فقالت|يقول|تقول|قلت|قلت له|گفت|گفتند|گفتم|می گفت|دېدى|دەيدۇ|دېدىم|دېدى ئۇ|"
    "他说|她说|我说|他问|她问|我问|他们说|她们说|我们说|有人说|说|问|答道|他說|她說|我說|他問|她問|他们问|他回答|她回答|例如|比如|如下"
)
# Who may be written in small letters and still be a speaker.
ROLES: Final = _words(
    "q|a|question|answer|interviewer|interviewee|respondent|narrator|translator|interpreter|moderator|host|guest|reporter|"
    "presenter|journalist|witness|speaker|judge|prosecutor|lawyer|counsel|defendant|doctor|man|woman|boy|girl|voice|child|"
    "вопрос|ответ|интервьюер|респондент|ведущий|ведущая|переводчик|переводчица|свидетель|диктор|корреспондент|судья|прокурор|"
    "адвокат|голос|сұрақ|жауап|аудармашы|журналист|суроо|жооп|котормочу|savol|javob|tarjimon|jurnalist|سوئال|جاۋاب|تەرجىمان|"
    "мухбир|مۇخبىر|سؤال|جواب|المترجم|المحاور|الراوي|پرسش|پاسخ|مترجم|مصاحبه کننده|问|答|记者|主持人|翻译|旁白|采访者|受访者|证人|"
    "soru|cevap|sunucu|çevirmen|tercüman|tanık|frage|antwort|interviewerin|dolmetscher|dolmetscherin|erzähler|"
    "réponse|intervieweur|interprète|narrateur|narratrice|témoin|pregunta|respuesta|entrevistador|entrevistadora|intérprete|"
    "narrador|narradora|testigo"
)
# What transcribers write in brackets for what is heard or seen and not said, one word each.
ACTIONS: Final = _words(
    "laughs|laugh|laughing|laughter|chuckles|chuckling|giggles|smiles|smiling|cries|cry|crying|weeps|weeping|sobs|sobbing|tears|"
    "sighs|sighing|sigh|gasps|screams|screaming|shouts|shouting|coughs|coughing|cough|sniffles|groans|pause|pauses|pausing|"
    "silence|silent|inaudible|unintelligible|indistinct|unclear|crosstalk|overlapping|whispers|whispering|nods|nodding|nod|"
    "applause|applauds|clapping|music|singing|sings|sing|chanting|chants|praying|prays|recites|reciting|interruption|interrupts|"
    "beep|bleep|redacted|noise|static|"
    "смеется|смеётся|смеются|смех|плачет|плачут|плач|рыдает|всхлипывает|вздыхает|вздох|пауза|молчание|молчит|неразборчиво|"
    "шепотом|шёпотом|шепчет|кивает|кашель|кашляет|аплодисменты|музыка|поет|поёт|кричит|"
    "күледі|күлкі|жылайды|жылап|үнсіздік|күлөт|ыйлайт|kuladi|yig'laydi|yig‘laydi|yigʻlaydi|jimlik|"
    "كۈلىدۇ|كۈلۈپ|يىغلايدۇ|يىغلاپ|جىمجىتلىق|يضحك|تضحك|ضحك|يبكي|تبكي|بكاء|صمت|موسيقى|تصفيق|می‌خندد|خنده|گریه|سکوت|نامفهوم|"
    "gülüyor|gülüşmeler|gülme|ağlıyor|ağlama|sessizlik|anlaşılmıyor|lacht|lachen|weint|weinen|schweigt|stille|unverständlich|"
    "rires|rit|pleure|pleurs|soupir|soupire|inintelligible|ríe|risas|llora|llanto|suspira|silencio|pausa|ininteligible|"
    "哭|哭泣|哭声|笑|笑声|大笑|沉默|停顿|听不清|叹气|点头|咳嗽|掌声|音乐|低声|哽咽"
)
# What is written small within a name.
SMALL_WITHIN: Final = _words(
    "de|da|do|dos|das|del|der|den|di|du|la|le|el|al|ul|bin|ibn|bint|abu|van|von|und|and|of|the|y|e|"
    "қызы|ұлы|кызы|улы|уулу|оглы|оғлы|qizi|o'g'li|o‘g‘li|oʻgʻli|kyzy|uly|uulu|oglu|oğlu"
)
SPEAKING_VERBS: Final = _words(
    "speaking|speaks|spoke|speak|singing|sings|говорит|говорят|spricht|parle|habla"
)
SPEAKING_BEFORE: Final = SPEAKING_VERBS | _words(
    "in|from|through|auf|en|parlant|hablando|به|на|с|поёт|поет|يتحدث|تتحدث|يتكلم|تتكلم|через|das|le|el|translated:"
)
SPEAKING_AFTER: Final = _words(
    "spoken|speech|dialogue|audio|konuşuyor|konuşarak|сөйлейді|сүйлөйт|gapiradi|gapirmoqda|сөйлеп|سۆزلەيدۇ|سۆزلەۋاتىدۇ|"
    "говорит|говорят|поёт|поет|речь|صحبت|می‌کند"
)
# How an editor's insertion begins ("[my brother]") and a note does not.
STARTS_AN_INSERTION: Final = _words(
    "a|an|the|my|our|your|his|her|its|their|this|that|these|those|some|he|she|it|we|they|i|who|which|and|or|of|to|is|was"
)
MONTHS: Final = _words(
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "январь|февраль|март|апрель|май|июнь|июль|август|сентябрь|октябрь|ноябрь|декабрь|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан|"
    "yanvar|fevral|mart|aprel|iyun|iyul|avgust|sentabr|oktabr|noyabr|dekabr|"
    "ocak|şubat|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|"
    "januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|"
    "novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|"
    "later|earlier|ago|today|yesterday|позже|спустя|назад"
)
# What begins a part of a text that is neither a place nor a date.
PARTS: Final = _words(
    "part|chapter|act|scene|episode|section|session|day|часть|глава|серия|раздел|день|бөлім|бөлүм|bölüm|kısım|bob|qism|teil|"
    "kapitel|partie|chapitre|parte|capítulo|قىسىم|باب|الجزء|الفصل|بخش|فصل"
)
NO_PLACES: Final = PARTS | _words(
    "introduction|prologue|epilogue|conclusion|credits|end|transcript|interview|testimony|break|begin|beginning|video|audio|"
    "tape|clip|warning|recording|questions|answers|notes|continued|voiceover|title|narration|appendix|annex|"
    "введение|пролог|эпилог|заключение|титры|конец|интервью|показания|перерыв|запись|расшифровка"
)
