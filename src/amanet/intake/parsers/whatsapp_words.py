"""What WhatsApp itself writes into a chat, in the languages it is written in: that a file is attached or was left out, that
a message was deleted or edited, that a chat is encrypted, and the words for the halves of a day.

The tables are what was seen in exports and in the app, for the languages people bring; they are not complete, and WhatsApp
changes its wordings. **What is in no table stays what its sender said**: an unknown wording for "this message was deleted" is an ordinary
message of that person. Attachments are also known by the shape of their names and by being in the archive, whatever the
language. WhatsApp has no Uyghur and no Tibetan interface: such phones write one of the other languages, with the stamps of theirs.

The day periods are those of CLDR for the languages that phones offer; tests compare them with `babel`. They stand here, and
not behind a lookup at run time, because the confined process that parses can open no file.

>>> from amanet.intake.parsers.whatsapp_words import DELETED, OMITTED, folded, hours_of
>>> folded("\\u200eThis message was deleted.") in DELETED
True
>>> OMITTED[folded("<Без медиафайлов>")]
'media'
>>> sorted(hours_of("a. m."))[:3]
[0, 1, 2]
"""

import re
from typing import Final

__all__ = [
    "ATTACHED",
    "DELETED",
    "EDITED",
    "MARKS",
    "OMITTED",
    "SPACES",
    "TAGS",
    "bare",
    "folded",
    "hours_of",
    "is_encryption_notice",
    "joins_date_and_time",
]

# For character classes: what is invisible (marks of direction, joiners, a stray byte order mark), and what is a space.
MARKS: Final = "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
SPACES: Final = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

_INVISIBLE = re.compile(f"[{MARKS}]+")
# Stripped by `str.strip`: a pattern for "blanks at the end" tries every run of blanks in the middle to its end.
_BLANKS = "".join(re.findall(f"[{MARKS}{SPACES}]", "".join(map(chr, range(0x10000)))))
_SPACE = re.compile(f"[{SPACES}]+")


def folded(words: str) -> str:
    """As the tables are looked up: without marks, brackets and a full stop at the end, spaces alike, in one case."""
    plain = _SPACE.sub(" ", _INVISIBLE.sub("", words)).strip()
    if plain.startswith("<") and plain.endswith(">"):
        plain = plain[1:-1]
    return plain.strip(" .。।۔").casefold()


def bare(words: str) -> str:
    """Without spaces and marks at its ends."""
    return words.strip(_BLANKS)


def _table(*lines: str) -> frozenset[str]:
    return frozenset(folded(word) for line in lines for word in line.split("|"))


# "You" deleted it and somebody did: both, and an admin where no name stands inside.
DELETED: Final = _table(
    "This message was deleted|You deleted this message|This message was deleted by an admin|You deleted this message as admin",
    "Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht|Diese Nachricht wurde von einem*einer Admin gelöscht",
    "Se eliminó este mensaje|Este mensaje fue eliminado|Eliminaste este mensaje|Un admin. eliminó este mensaje",
    "Ce message a été supprimé|Vous avez supprimé ce message|Ce message a été supprimé par un ou une admin",
    "Esta mensagem foi apagada|Essa mensagem foi apagada|Mensagem apagada|Você apagou esta mensagem|Você apagou essa mensagem",
    "Apagou esta mensagem|Esta mensagem foi apagada pelo remetente|Mensagem apagada por um admin",
    "Questo messaggio è stato eliminato|Hai eliminato questo messaggio|Dit bericht is verwijderd|U hebt dit bericht verwijderd",
    "Je hebt dit bericht verwijderd|Данное сообщение удалено|Вы удалили это сообщение|Вы удалили данное сообщение",
    "Данное сообщение удалено админом|Це повідомлення було видалено|Ви видалили це повідомлення|Съобщението беше изтрито",
    "Изтрихте това съобщение|Бұл хат жойылды|Сіз бұл хатты жойдыңыз|Ushbu xabar o‘chirildi|Siz ushbu xabarni o‘chirdingiz",
    "Bu mesaj silindi|Bu mesajı sildiniz|Bu mesaj bir yönetici tarafından silindi|Bu ismarıc silindi|Siz bu ismarıcı sildiniz",
    "تم حذف هذه الرسالة|لقد حذفت هذه الرسالة|لقد حذَفت هذه الرسالة|أنت حذفت هذه الرسالة|حذف أحد المشرفين هذه الرسالة",
    "این پیام حذف شد|این پیام حذف شده است|شما این پیام را حذف کردید|یکی از مدیران این پیام را حذف کرد",
    "یہ پیغام حذف کیا گیا|یہ پیغام حذف کر دیا گیا|یہ میسج حذف کر دیا گیا ہے|آپ نے اس پیغام کو حذف کیا|آپ نے یہ میسج حذف کر دیا ہے",
    "הודעה זו נמחקה|ההודעה נמחקה|מחקת הודעה זו|מחקת את ההודעה הזו|यह मैसेज डिलीट कर दिया गया है|यह संदेश मिटाया गया",
    "आपने यह मैसेज डिलीट किया|आपने यह संदेश मिटाया|এই মেসেজটি বাদ দেওয়া হয়েছে|এই বার্তাটি মুছে ফেলা হয়েছে",
    "这条消息已被删除|消息已删除|信息已删除|您已删除这条消息|你已删除这条消息|您删除这个信息|管理员已删除这条消息",
    "此訊息已刪除|您已刪除此訊息|你已刪除此訊息|このメッセージは削除されました|このメッセージを削除しました",
    "이 메시지는 삭제되었습니다|이 메시지를 삭제했습니다|삭제한 메시지입니다|Pesan ini dihapus|Pesan ini telah dihapus|Anda menghapus pesan ini",
    "Anda telah menghapus pesan ini|Mesej ini telah dipadam|Anda telah memadamkan mesej ini|Tin nhắn này đã bị xóa",
    "Tin nhắn này đã bị xoá|Bạn đã xóa tin nhắn này|Bạn đã xoá tin nhắn này|ข้อความนี้ถูกลบแล้ว|ข้อความนี้ได้ถูกลบ|คุณได้ลบข้อความนี้",
    "Ta wiadomość została usunięta|Usunięto tę wiadomość|Tato zpráva byla odstraněna|Tato zpráva byla smazána",
    "Táto správa bola odstránená|Túto správu ste odstránili|Acest mesaj a fost șters|Ați șters acest mesaj",
    "Ez az üzenet törlésre került|Törölted ezt az üzenetet|Αυτό το μήνυμα διαγράφηκε|Διαγράψατε αυτό το μήνυμα",
    "Det här meddelandet raderades|Du raderade det här meddelandet|Denne besked blev slettet|Du slettede denne besked",
    "Denne meldingen ble slettet|Du slettet denne meldingen|Tämä viesti poistettiin|Poistit tämän viestin|Ujumbe huu ulifutwa",
)

EDITED: Final = _table(
    "This message was edited|Diese Nachricht wurde bearbeitet|Se editó este mensaje|Este mensaje fue editado|Mensaje editado",
    "Ce message a été modifié|Message modifié|Mensagem editada|Esta mensagem foi editada|Questo messaggio è stato modificato",
    "Dit bericht is bewerkt|Сообщение изменено|Это сообщение изменено|Повідомлення змінено|Bu mesaj düzenlendi",
    "تم تعديل هذه الرسالة|ההודעה נערכה|Pesan ini diedit|此訊息已編輯|此消息已编辑|这条消息已编辑|已编辑这条消息|이 메시지는 수정되었습니다",
    "このメッセージは編集されました|این پیام ویرایش شد|این پیام ویرایش شده است|Хабар өзгертілді|Бұл хабар өзгертілді|Xabar tahrirlandi",
)

_OMITTED_MEDIA = (
    "Media omitted|Medien ausgeschlossen|Medien weggelassen|Multimedia omitido|Archivo omitido|Médias omis|Fichier omis",
    "Mídia oculta|Mídia omitida|Arquivo de mídia oculto|Ficheiro não revelado|Media omessi|Media omesso|Media weggelaten",
    "Без медиафайлов|Файл пропущен|Медиа отсутствует|Медіа пропущено|Без файл|Файл қосылған жоқ|Файлдар қосылмаған",
    "Fayl o‘tkazib yuborildi|Medya dahil edilmedi|Medya atlanmış|Media çıxarılmışdır|Media buraxıldı",
    "تم استبعاد الوسائط|رسانه حذف شد|پيوست نما/آهنگ حذف شد|میڈیا چھوڑ دیا گیا|میڈیا ہٹا دیا گیا|המדיה לא נכללה|מדיה הושמטה",
    "मीडिया के बिना|মিডিয়া বাদ দেওয়া হয়েছে|મીડિયા અવગણાયું|மீடியா விடப்பட்டது|省略多媒体文件|忽略多媒體檔|省略多媒體檔案|媒体省略",
    "メディアは含まれていません|メディアなし|미디어 파일을 생략한 대화내용|미디어 파일 제외됨|Media tidak disertakan|Media disingkirkan",
    "Media dikecualikan|Bỏ qua Media|bỏ qua tệp phương tiện|สื่อถูกลบ|ไฟล์สื่อถูกลบ|pliki pominięto|pominięto multimedia",
    "Média vynechána|Média vynechány|Médiá vynechané|Conținut media omis|Hiányzó médiafájl|média elhagyva",
    "Εξαίρεση πολυμέσων|αρχείο παραλήφθηκε|Media har utelämnats|Mediefil udeladt|medier udeladt|Uten vedlegg|media utelatt",
    "Media jätetty pois|Media imerukwa|media hazijajumuishwa",
)
_OMITTED_KINDS = {
    "image": "image omitted|Bild weggelassen|imagen omitida|image absente|imagem ocultada|imagem não revelada|immagine omessa|"
    "afbeelding weggelaten|изображение отсутствует|зображення відсутнє|görüntü dahil edilmedi|لم يتم إدراج الصورة|تصویر حذف شد|"
    "تصویر نکال دی گئی ہے|התמונה הושמטה|फ़ोटो हटाई गई|照片已忽略|圖片已略去|圖像已省略|画像は含まれていません|이미지 생략됨|gambar tidak disertakan|"
    "đã bỏ qua hình ảnh|obraz pominięty|obrázek vynechán|kép küldése sikertelen|εικόνα παραλείφθηκε|bild utesluten|billede udeladt",
    "video": "video omitted|Video weggelassen|Video omitido|vidéo absente|vídeo omitido|vídeo não revelado|video omesso|video weggelaten|"
    "видео отсутствует|відео відсутнє|video dahil edilmedi|لم يتم إدراج الفيديوهات|لم يتم إدراج الفيديو|ویدیو حذف شد|ویڈیو نظرانداز|"
    "סרטון הווידאו הושמט|वीडियो छोड़ा गया|视频已忽略|影片已略去|影片已省略|ビデオは含まれていません|비디오 생략됨|video tidak disertakan|đã bỏ video|"
    "wideo pominięte|video vynecháno|Videó kihagyva|βίντεο παραλείφθηκε|video utesluten|video udeladt",
    "video note": "video note omitted|Video message omitted|Videonachricht weggelassen|Videonotiz weggelassen|video notu dahil edilmedi|"
    "görüntülü not çıkarıldı|видеозаметка опущена",
    "audio": "audio omitted|Audio weggelassen|audio omitido|audio omis|áudio ocultado|ficheiro de áudio não revelado|audio omesso|"
    "audio weggelaten|аудиофайл отсутствует|аудіо відсутнє|ses dahil edilmedi|لم يتم إدراج المقاطع الصوتية|لم يتم إدراج المقطع الصوتي|"
    "صدا حذف شد|آڈیو نظرانداز|קטע קול הושמט|ऑडियो हटाई गयी|音频已忽略|音訊已略去|音訊已省略|音声は含まれていません|오디오 생략됨|"
    "audio tidak disertakan|bỏ qua tệp âm thanh|audio pominięte|zvukový soubor vynechán|Hang kihagyása|ήχος παραλείφθηκε|ljud utelslutet|lyd udeladt",
    "voice": "voice message omitted|View once voice message omitted|Mensaje de voz omitido|sesli mesaj dahil edilmedi|"
    "Il messaggio vocale visualizzabile una volta è stato omesso",
    "sticker": "sticker omitted|Sticker weggelassen|sticker omitido|sticker omis|figurinha omitida|sticker não revelado|sticker non incluso|"
    "sticker weggelaten|стикер не добавлен|Наклейку не додано|Çıkartma dahil edilmedi|تم حذف الملصقات|استیکر حذف شد|اسٹیکر نظرانداز|"
    "סטיקר הושמט|स्टिकर छोड़ा गया|贴图已省略|貼圖已略去|貼圖已忽略|スタンプは含まれていません|스티커 제외됨|stiker tidak disertakan|"
    "đã bỏ sticker|pominięto naklejkę|nálepka vynechána|matrica kihagyva|αυτοκόλλητο παραλήφθηκε|sticker utesluten|klistermærke udeladt",
    "gif": "GIF omitted|GIF weggelassen|GIF omitido|GIF retiré|GIF omis|GIF não revelada|GIF esclusa|GIF weggelaten|GIF отсутствует|"
    "GIF-анімацію пропущено|GIF dahil edilmedi|لم يتم إدراج صورة GIF|GIF حذف شد|GIF הושמט|GIF छोड़ा गया|GIF 动态图已被忽略|GIF 已略去|"
    "GIF 圖片已被省略|GIFは含まれていません|GIF 생략됨|GIF tidak disertakan|Đã bỏ qua ảnh GIF|"
    "Plik GIF pominięty|GIF vynechán|GIF utesluten|GIF udeladt",
    "contact": "Contact card omitted|Kontaktkarte ausgelassen|Kontaktkarte weggelassen|Tarjeta de contacto omitida|Fiche contact manquante|"
    "Cartão do contato omitido|Contacto não revelado|Scheda contatto omessa|Visitekaartje weggelaten|Карточка контакта отсутствует|"
    "Картка контакту відсутня|Kişi kartı dahil edilmedi|لم يتم إدراج بطاقة جهة اتصال|برگ مخاطب حذف شد|رابطہ کارڈ نظر انداز|"
    "כרטיס איש קשר הושמט|联系人卡片已忽略|聯絡人卡片已略去|聯絡人卡片已省略|連絡先カードを省略|"
    "연락처 카드 생략됨|Kartu kontak tidak disertakan|Bỏ qua thẻ liên lạc",
    "document": "document omitted|Dokument weggelassen|documento omitido|document manquant|documento não revelado|documento omesso|"
    "document weggelaten|документ отсутствует|документ пропущено|belge dahil edilmedi|لم يتم إدراج المستند|سند حذف شد|دستاویز نظرانداز|"
    "מסמך הושמט|डॉक्यूमेंट छोड़ा गया|文档已省略|文件已略去|文件已忽略|ドキュメントは含まれていません|문서 생략됨|dokumen tidak disertakan|"
    "đã bỏ qua tài liệu|"
    "dokument pominięty|dokument vynechán|dokumentum kihagyva|έγγραφο παραλείφθηκε|dokument uteslutet|dokument udeladt",
}
# What stands in the place of a file that was left out, and of which kind it was; "media" where WhatsApp does not say.
OMITTED: Final = dict.fromkeys(_table(*_OMITTED_MEDIA), "media") | {
    word: kind for kind, words in _OMITTED_KINDS.items() for word in _table(words)
}

# After a name: "IMG-20210304-WA0001.jpg (file attached)".
ATTACHED: Final = _table(
    "file attached|Datei angehängt|archivo adjunto|archivo adjuntado|fichier joint|arquivo anexado|ficheiro anexado|file allegato",
    "bestand bijgevoegd|файл добавлен|файл додано|прикачен файл|қосымша файл|fayl biriktirildi|dosya ekli|fayl əlavə olunub",
    "الملف مرفق|ملف مرفق|پیوست شد|فایل پیوست شد|پیوستہ فائل|קובץ מצורף|फाइल अटैच कर दी गई है|फाइल संलग्न|ফাইল সংযুক্ত হয়েছে",
    "附件|文件附件|附件檔案|添付ファイル有り|添付ファイル|ファイル添付|파일 첨부됨|file terlampir|fail dilampirkan|tệp đính kèm|ไฟล์ที่แนบ",
    "załączony plik|soubor byl přiložen|súbor pripojený|fișier atașat|fájl csatolva|συνημμένο αρχείο|bifogad fil|fil vedhæftet",
    "vedlagt fil|liitetiedosto|faili limeambatanishwa|arxiu adjunt",
)
# Before a name: "<attached: 00000012-AUDIO-2021-03-04-10-11-12.opus>".
TAGS: Final = _table(
    "attached|Anhang|angehängt|adjunto|archivo adjunto|pièce jointe|anexo|anexado|allegato|bijgevoegd|прикреплено|додано|прикачено",
    "eklendi|ekli|المُرفق|المرفق|مرفق|پیوست|پیوستہ|מצורף|अटैच किया गया|附件|添付ファイル|첨부됨|terlampir|dilampir|đính kèm|แนบ",
    "załączono|příloha|príloha|atașare|csatolva|επισυνάφθηκε|bifogat|vedhæftet|vedlagt|liite|adjunt|тіркелді|biriktirilgan",
)

# The beginnings of the notice that WhatsApp puts first, on iPhones behind the name of the person or group.
_ENCRYPTED = tuple(
    sorted(
        _table(
            "Messages and calls are end-to-end encrypted|Messages and calls are now end-to-end encrypted|Messages to this chat and calls",
            "Messages you send to this|Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt|Deine Nachrichten und Anrufe",
            "Los mensajes y las llamadas están cifrados|Los mensajes y llamadas|Tus mensajes y llamadas|Les messages et les appels sont chiffrés",
            "Vos messages et vos appels|As mensagens e as chamadas são protegidas|As mensagens e ligações são protegidas",
            "As mensagens e chamadas são encriptadas|I messaggi e le chiamate sono crittografati|Berichten en gesprekken worden",
            "Сообщения и звонки защищены|Ваши сообщения и звонки|Повідомлення й дзвінки захищено|Mesajlar ve aramalar uçtan uca",
            "Mesajlarınız artık|الرسائل والمكالمات مشفرة|الرسائل والمكالمات مشفّرة|پیام‌ها و تماس‌ها سرتاسر|پیام ها و تماس ها",
            "میسجز اور کالز|הודעות ושיחות מוצפנות|ההודעות והשיחות מוצפנות|消息和通话都进行端到端加密|消息和通话已进行端到端加密",
            "訊息和通話經端對端加密|訊息已受端對端加密|メッセージと通話はエンドツーエンド暗号化|메시지 및 전화는|메시지와 통화는",
            "Pesan dan panggilan terenkripsi|Tin nhắn và cuộc gọi được mã hóa|Сіздің хаттарыңыз және қоңырауларыңыз|Xabarlaringiz va",
            "Wiadomości i połączenia są|Zprávy a hovory jsou|Mesajele și apelurile sunt|Az üzenetek és hívások|Meddelanden och samtal är",
        )
    )
)


def is_encryption_notice(words: str) -> bool:
    return folded(words[:200]).startswith(_ENCRYPTED)


_MORNING, _AFTERNOON = frozenset(range(12)), frozenset(range(12, 24))
_HALVES = (  # before noon, after noon; languages with the same words in one line
    "AM|am|a.m.|a. m.|A.M.",
    "PM|pm|p.m.|p. m.|P.M.",
    "上午|午前|오전|ص|صباحا|ÖÖ|öö|BN|ب.ن|ق.ظ.|ق.ظ|قبل‌ازظهر|قبل از ظهر|غ.م.|چ.ب|چۈشتىن بۇرۇن|ת د|ت د|སྔ་དྲོ་|སྔ་དྲོ|ꎸꄑ",
    "下午|午後|오후|م|مساء|ÖS|ös|PN|د.ن|ب.ظ.|ب.ظ|بعدازظهر|بعد از ظهر|غ.و.|چ.ك|چۈشتىن كېيىن|ت ك|ཕྱི་དྲོ་|ཕྱི་དྲོ|ꁯꋒ",
    "дп|ДП|тң|таңкы|ТО|TO|ү.ө.|go.öň|пр.об.|прије подне|пре подне|prije podne|pre podne|prijepodne|претпл.|АМ|до обеда|апоўначы|günortadan öň",
    "пп|ПП|тк|түштөн кийинки|ТК|TK|ү.х.|go.soň|сл.об.|по подне|po podne|popodne|попл.|поподне|ПМ|после обеда|апоўдні|günortadan soň|послије подне",
    "π.μ.|p.d.|de.|dop.|dopoledne|f.m.|fm|f.h.|ap.|vm.|v.m.|vorm.|priekšp.|priekšpusdienā|priešpiet|priekšpusd.",
    "μ.μ.|m.d.|du.|odp.|odpoledne|e.m.|em|e.h.|ip.|nm.|n.m.|nachm.|pēcp.|pēcpusdienā|popiet|pop.",
    'לפנה״צ|לפנה"צ|פֿאַרמיטאָג|पूर्वाह्न|पूर्वाह्ण|म.पू.|পূর্বাহ্ণ|ਪੂ.ਦੁ.|முற்பகல்|ಪೂರ್ವಾಹ್ನ|පෙ.ව.|ก่อนเที่ยง|ກ່ອນທ່ຽງ|နံနက်|SA',
    'אחה״צ|אחה"צ|נאָכמיטאָג|अपराह्न|अपराह्ण|म.उ.|অপরাহ্ণ|ਬਾ.ਦੁ.|பிற்பகல்|ಅಪರಾಹ್ನ|ප.ව.|หลังเที่ยง|ຫຼັງທ່ຽງ|ညနေ|CH',
    "PG|ጥዋት|ቅ.ቀ.|GH|WD|SF|Safiya|yb|r.n.|m|mat.|da manhã|de la mañana|matin|gn|صبح|sabah|rạng sáng|pagi|ព្រឹក|𞤀𞤎",
    "G.M.|PTG|ከሰዓት|ድ.ቀ.|GD|WB|YM|Yamma|yh|i.n.|f|soir|da tarde|de la tarde|ptg|شام|öğleden sonra|petang|ល្ងាច|𞤇𞤎",
)
# Times of day that are not halves; wider than CLDR's, as long as no hour of twelve fits twice.
_PARTS = {
    "凌晨|清晨|早上|早晨|새벽|아침|朝|सुबह|subah|بامداد|in the morning|таңғы": range(12),
    "中午|정오|正午|昼|noon": range(10, 15),
    "傍晚|저녁|夕方|दोपहर|dopahar|शाम|shaam|عصر|in the afternoon|in the evening|түстен кейінгі|кешкі": range(
        12, 24
    ),
    "晚上|夜": (17, 18, 19, 20, 21, 22, 23, 0),
    "午夜|半夜|자정|真夜中|midnight": (22, 23, 0, 1, 2, 3),
    "밤|रात|raat|شب|at night|夜中|түнгі": (18, 19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5),
}
_IN_PERIODS = re.compile(f"[{SPACES}{MARKS}.]+")


def _period(words: str) -> str:
    return _IN_PERIODS.sub("", words).casefold()


_HOURS: Final[dict[str, frozenset[int]]] = {
    _period(word): (_MORNING, _AFTERNOON)[number % 2]
    for number, line in enumerate(_HALVES)
    for word in line.split("|")
} | {_period(word): frozenset(hours) for line, hours in _PARTS.items() for word in line.split("|")}

_JOINING: Final = frozenset(
    _period(word)
    for line in (
        "à|um|a las|a la|às|as|at|kl.|klo|klokken|klock|в|о|об|у|u|ob|om|lúc|la|alle|alle ore|ore|pada|pukul|jam|saat",
        "g.|г.|ж.|ч.|uhr|hodź.|h|s|น.|BE|พ.ศ.|ค.ศ.|AD|CE|AH|هـ|ه‍.ش.|ه.ش.|ھ",
    )
    for word in line.split("|")
)


def hours_of(words: str) -> frozenset[int] | None:
    """The hours of a day that a word for its part allows ("p. m." allows 12 to 23). None: no such word."""
    return _HOURS.get(_period(words))


def joins_date_and_time(words: str) -> bool:
    """Whether this only stands between or after a date and a time ("um", "à", the sign of an era)."""
    return _period(words) in _JOINING
