"""The transcript of a broadcast, as an association copies it from a programme's page: speakers before a colon, languages and what
happens in brackets, places as headings, captions that introduce a person, and a last line that is no language at all.

The programme, its makers and everybody in it are invented, like all of Velmara. The notes name languages; the words are as the
programme gave them, in translation.
"""

__all__ = ["BROADCAST", "CAPTION_OF", "JUNK", "SISTER_LABEL"]

# The label of the sister, and of the one whom a caption introduces, as they stand before their colons.
SISTER_LABEL = "NURSEL QUMDENGIZ"
CAPTION_OF = "YAN FANZHOU"
# What came along when the page was copied.
JUNK = "dGlkZTA5MjNsYW50ZXJuc2FsdFE3cUpYb2F0ZmVycnk0NDE4aGFyYm91ckJ5dGhlRG9vcjE0bWlu"

BROADCAST = f"""\
The Coat by the Door | Lantern Strait Television

23 September 2024 · 14 minutes

One voice in this programme has been changed.

SELKUM, VELMARA – SEPTEMBER 2024

NARRATOR:

For nine days a coat has been hanging beside a door on Third Tide Street.

{SISTER_LABEL}:

[Speaking Uyghur] Our mother put it there. He went without it, and the evenings are cold now.

NARRATOR:

Nursel Qumdengiz is looking for her brother Aytoz, who teaches the youngest class of the harbour school.

{SISTER_LABEL}:

[Speaking Uyghur] It was not dark yet. Two white cars stood across the lane. Three men led my brother Aytoz out of our courtyard. \
They showed no paper. One of them said, "An hour." [Crying]

NARRATOR:

It is now more than two hundred hours.

The relatives' association has written down an estimated 60 names since the spring. Nobody has answered for one of them.

THE HARBOUR SCHOOL

NARRATOR:

In the school his desk has been given to somebody else.

{CAPTION_OF}

Colleague of Aytoz, teaches arithmetic

{CAPTION_OF}:

[Speaking Mandarin] They told us that he had asked for a long leave. He asked for nothing. His cup is still full of chalk.

NARRATOR:

Did anybody ask the headmaster?

{CAPTION_OF}:

[Speaking Mandarin] I did. [Pause] He closed the window first.

THE SALT HOUSE ROAD – 18 SEPTEMBER 2024

NARRATOR:

Behind the harbour stands the salt house. No salt has been kept in it for eleven years.

{CAPTION_OF}:

[Speaking Mandarin] I waited at its gate for two hours. There was light in a window. I called his name, and the light went out.

FERRYMAN:

[Voice changed, speaking Kazakh] I bring bread across twice a week. It was forty loaves in the summer. Now it is a hundred and ten.

NARRATOR:

Who eats the bread?

FERRYMAN:

[Speaking Kazakh] I am told to put it down at the second gate and to turn around.

{SISTER_LABEL}:

[Speaking Uyghur] He is in the salt house. I stood before it with his coat, and they would not take it from me.

NARRATOR:

We telephoned the Office of Residence, which has the keys of every house in the district.

WOMAN ON THE TELEPHONE:

[Speaking Uyghur] Which name?

NARRATOR:

Aytoz Qumdengiz.

WOMAN ON THE TELEPHONE:

[Speaking Uyghur] There is no such person here. [Hangs up]

NARRATOR:

On Third Tide Street people have begun to say of those who are gone that they are at sea.

{SISTER_LABEL}:

[Speaking Uyghur] We have never had a boat. [Laughs] He cannot even swim.

NARRATOR:

And the coat?

{SISTER_LABEL}:

[Sings in Uyghur] Hang the lantern, hang it low. The tide knows who comes home.

{JUNK}
"""
