"""Makes the corpus of evidence bundles: good ones, and hostile ones that every verifier must refuse.

    python docs/spec/hostile-bundles/make.py FOLDER

writes FOLDER/<case>/ for every case of `CASES` and `GOOD`. The bundles are the same bytes each time: the keys come from
fixed seeds, the time-stamps from authority/. `cases.json` beside this file lists the cases; the tests hold it to this table.

The makers of hostile bundles are taken to know the format, to hold a log key of their own, and to write manifests that fit:
but where a case is about the manifests themselves, they are written anew after the damage.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from amanet.canonical import JSON, encode, to_base64
from amanet.exports import (
    BundleContents,
    BundledCheckpoint,
    BundledConsistency,
    BundledRecord,
    BundledStamp,
)
from amanet.exports.writer import write_bag_unchecked
from amanet.merkle import (
    Checkpoint,
    HashReader,
    KeyType,
    SignerKey,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    parse_note,
    root_of,
    sign_checkpoint,
    sign_cosignature,
)
from amanet.record import RECORD_TYPES, Opening, Salt, entry_of, open_fields

HERE = Path(__file__).parent
VIDEO = b"An invented recording.\n" * 40
LETTER = b"An invented letter, kept in the second epoch.\n"


def seed(name: str) -> bytes:
    return sha256(b"amanet hostile bundles\n" + name.encode()).digest()


FIRST = "amanet/" + "0a" * 16
SECOND = "amanet/" + "0b" * 16
LOG = SignerKey(FIRST, seed("first log"))
NEXT_LOG = SignerKey(SECOND, seed("second log"))
FOREIGN_LOG = SignerKey(FIRST, seed("foreign log"))
PARTNER = SignerKey("amanet-cosigner/" + "0c" * 16, seed("partner"), KeyType.COSIGNATURE)
OTHER_PARTNER = SignerKey("amanet-cosigner/" + "0d" * 16, seed("other partner"), KeyType.COSIGNATURE)
OTHER_LOG = SignerKey("amanet/" + "0e" * 16, seed("other vault"))
COSIGNED_AT = 1709380800  # 2024-03-02T12:00:00Z


@dataclass(frozen=True)
class Keys:
    """What the verifier's user gives on the command line."""

    log: tuple[str, ...] = (str(LOG.verifier), str(NEXT_LOG.verifier))
    cosigner: tuple[str, ...] = (str(PARTNER.verifier),)
    authorities: tuple[str, ...] = ("authority/root.pem",)


class Tree:
    """A log small enough to stand in one tile."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.leaves = [leaf_hash(entry) for entry in entries]
        self.reader = HashReader(self, len(entries))

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        return b"".join(self.leaves[:width])

    def read_entries(self, index: int, width: int) -> bytes:
        raise NotImplementedError

    def root(self, size: int) -> bytes:
        return root_of(self.leaves[:size])

    def inclusion(self, index: int, *sizes: int) -> dict[int, tuple[bytes, ...]]:
        return {size: inclusion_proof(self.reader, index, size) for size in sizes}


@dataclass(frozen=True)
class Logged:
    """What a record shows and the entry that stands in the log for it."""

    opening: Opening
    entry: bytes


def item(name: str, content: bytes, *, opened: Sequence[str] = ("sha256", "size"), **more: JSON) -> Logged:
    body: dict[str, JSON] = {
        "type": "Item",
        "id": "018e0000-0000-7000-8000-000000000000",
        "entered_at": "2024-02-29T08:00:00Z",
        "entered_by": "m1",
        "sha256": sha256(content).hexdigest(),
        "size": len(content),
        "name": name,
        "kind": "file",
        **more,
    }
    salt = Salt(seed("salt of " + name))
    return Logged(open_fields(body, salt, opened), entry_of(body, salt))


VIDEO_ITEM = item("video.mp4", VIDEO)
# A note that would turn a terminal's text around, clear it, and end a shell's quotes.
NOTED_ITEM = item("noted", b"?", opened=("size", "note"), note="\x1b[2J\u202egnp.exe' $(id) ئۈرۈمچى \\")
LETTER_ITEM = item("letter.txt", LETTER)


def contents(first: Logged = VIDEO_ITEM, log: SignerKey = LOG) -> BundleContents:
    """The good bundle: three records in two epochs, one time-stamp, two cosignatures."""
    fill = [seed(f"leaf {number}") + b"\x01" for number in range(13)]
    one = Tree([*fill[:3], first.entry, *fill[4:10], NOTED_ITEM.entry, *fill[11:]])
    two = Tree([fill[0], LETTER_ITEM.entry, fill[2]])
    stamp = BundledStamp(_kept("token.tsr"), _kept("chain.pem"))
    return BundleContents(
        records=(
            BundledRecord(first.opening, first.entry, FIRST, 3, one.inclusion(3, 8, 13), [VIDEO]),
            BundledRecord(NOTED_ITEM.opening, NOTED_ITEM.entry, FIRST, 10, one.inclusion(10, 13)),
            BundledRecord(LETTER_ITEM.opening, LETTER_ITEM.entry, SECOND, 1, two.inclusion(1, 3), [LETTER]),
        ),
        checkpoints=(
            BundledCheckpoint(note(one, FIRST, 8, log), (stamp,)),
            BundledCheckpoint(note(one, FIRST, 13, log, PARTNER)),
            BundledCheckpoint(note(two, SECOND, 3, NEXT_LOG, PARTNER)),
        ),
        consistency=(BundledConsistency(FIRST, 8, 13, consistency_proof(one.reader, 8, 13)),),
        made_on="2024-03-03",
        summary=b"%PDF-1.4 an invented summary\n",
    )


def note(tree: Tree, origin: str, size: int, log: SignerKey, *cosigners: SignerKey) -> bytes:
    checkpoint = Checkpoint(origin, size, tree.root(size))
    signed = parse_note(sign_checkpoint(checkpoint, log))
    for cosigner in cosigners:
        signed = signed.with_signature(sign_cosignature(checkpoint, cosigner, COSIGNED_AT))
    return signed.to_bytes()


def stamped_text() -> bytes:
    """What the time-stamps of authority/ are over."""
    fill = [seed(f"leaf {number}") + b"\x01" for number in range(8)]
    tree = Tree([*fill[:3], VIDEO_ITEM.entry, *fill[4:]])
    return Checkpoint(FIRST, 8, tree.root(8)).text.encode()


def _kept(name: str) -> bytes:
    path = HERE / "authority" / name
    return path.read_bytes() if path.exists() else b"?"  # not there yet while authority.py makes it


ITEM, PROOF, JSON_FILE = "data/items/0001.bin", "data/proofs/0001-0001.tlog-proof", "data/bundle.json"
RECORD = ("records", 0)
FIELDS = (*RECORD, "opening", "fields")


# --- damage ---------------------------------------------------------------------------------------------------


def reseal(folder: Path) -> None:
    """Manifests that fit whatever lies in the folder now."""
    payload = sorted(
        each for each in (folder / "data").rglob("*") if each.is_file() and not each.is_symlink()
    )
    lines = [
        f"{sha256(each.read_bytes()).hexdigest()}  {each.relative_to(folder).as_posix()}\n"
        for each in payload
    ]
    (folder / "manifest-sha256.txt").write_text("".join(lines))
    info = (folder / "bag-info.txt").read_text().splitlines()
    total = sum(each.stat().st_size for each in payload)
    info[-1] = f"Payload-Oxum: {total}.{len(payload)}"
    (folder / "bag-info.txt").write_text("\n".join(info) + "\n")
    reseal_tags(folder)


def reseal_tags(folder: Path) -> None:
    names = sorted(
        each for each in folder.iterdir() if each.is_file() and each.name != "tagmanifest-sha256.txt"
    )
    lines = [f"{sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in names]
    (folder / "tagmanifest-sha256.txt").write_text("".join(lines))


def edit(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    (folder / name).write_bytes(change((folder / name).read_bytes()))


def editing(name: str, change: Callable[[bytes], bytes], *, seal: bool = True) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        edit(folder, name, change)
        if seal:
            reseal(folder)

    return damage


def describing(change: Callable[[Any], None]) -> Callable[[Path], None]:
    """Changes bundle.json as a value."""

    def apply(data: bytes) -> bytes:
        value = json.loads(data)
        change(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    return editing("data/bundle.json", apply)


def setting(value: object, *path: str | int) -> Callable[[Path], None]:
    def change(bundle: Any) -> None:
        for step in path[:-1]:
            bundle = bundle[step]
        bundle[path[-1]] = value

    return describing(change)


def renewing(name: str, data: bytes | Callable[[], bytes]) -> Callable[[Path], None]:
    return editing(name, lambda _: data if isinstance(data, bytes) else data())


def replacing(name: str, old: bytes, new: bytes, *, seal: bool = True) -> Callable[[Path], None]:
    def change(data: bytes) -> bytes:
        assert old in data, (name, old)
        return data.replace(old, new, 1)

    return editing(name, change, seal=seal)


def adding(name: str, data: bytes, *, seal: bool) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        if seal:
            reseal(folder)

    return damage


def removing(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def linking(name: str) -> Callable[[Path], None]:
    """A link in place of a file or folder, to a copy of it outside."""

    def damage(folder: Path) -> None:
        outside = folder.parent / (folder.name + ".outside")
        (folder / name).rename(outside)
        (folder / name).symlink_to(outside)

    return damage


def piping(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return damage


def building(make: Callable[[], BundleContents]) -> Callable[[Path], None]:
    """A whole bundle that a suspect made with a log of their own."""

    def damage(folder: Path) -> None:
        page = (folder / "VERIFY.md").read_text()
        shutil.rmtree(folder)
        folder.mkdir()
        write_bag_unchecked(folder, make(), page)

    return damage


def both(*damages: Callable[[Path], None]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        for each in damages:
            each(folder)

    return damage


# --- hostile records: committed to, logged and proven, and still not what the specification allows -------------


def forged(
    values: Mapping[str, JSON], slots: Mapping[str, int], *, salt_size: int = 32, twice: bool = False
) -> Logged:
    """A record whose digest document the suspect made by hand."""
    document = [seed(f"forged absent {number}") for number in range(24)]
    fields = {}
    for name, value in values.items():
        salt = seed("forged " + name)[:salt_size]
        document[slots[name]] = sha256(encode([to_base64(salt), name, value])).digest()
        fields[name] = (salt, value)
    if twice:
        document[9] = document[slots["sha256"]]
    return logged(Opening(b"".join(document), seed("forged leaf"), fields))


def logged(opening: Opening) -> Logged:
    import hmac

    mac = hmac.digest(opening.leaf_salt, b"amanet/leaf/v1\n" + opening.digests, "sha256")
    return Logged(opening, b"\x01" + mac)


VALUES: dict[str, JSON] = {"type": "Item", "sha256": sha256(VIDEO).hexdigest(), "size": len(VIDEO)}
SLOTS = RECORD_TYPES["Item"].slots


def suspect(first: Logged) -> Callable[[Path], None]:
    """The good bundle with the first record forged. The time-stamp goes: no authority stamped this log."""
    return building(lambda: unstamped(first))


def with_payload(made: Callable[[], BundleContents]) -> Callable[[Path], None]:
    """The first record's item put in after the writer, which would refuse it, is done."""

    def bare() -> BundleContents:
        whole = made()
        first, *others = whole.records
        return replace(whole, records=(replace(first, payload=None), *others))

    return both(
        building(bare),
        adding("data/items/0001.bin", VIDEO, seal=True),
        setting("items/0001.bin", *RECORD, "payload"),
    )


def unstamped(first: Logged) -> BundleContents:
    made = contents(first)
    return replace(made, checkpoints=tuple(replace(each, stamps=()) for each in made.checkpoints))


def forked() -> BundleContents:
    """The log key signed two histories: the later checkpoint does not continue the earlier one."""
    made = contents()
    fill = [seed(f"leaf {number}") + b"\x01" for number in range(13)]
    other = Tree([seed("another past") + b"\x01", *fill[1:10], NOTED_ITEM.entry, *fill[11:]])
    video, noted, letter = made.records
    kept = {8: video.inclusion[8]}
    later = BundledCheckpoint(note(other, FIRST, 13, LOG, PARTNER))
    proof = replace(made.consistency[0], proof=consistency_proof(other.reader, 8, 13))
    return replace(
        made,
        records=(replace(video, inclusion=kept), replace(noted, inclusion=other.inclusion(10, 13)), letter),
        checkpoints=(made.checkpoints[0], later, made.checkpoints[2]),
        consistency=(proof,),
    )


def beyond() -> BundleContents:
    """A record whose index is past the end of the checkpoint that it claims."""
    made = contents()
    _, noted, letter = made.records
    kept = {8: made.records[0].inclusion[8]}
    return replace(made, records=(made.records[0], replace(noted, index=8, inclusion=kept), letter))


def own_stamp(token: str, chain: str) -> Callable[[Path], None]:
    return both(
        renewing("data/timestamps/0001.tsr", lambda: _kept(token)),
        renewing("data/timestamps/0001.pem", lambda: _kept(chain)),
    )


def moved_stamp(bundle: Any) -> None:
    one, two = bundle["checkpoints"][:2]
    two["stamps"], one["stamps"] = one["stamps"], []


def without_line(start: str) -> Callable[[bytes], bytes]:
    lead = start.encode()
    return lambda data: b"".join(line for line in data.splitlines(keepends=True) if not line.startswith(lead))


def in_checkpoint(number: int, *proofs: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Changes a checkpoint and, alike, the proofs that end with it."""
    names = [f"checkpoints/{number:04d}.txt", *(f"proofs/{each}.tlog-proof" for each in proofs)]
    return both(*(editing("data/" + name, change) for name in names))


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


def flip_last_signature(data: bytes) -> bytes:
    """Another last byte but one of the base64 of the last signature, still base64."""
    at = len(data) - 4
    return data[:at] + (b"A" if data[at : at + 1] != b"A" else b"B") + data[at + 1 :]


def cut_proof(data: bytes) -> bytes:
    head, _, rest = data.partition(b"\n\n")
    return head.rpartition(b"\n")[0] + b"\n\n" + rest


def lengthen_proof(data: bytes) -> bytes:
    head, _, rest = data.partition(b"\n\n")
    return head + b"\n" + head.rpartition(b"\n")[2] + b"\n\n" + rest


def line_twice(data: bytes) -> bytes:
    return data + data.splitlines(keepends=True)[0]


def no_type(bundle: Any) -> None:
    del bundle["records"][1]["opening"]["fields"]["type"]


def proof_missing(bundle: Any) -> None:
    bundle["consistency"] = []


def proof_emptied(bundle: Any) -> None:
    bundle["consistency"][0]["hashes"] = []


def swapped_entry(bundle: Any) -> None:
    bundle["records"][0]["entry"] = bundle["records"][1]["entry"]


def twice_same_place(bundle: Any) -> None:
    bundle["records"][1] = dict(bundle["records"][0], proofs=["proofs/0002-0002.tlog-proof"])
    del bundle["records"][1]["payload"]


def not_opened(bundle: Any) -> None:
    del bundle["records"][0]["opening"]["fields"]["sha256"]


def nested(data: bytes) -> bytes:
    return b'{"checkpoints":' + b"[" * 5000 + b"]" * 5000 + b"}"


@dataclass(frozen=True)
class Case:
    """A hostile bundle: what was done, and how every verifier must refuse it."""

    name: str
    done: str
    category: str
    says: str  # a part of the single-file verifier's message
    damage: Callable[[Path], None]
    keys: Keys = Keys()


CASES: tuple[Case, ...] = (
    # the bag
    Case(
        "unlisted-file",
        "a file that no manifest lists",
        "unlisted",
        "in no manifest",
        adding("data/items/0009.bin", b"?", seal=False),
    ),
    Case(
        "unlisted-folder",
        "a folder that the layout does not have",
        "unlisted",
        "folder that no bundle has",
        adding("keys/log.txt", b"?", seal=False),
    ),
    Case(
        "unnamed-file",
        "a listed file that bundle.json does not name",
        "unlisted",
        "does not name it",
        adding("data/items/0009.bin", b"?", seal=True),
    ),
    Case("missing-file", "a listed file is gone", "missing", "not in the folder", removing(ITEM)),
    Case(
        "missing-tag-file",
        "bag-info.txt is gone",
        "missing",
        "bag-info.txt is not in the bundle",
        removing("bag-info.txt"),
    ),
    Case(
        "changed-item",
        "a byte of an item was changed",
        "digest",
        "items/0001.bin",
        editing(ITEM, lambda data: b"a" + data[1:], seal=False),
    ),
    Case(
        "not-a-bag",
        "bagit.txt of another version",
        "bag",
        "BagIt 1.0",
        replacing("bagit.txt", b"1.0", b"0.9"),
    ),
    Case(
        "wrong-oxum",
        "bag-info.txt counts other bytes",
        "bag",
        "Payload-Oxum",
        both(replacing("bag-info.txt", b"Oxum: ", b"Oxum: 9", seal=False), reseal_tags),
    ),
    Case(
        "listed-twice",
        "a manifest lists a file twice",
        "bag",
        "twice",
        both(editing("manifest-sha256.txt", line_twice, seal=False), reseal_tags),
    ),
    Case(
        "traversal-in-manifest",
        "a manifest names ../outside",
        "path",
        "which no bundle holds",
        both(
            replacing("manifest-sha256.txt", b"data/items/0001.bin", b"data/../../outside", seal=False),
            reseal_tags,
        ),
    ),
    Case(
        "absolute-in-manifest",
        "a manifest names /etc/passwd",
        "path",
        "which no bundle holds",
        both(
            replacing("manifest-sha256.txt", b"data/items/0001.bin", b"/etc/passwd", seal=False), reseal_tags
        ),
    ),
    Case(
        "link-to-file",
        "an item is a symbolic link to the same bytes outside",
        "link",
        "items/0001.bin",
        linking(ITEM),
    ),
    Case(
        "link-to-folder",
        "the folder of the items is a symbolic link",
        "link",
        "data/items",
        linking("data/items"),
    ),
    Case(
        "pipe",
        "an item is a named pipe, on which a reader would wait for ever",
        "link",
        "items/0001.bin",
        piping(ITEM),
    ),
    Case(
        "own-verifier",
        "the suspect's own verifier, which says VERIFIED to everything",
        "verifier",
        "do not run it",
        renewing("verify_bundle.py", b"print('VERIFIED')\n"),
    ),
    Case(
        "own-keys",
        "a listed file with the suspect's keys",
        "path",
        "which no bundle holds",
        adding("data/log-key.txt", str(FOREIGN_LOG.verifier).encode(), seal=True),
    ),
    # bundle.json
    Case(
        "own-keys-in-json",
        "bundle.json brings a log key along",
        "shape",
        "bundle.json does not have exactly",
        setting(str(FOREIGN_LOG.verifier), "log_key"),
    ),
    Case(
        "newer-format",
        "a format of the future",
        "format",
        "amanet-bundle/2",
        setting("amanet-bundle/2", "format"),
    ),
    Case(
        "key-twice",
        "bundle.json names a key twice",
        "json",
        "same key twice",
        replacing(JSON_FILE, b'"format":', b'"format":"","format":'),
    ),
    Case(
        "not-canonical",
        "bundle.json with a space in it",
        "json",
        "canonical",
        replacing(JSON_FILE, b'"format":', b'"format": '),
    ),
    Case(
        "not-an-integer",
        "an index of 3.0",
        "json",
        "not an integer",
        replacing(JSON_FILE, b'"index":3,', b'"index":3.0,'),
    ),
    Case("nested", "bundle.json of 5000 brackets", "json", "nested too deeply", editing(JSON_FILE, nested)),
    Case(
        "traversal-in-json",
        "a payload named ../../outside",
        "path",
        "which no bundle holds",
        setting("../../outside", *RECORD, "payload"),
    ),
    Case(
        "absolute-in-json",
        "a payload named /etc/passwd",
        "path",
        "which no bundle holds",
        setting("/etc/passwd", *RECORD, "payload"),
    ),
    Case(
        "another-item",
        "a record points at the item of another",
        "shape",
        "where items/0001.bin belongs",
        setting("items/0003.bin", *RECORD, "payload"),
    ),
    Case(
        "same-place-twice",
        "two records at one place of the log",
        "shape",
        "same place",
        describing(twice_same_place),
    ),
    # openings
    Case(
        "slot-twice",
        "the same digest in two slots, so that one field could be opened as two",
        "opening",
        "two slots",
        suspect(forged(VALUES, SLOTS, twice=True)),
    ),
    Case(
        "wrong-slot",
        "sha256 committed to in the slot of another field",
        "opening",
        "field sha256",
        suspect(forged(VALUES, {**SLOTS, "sha256": SLOTS["path"]})),
    ),
    Case(
        "unknown-type",
        "a type that nobody knows, with slots of the suspect's choice",
        "opening",
        "not known",
        suspect(forged({**VALUES, "type": "Confession"}, SLOTS)),
    ),
    Case(
        "wrong-type",
        "the type Custody in place of Item",
        "opening",
        "no field sha256",
        setting("Custody", *FIELDS, "type", "value"),
    ),
    Case(
        "short-salt",
        "field salts of 16 bytes, committed to",
        "opening",
        "32 bytes",
        suspect(forged(VALUES, SLOTS, salt_size=16)),
    ),
    Case(
        "short-leaf-salt",
        "a leaf salt of 16 bytes, logged",
        "opening",
        "leaf salt",
        suspect(logged(replace(VIDEO_ITEM.opening, leaf_salt=bytes(16)))),
    ),
    Case(
        "other-value",
        "another size than was committed to",
        "opening",
        "field size",
        setting(1, *FIELDS, "size", "value"),
    ),
    Case(
        "no-type",
        "an opening that does not open the type",
        "opening",
        "does not open the type",
        describing(no_type),
    ),
    Case(
        "field-of-no-slot",
        "a field that the type does not have",
        "opening",
        "no field",
        setting({"salt": to_base64(bytes(32)), "value": 1}, *FIELDS, "confession"),
    ),
    Case(
        "record-salt",
        "an opening with one key more",
        "opening",
        "exactly",
        setting(to_base64(bytes(32)), *RECORD, "opening", "record_salt"),
    ),
    Case(
        "other-entry", "the entry of another record", "opening", "does not belong", describing(swapped_entry)
    ),
    # the item
    Case(
        "other-item",
        "other bytes, in manifests that fit them",
        "payload",
        "SHA-256 and size",
        renewing(ITEM, b"another recording"),
    ),
    Case(
        "false-size",
        "a size committed to that is not that of the item, beside its true sha256",
        "payload",
        "SHA-256 and size",
        with_payload(lambda: unstamped(forged({**VALUES, "size": 1}, SLOTS))),
    ),
    Case(
        "unproven-item",
        "an item whose sha256 is not opened",
        "payload",
        "does not open",
        describing(not_opened),
    ),
    # proofs
    Case(
        "cut-proof",
        "an inclusion proof without its last hash",
        "proof",
        "cut short",
        editing(PROOF, cut_proof),
    ),
    Case(
        "long-proof",
        "an inclusion proof with a hash more",
        "proof",
        "too long",
        editing(PROOF, lengthen_proof),
    ),
    Case(
        "other-index",
        "a proof for another index",
        "proof",
        "another index",
        replacing(PROOF, b"index 3", b"index 2"),
    ),
    Case(
        "claimed-index",
        "a record that claims another index than its proof",
        "proof",
        "another index",
        setting(2, *RECORD, "index"),
    ),
    Case(
        "moved-record",
        "another index in proof and record alike",
        "proof",
        "does not lead",
        both(replacing(PROOF, b"index 3", b"index 2"), setting(2, *RECORD, "index")),
    ),
    Case(
        "index-beyond-size", "an index past the end of the tree", "proof", "not in a tree", building(beyond)
    ),
    Case(
        "proof-with-own-checkpoint",
        "a proof that ends with a checkpoint of its own",
        "proof",
        "does not end with",
        editing(PROOF, flip_last_signature),
    ),
    Case(
        "extra-in-proof",
        "a proof with an extra line",
        "proof",
        "proof",
        replacing(PROOF, b"index 3", b"extra AAAA\nindex 3"),
    ),
    Case("no-proof", "a record without a proof", "shape", "no proofs", setting([], *RECORD, "proofs")),
    Case(
        "wrong-origin",
        "a record that names the other log",
        "origin",
        "is of another",
        setting(SECOND, *RECORD, "origin"),
    ),
    # checkpoints and keys
    Case(
        "foreign-key",
        "a whole log signed by another key under the same origin",
        "key",
        "not signed by the log key",
        building(lambda: contents(log=FOREIGN_LOG)),
    ),
    Case(
        "broken-signature",
        "the log's signature was changed",
        "signature",
        "does not hold",
        in_checkpoint(1, "0001-0001", change=flip_last_signature),
    ),
    Case(
        "other-root",
        "a checkpoint with another root under the old signature",
        "signature",
        "does not hold",
        in_checkpoint(2, "0001-0002", "0002-0002", change=swap(b"\n13\n", b"\n14\n")),
    ),
    Case(
        "no-log-signature",
        "a checkpoint that only the cosigner signed",
        "checkpoint",
        "name of its origin",
        in_checkpoint(3, "0003-0003", change=without_line("— " + SECOND)),
    ),
    Case(
        "extension-line",
        "a checkpoint with a fourth line",
        "checkpoint",
        "origin, a size, a root",
        in_checkpoint(1, "0001-0001", change=swap(b"=\n\n", b"=\nmore\n\n")),
    ),
    Case(
        "signature-twice",
        "two signatures in the name of one key",
        "checkpoint",
        "same key",
        in_checkpoint(1, "0001-0001", change=lambda data: data + data.splitlines(keepends=True)[-1]),
    ),
    Case(
        "cosignature-backdated",
        "another time in a cosignature",
        "signature",
        "cosignature",
        building(lambda: backdated()),
    ),
    Case(
        "huge-checkpoint",
        "a checkpoint of 80 kB",
        "limit",
        "longer than",
        editing("data/checkpoints/0001.txt", lambda data: data + data.splitlines(keepends=True)[-1] * 600),
    ),
    Case(
        "log-key-unused",
        "the user gave the log key of another vault as well",
        "key",
        "matches nothing",
        both(),
        Keys(log=(*Keys().log, str(OTHER_LOG.verifier))),
    ),
    Case(
        "cosigner-key-unused",
        "the user gave the key of a cosigner who did not sign",
        "key",
        "matches nothing",
        both(),
        Keys(cosigner=(*Keys().cosigner, str(OTHER_PARTNER.verifier))),
    ),
    # history
    Case("two-histories", "the log key signed two histories", "history", "two histories", building(forked)),
    Case(
        "no-consistency",
        "no consistency proof between two checkpoints",
        "history",
        "not one consistency proof",
        describing(proof_missing),
    ),
    Case("empty-consistency", "an empty consistency proof", "history", "empty", describing(proof_emptied)),
    # time-stamps
    Case(
        "stamp-on-another",
        "a time-stamp moved to a later checkpoint",
        "stamp",
        "not over the text",
        describing(moved_stamp),
    ),
    Case(
        "stamp-changed",
        "the time in a time-stamp was changed",
        "stamp",
        "signature of a time-stamp",
        replacing("data/timestamps/0001.tsr", b"20240301120000Z", b"20230301120000Z"),
    ),
    Case(
        "stamp-cut",
        "a time-stamp without its last bytes",
        "stamp",
        "cut short",
        editing("data/timestamps/0001.tsr", lambda data: data[:-9]),
    ),
    Case(
        "own-authority",
        "the suspect's own authority, with its root among the certificates",
        "key",
        "matches nothing",
        own_stamp("suspect.tsr", "suspect-chain.pem"),
    ),
    Case(
        "stamped-after-expiry",
        "a time-stamp that states a time at which its certificate had expired",
        "key",
        "matches nothing",
        own_stamp("late.tsr", "chain.pem"),
    ),
    Case(
        "authority-unused",
        "the user gave the root of an authority that stamped nothing here",
        "key",
        "matches nothing",
        both(),
        Keys(authorities=("authority/root.pem", "authority/suspect-root.pem")),
    ),
)


def backdated() -> BundleContents:
    made = contents()
    signed = parse_note(made.checkpoints[2].note)
    line = signed.signatures[1]
    earlier = replace(line, signature=(COSIGNED_AT - 86400).to_bytes(8, "big") + line.signature[8:])
    changed = BundledCheckpoint(replace(signed, signatures=(signed.signatures[0], earlier)).to_bytes())
    return replace(made, checkpoints=(*made.checkpoints[:2], changed))


@dataclass(frozen=True)
class Good:
    """The good bundle under some keys, and the verdict."""

    name: str
    verdict: str
    keys: Keys


GOOD = (
    Good("all keys", "verified", Keys()),
    Good("no key", "internally consistent", Keys((), (), ())),
    Good("log keys only", "verified", Keys(cosigner=(), authorities=())),
    Good(
        "one log key of two", "internally consistent", Keys(log=Keys().log[:1], cosigner=(), authorities=())
    ),
    Good("cosigner only", "verified", Keys(log=(), authorities=())),
    Good("authority only, which stamped before two of three records", "internally consistent", Keys((), ())),
)


def make_good(folder: Path) -> None:
    write_bag_unchecked(folder, contents())


def make(case: Case, folder: Path) -> None:
    folder.mkdir()
    make_good(folder)
    case.damage(folder)


def table() -> list[dict[str, object]]:
    """cases.json."""
    return [
        {
            "name": case.name,
            "done": case.done,
            "expected": case.category,
            "log_keys": case.keys.log,
            "cosigner_keys": case.keys.cosigner,
            "tsa_cas": case.keys.authorities,
        }
        for case in CASES
    ]


def table_text() -> str:
    return json.dumps(table(), indent=1, ensure_ascii=False) + "\n"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "good").mkdir()
    make_good(folder / "good")
    for case in CASES:
        make(case, folder / case.name)
    (HERE / "cases.json").write_text(table_text(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
