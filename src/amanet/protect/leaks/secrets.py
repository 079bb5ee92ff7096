"""What must not stand in a package: the secrets that a leak check knows, each with an opaque id.

A report names ids and kinds, never what a secret says; so every value here is masked in its `repr`. All of it can be pickled and compared.
Who gathers them from a vault decides what is protected for which release (`amanet.work`); here nothing is decided.

    >>> Secret("Aydin Serik", "p1")
    Secret(text='…', id='p1')
"""

from dataclasses import dataclass, field

__all__ = ["Earlier", "Original", "Place", "Secret", "Secrets", "SimilarPicture", "SimilarSound"]


@dataclass(frozen=True, repr=False)
class Secret:
    """One written form of something; several may have the same id."""

    text: str
    id: str

    def __repr__(self) -> str:
        return f"Secret(text='…', id={self.id!r})"


@dataclass(frozen=True)
class Place:
    """Coordinates in degrees (WGS 84); whatever lies within `radius` metres gives the place away."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    radius: float
    id: str


@dataclass(frozen=True)
class Original:
    """The SHA-256 of a protected file, in hexadecimal digits."""

    sha256: str = field(repr=False)
    id: str


@dataclass(frozen=True)
class SimilarPicture:
    """A protected picture by its print (`picture_print`): how light and dark lie in it, whole; nobody is recognised by it."""

    print: int = field(repr=False)
    id: str


@dataclass(frozen=True)
class SimilarSound:
    """A protected recording by its prints (`sound_print`): the recording as a whole; no voice is recognised by it."""

    prints: tuple[int, ...] = field(repr=False)
    id: str


@dataclass(frozen=True, repr=False)
class Earlier:
    """What an earlier release called somebody, a name or a pseudonym: found here again, it ties the two releases together."""

    text: str
    id: str
    release: str

    def __repr__(self) -> str:
        return f"Earlier(text='…', id={self.id!r}, release={self.release!r})"


@dataclass(frozen=True)
class Secrets:
    """`numbers` are of telephones, documents and the like, `regions` (ISO 3166) those in which telephone numbers may be written
    without their country's; `accounts` also addresses of e-mail; `texts` are whole sentences.
    """

    names: tuple[Secret, ...] = ()
    numbers: tuple[Secret, ...] = ()
    addresses: tuple[Secret, ...] = ()
    accounts: tuple[Secret, ...] = ()
    links: tuple[Secret, ...] = ()
    serials: tuple[Secret, ...] = ()
    texts: tuple[Secret, ...] = ()
    places: tuple[Place, ...] = ()
    originals: tuple[Original, ...] = ()
    pictures: tuple[SimilarPicture, ...] = ()
    sounds: tuple[SimilarSound, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    regions: tuple[str, ...] = ()
