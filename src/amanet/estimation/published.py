"""Tables that were published, to try methods on and to hold them against: typed from the literature, with where they stand.

>>> from amanet.estimation.published import published_table
>>> published_table("kosovo").n
4400
"""

from dataclasses import dataclass

from amanet.errors import Misuse
from amanet.estimation.table import CaptureTable

__all__ = ["PUBLISHED", "Published", "published_table"]


@dataclass(frozen=True)
class Published:
    """`counts`: pattern → people, patterns as in `lists`."""

    about: str
    source: str
    lists: tuple[str, ...]
    counts: dict[str, int]


PUBLISHED = {
    "kosovo": Published(
        "Killings in Kosovo, 20 March to 22 June 1999, on four lists",
        "Ball, Betts, Scheuren, Dudukovich & Asher 2002, Killings and Refugee Flow in Kosovo, March–June 1999 (AAAS, ABA CEELI)",
        ("EXH", "ABA", "OSCE", "HRW"),
        {
            "1000": 1131, "0100": 845, "1100": 177, "0010": 936, "1010": 228, "0110": 217,
            "1110": 181, "0001": 306, "1001": 106, "0101": 31, "1101": 18, "0011": 123,
            "1011": 42, "0111": 32, "1111": 27,
        },
    ),
    "UKdat": Published(
        "Potential victims of trafficking in the United Kingdom 2013, on six lists",
        "National Crime Agency 2014; Silverman 2014, Home Office; Bales, Hesketh & Silverman 2015, Significance 12(3)",
        ("LA", "NG", "PF", "GO", "GP", "NCA"),
        {
            "100000": 54, "010000": 463, "001000": 907, "000100": 695, "000010": 316, "000001": 57,
            "110000": 15, "101000": 19, "100100": 3, "011000": 56, "010100": 19, "010010": 1,
            "010001": 3, "001100": 69, "001010": 10, "001001": 31, "000110": 8, "000101": 6,
            "000011": 1, "111000": 1, "110100": 1, "011100": 4, "011001": 3, "001101": 1,
            "111100": 1,
        },
    ),
    "UKdat_5": Published(
        "The same with PF and NCA as one list",
        "Bales, Hesketh & Silverman 2015, Significance 12(3)",
        ("LA", "NG", "PFNCA", "GO", "GP"),
        {
            "10000": 54, "01000": 463, "00100": 995, "00010": 695, "00001": 316, "11000": 15,
            "10100": 19, "10010": 3, "01100": 62, "01010": 19, "01001": 1, "00110": 76,
            "00101": 11, "00011": 8, "11100": 1, "11010": 1, "01110": 4, "11110": 1,
        },
    ),
    "NewOrl_5": Published(
        "Victims of trafficking in Greater New Orleans, on five lists",
        "Bales, Murphy & Silverman 2020, Journal of Human Trafficking 6(4)",
        ("A", "BEFG", "C", "D", "H"),
        {
            "10000": 25, "01000": 24, "00100": 70, "00010": 33, "00001": 21, "11000": 1,
            "10100": 1, "10010": 2, "01100": 2, "01010": 2, "01001": 1, "00110": 1,
            "11100": 1, "11010": 1,
        },
    ),
    "spina": Published(
        "Infants with spina bifida in upstate New York, on three lists",
        "Hook, Albright & Cross 1980, American Journal of Epidemiology 112(6), in the form that is used with R packages",
        ("S1", "S2", "S3"),
        {
            "100": 244, "010": 48, "110": 142, "001": 60, "101": 111, "011": 4,
            "111": 12,
        },
    ),
    "MY3": Published(
        "Infants with spina bifida in upstate New York, on three lists",
        "Hook, Albright & Cross 1980; Madigan & York 1997, Biometrika 84(1)",
        ("A", "B", "C"),
        {
            "100": 60, "010": 49, "110": 4, "001": 247, "101": 112, "011": 142,
            "111": 12,
        },
    ),
    "MY5": Published(
        "The five-list example of Madigan & York",
        "Madigan & York 1997, Biometrika 84(1)",
        ("A", "B", "C", "D", "E"),
        {
            "10000": 27, "01000": 37, "11000": 19, "00100": 4, "10100": 4, "01100": 1,
            "11100": 1, "00010": 97, "10010": 22, "01010": 37, "11010": 25, "00110": 2,
            "10110": 1, "01110": 3, "11110": 5, "00001": 83, "10001": 36, "01001": 34,
            "11001": 18, "00101": 3, "10101": 5, "11101": 2, "00011": 30, "10011": 5,
            "01011": 23, "11011": 8, "10111": 3, "11111": 2,
        },
    ),
}  # fmt: skip


def published_table(name: str) -> CaptureTable:
    if name not in PUBLISHED:
        raise Misuse(f"There is no published table {name!r}. There are: {', '.join(PUBLISHED)}.")
    one = PUBLISHED[name]
    return CaptureTable.from_counts(one.counts, one.lists)
