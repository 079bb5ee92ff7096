"""Makes the outlines of countries for the map of an account, from public-domain data. Run by hand, rarely.

    python make.py            fetch with `npm pack`, refuse what is not written in manifest.json, make outlines.json
    python make.py --check    only compare outlines.json with manifest.json

The data are those of Natural Earth 4.1.0 (1:50 million, countries), which are in the public domain, as the npm package world-atlas packs
them. Each border is kept once and made simpler once, so that neighbours still meet. What is made here (units of 1/50 degree, north and east):

    {"unit": 0.02, "arcs": [[x, y, dx, dy, …], …], "countries": {"kz": [[0, -5, …], …], …}}

A ring is a list of arcs one after another; -1 is arc 0 backwards, -2 arc 1 (TopoJSON). "" are lands that have no code of ISO 3166-1.
After a change of this script: run with --write, look at what came, and commit both.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

HERE = Path(__file__).parent
MANIFEST, OUTLINES = HERE / "manifest.json", HERE / "outlines.json"
UNIT: Final = 0.02
# In square degrees: a bend whose triangle is smaller is left out; so is an island, unless it is the largest of its country.
BEND: Final = 0.014
ISLAND: Final = 0.12
# What has no numeric code of ISO 3166-1.
WITHOUT_A_NUMBER: Final = {"Kosovo": "xk"}

Spot = tuple[float, float]


def main() -> int:
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    if "--check" not in sys.argv:
        made, packed = _made(manifest)
        if "--write" in sys.argv:
            manifest |= {"package_sha256": packed, "sha256": _sha256(made)}
            MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
        if (packed, _sha256(made)) != (manifest["package_sha256"], manifest["sha256"]):
            print("What was fetched or made is not what manifest.json says. Nothing was written.")
            return 1
        OUTLINES.write_bytes(made)
    if _sha256(OUTLINES.read_bytes()) != manifest["sha256"]:
        print("outlines.json is not the one of manifest.json.")
        return 1
    print("outlines.json is as manifest.json says.")
    return 0


def _made(manifest: dict[str, Any]) -> tuple[bytes, str]:
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{manifest['package']}@{manifest['version']}"
        command = ["npm", "pack", "--silent", wanted, "--pack-destination", folder]
        subprocess.run(command, check=True, capture_output=True)
        (packed,) = Path(folder).glob("*.tgz")
        with tarfile.open(packed) as archive:
            file = archive.extractfile(f"package/{manifest['member']}")
            assert file is not None
            topology = json.loads(file.read())
        digest = _sha256(packed.read_bytes())
    written = json.dumps(outlines(topology), ensure_ascii=True, separators=(",", ":"))
    return written.replace("]],", "]],\n").encode() + b"\n", digest


def outlines(topology: dict[str, Any]) -> dict[str, Any]:
    """Simpler arcs, of the rings that are large enough to be seen; of every country at least the largest."""
    arcs = [_spots(arc, topology["transform"]) for arc in topology["arcs"]]
    countries, codes = topology["objects"]["countries"]["geometries"], _codes()
    small = {_place(arc) for one in countries for arc in _if_small(_rings(one, arcs)[0], arcs)}
    arcs = [arc if place in small else _simpler(arc) for place, arc in enumerate(arcs)]
    rings: dict[str, list[list[int]]] = {}
    for country in countries:
        several = _rings(country, arcs)
        kept = several[:1] + [ring for ring in several[1:] if _area(ring, arcs) >= ISLAND]
        kept = [ring for ring in kept if _corners(ring, arcs) > 2]
        name = str(country["properties"]["name"])
        code = codes.get(str(country.get("id")), WITHOUT_A_NUMBER.get(name, ""))
        if kept:
            rings.setdefault(code, []).extend(kept)
    return _numbered_anew(arcs, rings)


def _rings(country: dict[str, Any], arcs: list[list[Spot]]) -> list[list[int]]:
    """The largest first."""
    polygons = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
    return sorted((ring for polygon in polygons for ring in polygon), key=lambda one: -_area(one, arcs))


def _if_small(ring: list[int], arcs: list[list[Spot]]) -> list[int]:
    """What little outline the smallest states have stays as it is."""
    return ring if _area(ring, arcs) < ISLAND else []


def _numbered_anew(arcs: list[list[Spot]], rings: dict[str, list[list[int]]]) -> dict[str, Any]:
    used = sorted({_place(arc) for several in rings.values() for ring in several for arc in ring})
    place = {old: new for new, old in enumerate(used)}
    anew = {
        code: [[place[arc] if arc >= 0 else ~place[~arc] for arc in ring] for ring in several]
        for code, several in sorted(rings.items())
    }
    return {"unit": UNIT, "arcs": [_in_units(arcs[one]) for one in used], "countries": anew}


def _codes() -> dict[str, str]:
    """Numeric codes of ISO 3166-1 with their two letters."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {old: str(new[0]).lower() for old, new in aliases.items() if old.isdigit() and len(new) == 1}


def _spots(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Spot]:
    x = y = 0
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    found = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        found.append((x * wide + west, y * high + south))
    return found


def _simpler(spots: list[Spot]) -> list[Spot]:
    """Visvalingam: the bend of the smallest triangle goes first, until none is smaller than `BEND`. Ends stay."""
    left = list(spots)
    is_ring = left[0] == left[-1]
    while len(left) > (5 if is_ring else 2):
        sizes = [_triangle(*three) for three in zip(left, left[1:], left[2:], strict=False)]
        smallest = min(range(len(sizes)), key=sizes.__getitem__)
        if sizes[smallest] >= BEND:
            break
        del left[smallest + 1]
    return left


def _triangle(one: Spot, two: Spot, three: Spot) -> float:
    return abs((two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1])) / 2


def _area(ring: list[int], arcs: list[list[Spot]]) -> float:
    spots = [spot for arc in ring for spot in arcs[_place(arc)][:: 1 if arc >= 0 else -1]]
    pairs = zip(spots, [*spots[1:], spots[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2


def _corners(ring: list[int], arcs: list[list[Spot]]) -> int:
    """How many are left of it when it is written: the smallest states have none."""
    return len({(round(x / UNIT), round(y / UNIT)) for arc in ring for x, y in arcs[_place(arc)]})


def _place(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def _in_units(spots: list[Spot]) -> list[int]:
    """The first, then the steps to the next ones."""
    whole = [(round(x / UNIT), round(y / UNIT)) for x, y in spots]
    found = list(whole[0])
    for (ax, ay), (bx, by) in pairwise(whole):
        if (ax, ay) != (bx, by):
            found += [bx - ax, by - ay]
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
