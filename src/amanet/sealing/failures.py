"""The ways an age file fails to open, as the age test kit tells them apart (C2SP CCTV, age/README.md)."""

from amanet.errors import BadData, WrongKey

__all__ = ["HeaderFailure", "MacFailure", "NoMatch", "PayloadFailure"]


class HeaderFailure(BadData):
    """The header is not that of an age v1 file, down to the last byte."""


class MacFailure(BadData):
    """The file key opens, but the header was changed after it was written."""


class PayloadFailure(BadData):
    """The content was changed, cut, lengthened or put in another order."""


class NoMatch(WrongKey):
    """The file is sealed, but not to this identity."""
