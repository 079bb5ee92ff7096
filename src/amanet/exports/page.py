"""VERIFY.md: the page in every bundle that spells its checks out as openssl and coreutils commands.

The page is the template beside the verifier, with this bundle's values put in. Values go into shell commands
only as base64, hex, digits, and JSON of harmless characters; any other text goes in as hex. The tests run the
page's commands. Its reader is told that page and program come from whoever made the bundle.
"""

import re
from collections.abc import Iterator

from amanet.canonical import encode, sha256, to_base64
from amanet.exports import layout
from amanet.exports.contents import BundleContents, BundledRecord
from amanet.record import type_named

MOST_SPELLED_OUT = 20
_HARMLESS = re.compile(r'[A-Za-z0-9+/=",.:_\[\]{} -]*')


def verify_page(contents: BundleContents, verifier: bytes) -> str:
    count = len(contents.records)
    more = (
        ""
        if count <= MOST_SPELLED_OUT
        else f"The first {MOST_SPELLED_OUT} of {count} records; the others go alike.\n"
    )
    filled = {
        "VERIFIER_SHA256": sha256(verifier).hex(),
        "CHECKPOINTS": "\n".join(_checkpoints(contents)),
        "HISTORY": "\n".join(_history(contents)) or "echo 'each log has one checkpoint here'",
        "MORE": more,
        "RECORDS": "\n".join(
            _record(number, record, contents)
            for number, record in enumerate(contents.records[:MOST_SPELLED_OUT], 1)
        ),
    }
    return re.sub("@@([A-Z_0-9]+)@@", lambda match: filled[match[1]], layout.page_template())


def _checkpoints(contents: BundleContents) -> Iterator[str]:
    stamps = 0
    for number, checkpoint in enumerate(contents.checkpoints, 1):
        name = "data/" + layout.checkpoint_name(number)
        yield f"signed {name}"
        for stamp in checkpoint.stamps:
            stamps += 1
            chain = " data/" + layout.chain_name(stamps) if stamp.chain else ""
            yield f"stamped {name} data/{layout.token_name(stamps)}{chain}"


def _history(contents: BundleContents) -> Iterator[str]:
    places = [(each.checkpoint.origin, each.checkpoint.size) for each in contents.checkpoints]
    for each in contents.consistency:
        old = places.index((each.origin, each.old_size)) + 1
        hashes = " ".join(one.hex() for one in each.proof)
        names = f"data/{layout.checkpoint_name(old)} data/{layout.checkpoint_name(old + 1)}"
        yield f"continued {names} {hashes}"


def _record(number: int, record: BundledRecord, contents: BundleContents) -> str:
    return "\n".join(["", f"### Record {number}", "", "```bash", *_commands(number, record, contents), "```"])


def _commands(number: int, record: BundledRecord, contents: BundleContents) -> Iterator[str]:
    fields = record.opening.fields
    slots = type_named(fields["type"][1]).slots
    yield f"record {to_base64(record.opening.digests)}"
    for name in sorted(fields, key=slots.__getitem__):
        salt, value = fields[name]
        text = encode([to_base64(salt), name, value])
        if _HARMLESS.fullmatch(text.decode("utf-8")):
            yield f"opened {slots[name]} '{text.decode('ascii')}'"
        else:
            yield f"opened_hex {slots[name]} {text.hex()}"
    if record.payload is not None:
        yield f"file data/{layout.item_name(number)} {fields['sha256'][1]} {fields['size'][1]}"
    yield f"entry {record.opening.leaf_salt.hex()} {to_base64(record.entry)}"
    for place, checkpoint in enumerate(contents.checkpoints, 1):
        head = checkpoint.checkpoint
        if head.origin == record.origin and head.size in record.inclusion:
            names = f"data/{layout.proof_name(number, place)} data/{layout.checkpoint_name(place)}"
            yield f"included {record.index} {names}"
