"""Telegram exports in JSON: one chat, a whole account, alone or in an archive with their files.

`Reading.text` is the words in order, one message after the other (`telegram_messages`); each chat of an account begins with a
`heading`. A message has the name it is from as its label, or the account's id where the export tells no name (a deleted account),
and everything else of the export in `details`: `id`, `from_id`, `reply_to_message_id`, `forwarded_from`, `edited`, `media_type`. Two
accounts with one name keep one label, as written; an oddity says so, and `from_id` tells them apart. Service messages (calls,
joins, a new title) are `system`. What is neither ("unsupported") is `not understood`.

Files are found beside `result.json` by their path as written; what the export left out, and what is not there, is missing. Voice
messages have `voice` in their details. An export over 64 MiB or with over 300,000 messages is refused: export chats one by one.
Contacts, sessions and the like of an account export are named in an oddity and not read. Exports in HTML are not read.

>>> import io
>>> from amanet.intake.parsers.parsing import Answers, Sample
>>> from amanet.intake.parsers.telegram import PARSER
>>> export = b'{"name": "Gate", "messages": [{"type": "message", "date_unixtime": "1544006350", "from": "Li", "text": "Now"}]}'
>>> reading = PARSER.parse(io.BytesIO(export), Sample("result.json", "application/json", len(export), export), Answers()).reading
>>> [(segment.speaker, segment.said_at, reading.said(segment)) for segment in reading.segments]
[('Li', '2018-12-05T10:39:10Z', 'Now')]
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from amanet.canonical import JSON
from amanet.errors import BadData
from amanet.intake.parsers.chat_archive import (
    ChatFiles,
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
from amanet.intake.parsers.telegram_json import Export, as_details, parse_export
from amanet.intake.parsers.telegram_messages import (
    KEYS_OF_FILES,
    is_left_out,
    said_at,
    service_words,
    words_of,
)
from amanet.record.reading import NOT_UNDERSTOOD

__all__ = ["MOST_MESSAGES", "PARSER", "Telegram"]

MOST_MESSAGES: Final = 300_000
_MAIN_FILE = "result.json"
_MESSAGES = re.compile(rb'"messages"\s*:\s*\[')
_OF_TELEGRAM = re.compile(
    rb'"(?:date_unixtime|text_entities|from_id|actor_id|media_type|duration_seconds)"\s*:'
    rb'|"type"\s*:\s*"(?:message|service|personal_chat|private_\w+|public_\w+|bot_chat|saved_messages)"'
)
_ACCOUNT = re.compile(rb'"personal_information"\s*:\s*\{\s*"user_id"|"about"\s*:\s*"[^"]{0,400}[Tt]elegram')
_FOLDERS = re.compile(
    r"(?:.*/)?(?:(?:Chat|Data)Export_\d{4}-\d\d-\d\d[^/]*/|photos/photo_\d+@|voice_messages/audio_\d+@"
    r"|round_video_messages/file_\d+@|video_files/.*@\d\d-\d\d-\d{4})",
    re.ASCII,
)
# What is told in a place of its own, and so not once more in the details.
_TOLD = frozenset(
    (
        "type",
        "from",
        "date",
        "date_unixtime",
        "edited",
        "edited_unixtime",
        "text",
        "text_entities",
        *KEYS_OF_FILES,
    )
)


class Telegram:
    name = "telegram"
    version = "1"

    def takes(self, sample: Sample) -> bool:
        if not is_archive(sample.head):
            return _is_export(sample.head)
        return any(
            _FOLDERS.match(name) or (name.rpartition("/")[2] == _MAIN_FILE and _is_export(begins))
            for name, begins in members_at_head(sample.head)
        )

    def parse(self, file: BinaryIO, sample: Sample, answers: Answers) -> Parsed:
        if is_archive(sample.head):
            archive = open_archive(file)
            member = _main_member(archive)
            files = ChatFiles(archive, member)
            data = chat_bytes(archive, member)
        else:
            files, data = ChatFiles(), read_whole(file)
        reader = _Reader(self.name, files)
        try:
            reader.read(parse_export(decode_chat(data, answers)))
        except RecursionError as problem:
            raise BadData(
                "This JSON is nested too deeply for a chat: damage, or a bomb. The item is kept as it is."
            ) from problem
        return reader.parsed()


PARSER: Final = Telegram()


def _is_export(head: bytes) -> bool:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"{"):
        return False
    return _ACCOUNT.search(text) is not None or bool(_MESSAGES.search(text) and _OF_TELEGRAM.search(text))


def _main_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    found = [member for member in archive.infolist() if member_name(member).rpartition("/")[2] == _MAIN_FILE]
    if len(found) == 1:
        return found[0]
    raise BadData(
        f"This archive has {len(found)} files called {_MAIN_FILE}, and one is needed. The item is kept as it is. "
        "Export from Telegram Desktop as JSON (exports in HTML are not read), and add each export on its own."
    )


class _Reader:
    """Use once: `read`, then `parsed`."""

    def __init__(self, format: str, files: ChatFiles) -> None:
        self._composer = Composer(format)
        self._files = files
        self._spaced = 0
        self._count = 0
        self._accounts: dict[str, set[str]] = {}

    def read(self, export: Export) -> None:
        chats = list(_chats(export.value))
        alone = len(chats) == 1 and chats[0] is export.value
        for number, chat in enumerate(chats, 1):
            about = {key: chat[key] for key in ("name", "type", "id") if chat.get(key) is not None}
            if alone:
                self._composer.details.update(as_details(about))
            else:
                words = str(about.get("name") or about.get("type") or f"chat {number}")
                self._composer.add("heading", words, details=as_details(about))
            for place, message in enumerate(_list(chat, "messages", f"Chat {number}"), 1):
                self._message(message, f"message {place}" if alone else f"chat {number}, message {place}")
        self._tell(export)

    def parsed(self) -> Parsed:
        rest = self._files.attach_rest(lambda name: {})
        if rest:
            told = f"{len(rest)} files of the archive are named by no message; they are attached to none"
            self._composer.oddity("the archive", told)
        for one in self._files.attached:
            self._composer.attach(one)
        return Parsed(self._composer.reading(), tuple(self._files.inside))

    def _message(self, message: Any, where: str) -> None:
        self._count += 1
        if self._count > MOST_MESSAGES:
            raise BadData(
                f"This export has over {MOST_MESSAGES} messages, more than is read at once. The item is kept as it is. "
                "Export the chats one by one."
            )
        if not isinstance(message, dict):
            raise BadData(f"In this export, {where} is no object: it was damaged. The item is kept as it is.")
        kind = message.get("type", "message")
        if kind == "service":
            self._add("system", message, service_words(message), None)
        elif kind == "message":
            self._said(message, where)
        else:
            self._not_understood(message, where)

    def _said(self, message: dict[str, Any], where: str) -> None:
        words = words_of(message)
        attached = self._attach(message)
        if not words.text and not attached:
            self._not_understood(message, where)
            return
        self._spaced += len(words.spaced)
        details: dict[str, JSON] = {"spaced": list(words.spaced)} if words.spaced else {}
        if words.parts:
            details["parts"] = [
                [start, end, kind, as_details(more)] for start, end, kind, more in words.parts
            ]
        missing = [
            self._files.attached[place].name for place in attached if self._files.attached[place].missing
        ]
        if missing:
            details["missing"] = missing
        if message.get("media_type") == "voice_message":
            details["voice"] = True
        details |= _edited(message)
        self._composer.add(
            "message",
            words.text,
            speaker=self._label(message),
            said_at=said_at(message),
            marks=words.marks,
            attached=attached,
            details=details | _further(message),
            where=where,
        )

    def _add(self, kind: str, message: dict[str, Any], words: str, speaker: str | None) -> None:
        attached = self._attach(message)
        self._composer.add(
            kind,
            words,
            speaker=speaker,
            said_at=said_at(message),
            attached=attached,
            details=_edited(message) | _further(message),
        )

    def _not_understood(self, message: dict[str, Any], where: str) -> None:
        self._composer.oddity(
            where, "holds nothing that is known here; it is kept, with what the export says of it"
        )
        words = str(message.get("type") or "message")
        self._add(NOT_UNDERSTOOD, message, words, self._label(message))

    def _label(self, message: Mapping[str, Any]) -> str | None:
        name, account = message.get("from"), message.get("from_id")
        label = name if isinstance(name, str) and name else None
        if label is not None and isinstance(account, str | int):
            self._accounts.setdefault(label, set()).add(str(account))
        return label or (str(account) if isinstance(account, str | int) and account != "" else None)

    def _attach(self, message: Mapping[str, Any]) -> tuple[int, ...]:
        places: list[int] = []
        for key in KEYS_OF_FILES:
            path = message.get(key)
            if isinstance(path, str) and path:
                places += self._place(message, key, path)
        return tuple(dict.fromkeys(places))

    def _place(self, message: Mapping[str, Any], key: str, path: str) -> tuple[int, ...]:
        mime = message.get("mime_type") if key == "file" else None
        media_type = mime if isinstance(mime, str) and mime else None
        details = _of_the_file(message, key)
        if not is_left_out(path):
            if key == "thumbnail" and not self._files.holds(path):
                return ()
            return self._files.attach(path, details, media_type)
        if key == "thumbnail":
            return ()
        name = message.get("file_name") or message.get("media_type") or key
        return (self._files.add_missing(str(name), {**details, "left_out": path}, media_type),)

    def _tell(self, export: Export) -> None:
        composer, whole = self._composer, "the whole"
        if self._spaced:
            composer.oddity(
                whole, f"at {self._spaced} places a space was set between two parts that stood together"
            )
        if export.repaired:
            composer.oddity(
                whole, f"{export.repaired} control characters were written as no JSON, and read as meant"
            )
        if export.doubled:
            composer.oddity(whole, f"{export.doubled} objects have a key twice; both values are kept")
        shared = sum(len(accounts) > 1 for accounts in self._accounts.values())
        if shared:
            composer.oddity(whole, f"{shared} names are each of several accounts; from_id tells them apart")
        others = _other_parts(export.value)
        if others:
            composer.oddity(whole, f"the export also holds what is no chat, and was not read: {others}")


def _edited(message: Mapping[str, Any]) -> dict[str, JSON]:
    if not message.get("edited") and not message.get("edited_unixtime"):
        return {}
    return {"edited": True, "edited_at": said_at(message, "edited")}


def _further(message: Mapping[str, Any]) -> dict[str, JSON]:
    """What has no place of its own in a segment; the local date too, which tells the offset of the exporting computer."""
    further = as_details({key: value for key, value in message.items() if key not in _TOLD})
    if message.get("date_unixtime") and isinstance(message.get("date"), str):
        further["date"] = message["date"]
    return further


def _of_the_file(message: Mapping[str, Any], key: str) -> dict[str, JSON]:
    if key != "file":
        return {"kind": key}
    known = {
        name: message[name] for name in ("media_type", "duration_seconds", "file_name") if name in message
    }
    voice: dict[str, JSON] = {"voice": True} if message.get("media_type") == "voice_message" else {}
    return as_details(known) | voice


def _chats(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and isinstance(value.get("messages"), list):
        yield value
        return
    lists = [value[key] for key in ("chats", "left_chats") if key in value] if isinstance(value, dict) else []
    if not lists:
        raise BadData(
            "This JSON is no Telegram export: it has neither messages nor chats. The item is kept as it is."
        )
    for number, chats in enumerate(lists, 1):
        for chat in _list(chats, "list", f"List {number} of chats"):
            if not isinstance(chat, dict):
                raise BadData(
                    "A chat of this export is no object: it was damaged. The item is kept as it is."
                )
            yield chat


def _list(holder: Any, key: str, what: str) -> list[Any]:
    found = holder.get(key) if isinstance(holder, dict) else None
    if not isinstance(found, list):
        raise BadData(f"{what} of this export has no {key!r}: it was damaged. The item is kept as it is.")
    return found


def _other_parts(value: Mapping[str, Any]) -> str:
    """Of an account's export, by the names that Telegram gives them."""
    known = (
        "personal_information",
        "profile_pictures",
        "stories",
        "contacts",
        "frequent_contacts",
        "sessions",
        "web_sessions",
    )
    return ", ".join(key for key in (*known, "other_data") if key in value)
