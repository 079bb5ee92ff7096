"""The ontology from its files: those that come with amanet, and a team's own folder beside them.

A team's folder holds `*.yaml`, each of which adds terms or translations to one of our thesauri (docs/ontology.md, "Your own
terms"); it never changes what a code of ours means. Nothing is written here.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from amanet.errors import BadData, Misuse, WorldFailed
from amanet.record.ontology import Ontology, parse_ontology

_LARGEST = 4 << 20
_MOST = 200


def load_ontology(extra: Path | None = None) -> Ontology:
    """Ours, read once in a process; with `extra`, what the files of that folder add, read anew each time.

    Raises `BadData` that names the file, `Misuse` where `extra` is no folder, `WorldFailed` where it cannot be read.
    """
    return _ours() if extra is None else _ours().with_additions(_additions(extra))


@cache
def _ours() -> Ontology:
    folder = files("amanet.record.ontology")
    # The tests parse all of it; here each thesaurus waits until something needs it.
    return parse_ontology(_Texts(folder / "schemata"), _Texts(folder / "thesauri"), lazily=True)


class _Texts(Mapping[str, str]):
    """The texts of a folder of ours by file name, each read when it is asked for."""

    def __init__(self, folder: Traversable) -> None:
        found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
        self._files = {f"{folder.name}/{name}": folder / name for name in found}

    def __getitem__(self, name: str) -> str:
        return self._files[name].read_text("utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def _additions(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise Misuse(f"{folder} is no folder. Give the folder that holds your team's own terms, as *.yaml.")
    try:
        # Other systems leave files of their own behind, ._names and the like; what begins with a dot is nobody's terms.
        found = sorted(file for file in folder.iterdir() if _is_yaml(file))
        if len(found) > _MOST:
            raise BadData(f"{folder} has {len(found)} files of terms, more than the {_MOST} that are read.")
        return {str(file): _text(file) for file in found}
    except OSError as problem:
        raise WorldFailed(f"{folder} cannot be read: {problem.strerror}.") from problem


def _is_yaml(file: Path) -> bool:
    return file.suffix in (".yaml", ".yml") and not file.name.startswith(".")


def _text(file: Path) -> str:
    with open(file, "rb") as stream:
        data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise BadData(f"{file} is over {_LARGEST >> 20} MiB: no list of terms.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise BadData(f"{file}, line {line} is not UTF-8. Save it as UTF-8.") from problem
