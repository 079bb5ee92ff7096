"""Signal chats, which Signal itself does not export: as the programs around it write them.

Read are the text of signal-export (`chat.md`, alone or in an archive with its `media` folder), of signalbackup-tools (`--exporttxt`)
and of sigtop (`text` and `text-short`), and the plaintext XML that Signal for Android wrote until 2018. For text, `Reading.text` is the
decoded original exactly. Not read: Signal's own encrypted backups, and the JSON, HTML and CSV of those programs.

Labels are as written: "Me" and "You" are who exported. signal-export writes no sign for what a person typed that looks like its own
marks (`[x](./media/y)`), and takes backticks out of what was said.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> from amanet.intake.parsers.signal_text import PARSER
>>> chat = b"[2021-03-04 12:00] Aygul: They took him.  \\n[2021-03-04 12:01] Me: When?  \\n"
>>> reading = PARSER.parse(io.BytesIO(chat), Sample("chat.md", "text/plain", len(chat), chat), Answers()).reading
>>> [(segment.speaker, reading.said(segment)) for segment in reading.segments if segment.kind == "message"]
[('Aygul', 'They took him.'), ('Me', 'When?')]
"""

import zipfile
from typing import BinaryIO, Final

from amanet.errors import BadData
from amanet.intake.parsers.chat_archive import (
    ChatFiles,
    beginning_of,
    chat_bytes,
    decode_chat,
    is_archive,
    member_name,
    members_at_head,
    open_archive,
)
from amanet.intake.parsers.composing import Composer
from amanet.intake.parsers.decoding import read_whole
from amanet.intake.parsers.parsing import Answers, Parsed, Sample
from amanet.intake.parsers.signal_backup import is_backup, read_backup
from amanet.intake.parsers.signal_blocks import block_segments, has_blocks
from amanet.intake.parsers.signal_lines import layout_of, segments_of
from amanet.record.reading import Oddity, Reading

__all__ = ["PARSER", "Signal", "is_signal_text"]

_CHAT_NAMES = ("chat.md", "index.md")
_MOST_TEXTS = 200  # that are looked into for the chat


class Signal:
    name = "signal"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        if is_archive(sample.head):
            return any(
                _may_be_chat(name) and is_signal_text(name, begins.decode("utf-8", "replace"))
                for name, begins in members_at_head(sample.head)
            )
        return is_backup(sample.head) or is_signal_text(
            sample.name, sample.head.decode("utf-8-sig", "replace")
        )

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        if is_backup(sample.head):
            composer = Composer(self.name)
            read_backup(read_whole(file), composer)
            return Parsed(composer.reading())
        if not is_archive(sample.head):
            text = decode_chat(read_whole(file), answers)
            return Parsed(self._read(sample.name, text, ChatFiles()))
        archive = open_archive(file)
        member = _chat_member(archive)
        files = ChatFiles(archive, member)
        text = decode_chat(chat_bytes(archive, member), answers)
        return Parsed(self._read(member_name(member), text, files), tuple(files.inside))

    def _read(self, name: str, text: str, files: ChatFiles) -> Reading:
        layout = layout_of(name, text)
        if layout is None and not has_blocks(text):
            raise BadData(
                "This text is in no layout of a Signal chat that is known here. The item is kept as it is."
            )
        segments = tuple(segments_of(text, layout, files) if layout else block_segments(text, files))
        program = layout.program if layout else "sigtop"
        rest = files.attach_rest(lambda name: {})
        told = f"{len(rest)} files of the archive are named by no message; they are attached to none"
        oddities = (Oddity("the archive", told),) if rest else ()
        return Reading(self.name, text, segments, tuple(files.attached), {"program": program}, oddities)


PARSER: Final = Signal()


def is_signal_text(name: str, text: str) -> bool:
    """Whether a text, or its beginning, is a chat that one of the programs wrote. WhatsApp's parser asks too."""
    return layout_of(name, text) is not None or has_blocks(text)


def _may_be_chat(name: str) -> bool:
    return name.rpartition("/")[2] in _CHAT_NAMES or name.endswith(".txt")


def _chat_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    texts = [member for member in archive.infolist() if _may_be_chat(member_name(member))]
    chats = [
        member
        for member in texts[:_MOST_TEXTS]
        if is_signal_text(member_name(member), beginning_of(archive, member).decode("utf-8", "replace"))
    ]
    if len(chats) == 1:
        return chats[0]
    raise BadData(
        f"This archive has {len(chats)} texts that are Signal chats, and one is needed. The item is kept as it is. "
        "Add the folder of each chat on its own."
    )
