"""The keys of one mapping of a file, taken one by one, with errors that say where something is wrong."""

import re
from typing import NoReturn, TypeAlias

from amanet.errors import BadData

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"


class Fields:
    """Each key is taken once; `finish` refuses what nobody took, so that no typing error goes unseen."""

    def __init__(self, where: str, tree: Tree) -> None:
        self.where = where
        if not isinstance(tree, dict):
            raise BadData(f"{where}: a mapping of keys to values is expected here.")
        self._left = dict(tree)

    def inside(self, key: str, tree: Tree) -> "Fields":
        return Fields(f"{self.where}, {key}", tree)

    def has(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, pattern: str = "") -> str:
        found = self.optional_text(key, pattern)
        if found is None:
            self.refuse(key, "is missing")
        return found

    def optional_text(self, key: str, pattern: str = "") -> str | None:
        if key not in self._left:
            return None
        found = self._left.pop(key)
        if not isinstance(found, str) or not found.strip():
            self.refuse(key, "must be a text")
        if pattern and re.fullmatch(pattern, found) is None:
            self.refuse(key, f"does not look as it must ({pattern})")
        return found

    def flag(self, key: str) -> bool:
        found = self._left.pop(key, "false")
        if found not in ("true", "false"):
            self.refuse(key, "must be true or false")
        return found == "true"

    def mapping(self, key: str) -> dict[str, Tree]:
        """What stands under `key`, nothing where it is absent or empty."""
        found = self._left.pop(key, None) or {}
        if not isinstance(found, dict):
            self.refuse(key, "must be a mapping")
        return found

    def texts(self, key: str) -> dict[str, str]:
        found = {}
        for name, tree in self.mapping(key).items():
            if not isinstance(tree, str) or not tree.strip():
                self.refuse(f"{key}, {name}", "must be a text")
            found[name] = tree
        return found

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; `false` and absence are an empty one."""
        found = self._left.pop(key, "false")
        if found == "false":
            return ()
        if not isinstance(found, list):
            self.refuse(key, "must be false or a list")
        return tuple(word if isinstance(word, str) else self.refuse(key, "must list texts") for word in found)

    def refuse(self, key: str, what: str) -> NoReturn:
        raise BadData(f"{self.where}: {key} {what}.")

    def finish(self) -> None:
        for key in self._left:
            self.refuse(repr(key), "is no key that stands here")
