"""What the demonstration tells: the people, places, words and times of an invented country. Nothing here is
real.

Velmara is an island republic in an empty part of the southern ocean, with four scripts. On an evening in
September a teacher, Aytoz Qumdengiz, is led out of his family's courtyard in the harbour town of Selkum and
does not come back. His sister sends voice messages; a neighbour speaks with an organisation of relatives; a
journalist films the street; the Office of Residence denies that he was ever held.
"""

from dataclasses import dataclass

__all__ = [
    "CHAT",
    "COUNTRY",
    "DENIAL",
    "HARBOUR",
    "INTERVIEW",
    "NAMES",
    "NAME_COLUMNS",
    "SALT_HOUSE",
    "VOICES",
    "Spoken",
]

COUNTRY = "Velmara"
# Latitude and longitude of open water, more than a thousand kilometres from any land.
HARBOUR = (-47.2613, -118.4172)
SALT_HOUSE = (-47.2488, -118.4391)


@dataclass(frozen=True)
class Spoken:
    """One voice message: who speaks, in which language (BCP 47), what, and when it was sent (UTC)."""

    speaker: str
    language: str
    text: str
    sent_at: str


VOICES = (
    Spoken(
        "نۇرسەل قۇمدېڭىز",
        "ug",
        "ھەدە، ئۇ تېخى قايتىپ كەلمىدى. بىز چىراغنى ئۆچۈرمىدۇق.",
        "2024-09-14T20:42:10Z",
    ),
    Spoken(
        "نۇرسەل قۇمدېڭىز",
        "ug",
        "بۈگۈن يەنە باردىم. ئۇلار بۇ يەردە ئۇنداق ئادەم يوق، دېدى.",
        "2024-09-15T08:05:33Z",
    ),
    Spoken(
        "نۇرسەل قۇمدېڭىز", "ug", "ئانام ئۇنىڭ چاپىنىنى ئىشىكنىڭ يېنىغا ئېسىپ قويدى.", "2024-09-16T21:17:02Z"
    ),
    Spoken(
        "Дәурбек Тұзжолов",
        "kk",
        "Мен оны тұз үйінің қасында көрдім. Ол жаяу келе жатты, үндемеді.",
        "2024-09-17T06:30:45Z",
    ),
    Spoken("盐帆舟", "cmn", "我在盐屋门口等了两个小时。窗户里有灯，没有人回答。", "2024-09-18T11:52:20Z"),
    Spoken(
        "Tamsin Hollowreed",
        "en-gb",
        "It is ten past seven. I am on Third Tide Street. The gate is open and nobody is in the courtyard.",
        "2024-09-14T19:10:00Z",
    ),
)

# The courtyard's family group, as a telephone exports it. {0}, {1}, {2} are the attached voice messages.
CHAT = """\
[14/09/2024, 18:55:01] \u200eئائىلە: \u200eMessages and calls are end-to-end encrypted.
[14/09/2024, 19:31:40] نۇرسەل: ئايتوزنى ئېلىپ كەتتى. ئىككى ئاق ماشىنا.
[14/09/2024, 19:33:12] Mirel Oskavand: Who took him? Did they show a paper?
[14/09/2024, 19:34:05] نۇرسەل: قەغەز كۆرسەتمىدى. بىر سائەتتە قايتىدۇ، دېدى.
[14/09/2024, 19:40:59] Дәурбек: Мен көшеде болдым. Көліктер портқа қарай кетті.
[14/09/2024, 20:42:10] نۇرسەل: \u200e<attached: {0}>
[14/09/2024, 23:58:31] Mirel Oskavand: Is there news?
[15/09/2024, 00:02:47] نۇرسەل: ياق.
[15/09/2024, 08:05:33] نۇرسەل: \u200e<attached: {1}>
[16/09/2024, 21:17:02] نۇرسەل: \u200e<attached: {2}>
[16/09/2024, 21:20:18] Mirel Oskavand: I am with you. I wrote down everything you said, with the times.
[17/09/2024, 09:12:44] 潮見灯: 学校说他请了长假。他没有请假。
[18/09/2024, 12:03:09] Дәурбек: \u200eThis message was deleted
"""

NAME_COLUMNS = ("no", "name", "other_spelling", "born", "last_seen", "place", "told_by", "remarks")
NAMES = (
    (
        "1",
        "ئايتوز قۇمدېڭىز",
        "Aytoz Qumdengiz",
        "1994",
        "2024-09-14",
        "Selkum, Third Tide Street",
        "sister",
        "teacher",
    ),
    (
        "2",
        "Дәурен Желкенсай",
        "Dauren Zhelkensai",
        "198X",
        "2024-09",
        "Orzhan",
        "neighbour",
        "not sure of the year",
    ),
    (
        "3",
        "盐生舟",
        "Yan Shengzhou",
        "unknown",
        "2024-08-30",
        "Selkum harbour",
        "colleague",
        "not asked about kin",
    ),
    ("4", "Elvan Marsquill", "", "1977", "2023-12~", "Tarnhollow", "wife", "came back 2024-02; keep private"),
    ("5", "مۇنار ياغاچباغ", "Munar Yaghachbagh", "withheld", "2024-09-14/2024-09-20", "Selkum", "mother", ""),
    (
        "6",
        "Айсәуле Тұзжолова",
        "Aisaule Tuzzholova",
        "2006",
        "2024-09-21",
        "Orzhan, ferry stairs",
        "brother",
        "student",
    ),
)

INTERVIEW = """\
INTERVIEW 07
Date: 20 September 2024
Place: a kitchen in Selkum
Language: Kazakh, translated by the interviewer
Interviewer: M. O., relatives' association
Witness: asked not to be named

A neighbour of the family on Third Tide Street.
Read aloud and explained; agrees to keeping and to use in court; not to publication.
[The recording was not kept, at the witness's wish.]

INTERVIEWER: Please tell me what you saw yourself, and what others told you. We can stop whenever you like.

WITNESS: I was bringing in the nets. It was not dark yet. Two white cars stood across the lane. [pause]

INTERVIEWER: Take your time.

WITNESS: Three men went in. I did not hear shouting. They came out with Aytoz between them. He had no coat on.
He looked at me, and he looked away, so that they would not look at me. [pause, 20 seconds]

INTERVIEWER: Did you see the numbers of the cars?

WITNESS: One. I will not say it here. [writes on paper; paper kept apart]

INTERVIEWER: And after that evening?

WITNESS: Four days later I was on the road by the salt house. [points on a drawn map] There were people
walking in a line to the second gate. I think one was he. I am sure of the walk. I am not sure of the face.

INTERVIEWER: So: sure of the way he walked, unsure of the face.

WITNESS: Yes. Write it like that. Do not write that I saw him. Write that I think so.

INTERVIEWER: I have written it like that. Is there anything I did not ask?

WITNESS: His mother hangs his coat by the door. [long pause] That is all.

[End. 41 minutes. Read back to the witness, who corrected "three cars" to "two cars".]
"""

_GAP = ("latin", "", 11)
DENIAL = (
    ("latin", "REPUBLIC OF VELMARA", 15),
    ("latin", "Office of Residence, Selkum District", 11),
    ("arabic", "ۋېلمارا جۇمھۇرىيىتى · سەلقۇم رايونى ئولتۇراق ئىشخانىسى", 15),
    _GAP,
    ("latin", "Notice No. 118/24", 11),
    ("latin", "To the family Qumdengiz, Third Tide Street 9", 11),
    _GAP,
    ("latin", "In answer to your inquiry of 15 September 2024 you are informed that no", 11),
    ("latin", "person of the name Aytoz Qumdengiz is or was registered at any facility of", 11),
    ("latin", "this district. Further inquiries on this matter will not be answered.", 11),
    _GAP,
    ("arabic", "2024-يىلى 15-سېنتەبىردىكى سۈرۈشتۈرۈشىڭىزگە جاۋابەن: بۇ رايوننىڭ", 14),
    ("arabic", "ھېچقايسى ئورنىدا ئايتوز قۇمدېڭىز ئىسىملىك كىشى تىزىمغا ئېلىنمىغان.", 14),
    _GAP,
    ("latin", "22 September 2024", 11),
)
