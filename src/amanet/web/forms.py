"""What a form sends, as text: `application/x-www-form-urlencoded` alone.

Files never come this way. Starlette's own reader would spool them to a temporary file in the clear; they are streamed (PUT) into
the vault's encrypted writer instead. The size of a body is bounded before it gets here (`gate`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from amanet.errors import BadData, Misuse

__all__ = ["Form", "read_form"]

_MOST_FIELDS = 2000


@dataclass(frozen=True)
class Form:
    """The fields of a form in their order. Nothing of it is shown."""

    fields: tuple[tuple[str, str], ...] = field(repr=False)

    def text(self, name: str, otherwise: str = "") -> str:
        """The field as it was typed, but for spaces around it; the last one where there are several."""
        return self.exact(name, otherwise).strip()

    def exact(self, name: str, otherwise: str = "") -> str:
        """The field to the letter: spaces belong to a passphrase."""
        return next((value for key, value in reversed(self.fields) if key == name), otherwise)

    def all(self, name: str) -> list[str]:
        """Every value of a field, those left empty apart."""
        return [value for key, value in self.fields if key == name and value]

    def number(self, name: str, otherwise: int | None = None) -> int | None:
        """Raises `Misuse` where something else than a number was sent."""
        text = self.text(name)
        if not text:
            return otherwise
        if not text.isdecimal() or len(text) > 12:
            raise Misuse("A number was expected here. Go back and check the form.")
        return int(text)

    def has(self, name: str) -> bool:
        """Whether a box was ticked or a button of that name pressed."""
        return any(key == name for key, _ in self.fields)

    def given(self) -> Mapping[str, str]:
        return dict(self.fields)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.fields)


async def read_form(request: Request) -> Form:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if body and kind != "application/x-www-form-urlencoded":
        raise BadData("This page takes forms only. Go back and use its form.")
    try:
        text = body.decode("ascii")
        fields = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as problem:
        raise BadData(
            "What was sent is not a form in UTF-8, or it has too many fields. Go back and try again."
        ) from problem
    return Form(tuple((key, value.replace("\r\n", "\n")) for key, value in fields))
