"""Makes the typefaces beside this file from the npm packages that carry Google's builds of Noto. Run by
hand, rarely.

    python make_typefaces.py

It fetches the packages in `_SOURCES` with `npm pack`, refuses any whose SHA-256 is not the one written
here, keeps the characters that the sheets can need (fontTools, which comes with fpdf2) and writes one
TrueType file each, without time stamps, so that the same packages give the same bytes.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class _Source:
    """One file of an npm package, and which characters of it are kept (`None`: all)."""

    package: str
    version: str
    sha256: str
    member: str
    made: str
    licence: str
    keep: tuple[tuple[int, int], ...] | None


_EUROPEAN = (
    (0x0020, 0x052F),  # Latin, IPA, combining marks, Greek, Cyrillic with Kazakh and all other extensions
    (0x1C80, 0x1C8F),
    (0x1D00, 0x1FFF),
    (0x2000, 0x20CF),
    (0x2100, 0x218F),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2C60, 0x2C7F),
    (0x2DE0, 0x2E52),
    (0xA640, 0xA69F),
    (0xA720, 0xA7FF),
    (0xFB00, 0xFB06),
    (0xFE20, 0xFE2F),
    (0xFFFC, 0xFFFD),
)
_HEADINGS = ((0x0020, 0x024F), (0x0400, 0x04FF), (0x2010, 0x2027), (0x2030, 0x203A))
_FIXED_WIDTH = ((0x0020, 0x007E), (0x00A0, 0x00FF), (0x2010, 0x2027))

_SANS = ("@expo-google-fonts/noto-sans", "0.4.2")
_SANS_SHA256 = "98cf14a19b8e67a0e76bfd4d5df98937b9734e6dde570bd750f2259042042548"
_SOURCES = (
    _Source(
        *_SANS, _SANS_SHA256, "400Regular/NotoSans_400Regular.ttf", "sans.ttf", "OFL-noto-sans.txt", _EUROPEAN
    ),
    _Source(
        *_SANS,
        _SANS_SHA256,
        "600SemiBold/NotoSans_600SemiBold.ttf",
        "sans-semibold.ttf",
        "OFL-noto-sans.txt",
        _HEADINGS,
    ),
    _Source(
        "@expo-google-fonts/noto-serif",
        "0.4.2",
        "78810a8143112a326def7ec976601ecb9855a9e79082c727246beec4f0531d0c",
        "500Medium/NotoSerif_500Medium.ttf",
        "serif.ttf",
        "OFL-noto-serif.txt",
        _HEADINGS,
    ),
    _Source(
        "@expo-google-fonts/noto-sans-mono",
        "0.4.2",
        "fc1ae36c3c68e50fa7c12a37e987d7fa1325d280969912d181548ff8f1ce2e2b",
        "500Medium/NotoSansMono_500Medium.ttf",
        "mono.ttf",
        "OFL-noto-sans-mono.txt",
        _FIXED_WIDTH,
    ),
    _Source(
        "@expo-google-fonts/noto-naskh-arabic",
        "0.4.5",
        "2f93452f15b3bdd86b922be17f247986d4d0e2ae7a1ca51f5d80326b2680628e",
        "400Regular/NotoNaskhArabic_400Regular.ttf",
        "naskh.ttf",
        "OFL-noto-naskh-arabic.txt",
        None,
    ),
    _Source(
        "@expo-google-fonts/noto-sans-sc",
        "0.4.3",
        "0d69d0f4971d2ff574e3d93cbc218dc950bf3f3f8f8e2c008d97687ed53aee59",
        "400Regular/NotoSansSC_400Regular.ttf",
        "han.ttf",
        "OFL-noto-sans-sc.txt",
        (),  # see _han
    ),
)


def _double_byte(codec: str, first: range, second: range) -> Iterator[int]:
    for high in first:
        for low in second:
            try:
                yield ord(bytes((high, low)).decode(codec))
            except UnicodeDecodeError:
                continue


# Characters of given and family names that GB 2312 (1980) left out and registries meet all the time.
_IN_NAMES = (
    "喆堃燚镕珺玥甯琎璟昇婳頔赟翀骎骉垚犇祎彧曌赟琤瑄玙璠珩玭珅珮琇瑀瑗璐璇璎璨珂琰玘玚珣珧珽琚琯琨琭琲琬"
    "瑢瑭瑨瑱瑷璘璥璪璬璩瓒淏湉滢潆澍澔潞濛灏洺浠浥浩涵淯湜渟溁溦滟溇滠漪漾澄炅炆炜炘炫烨焜焯煊煜熠熳燊燏爔"
    "昉昕昶昱晔晗晖晞晟暄暐暠曈曦曚旸旻玹晁晏芃芮苒苡茜茹荞莀莹菡萱葳蓁蔺薇薰藜蘅芊姝姣娅娆娉婕婧媛嫄嫣嬅妤妘"
    "姞姮娴婵婻媖嫚嫱嬿屾峣峤崟嵘嵚嶷岚岿祐祜祚祯禔禛禩禹钰钊钏铄铎铖铠锟锴镒镔鋆鑫锜锳锽镠麴黁龑龢䶮㛃㵾甦囧仝伋"
    "佖佶侃俣俤倓偲僖儁勍勖勰卺叡吔呁哿喦嘏噙圳坤坰垌埕堉塬墉奭奡孖孥宬宸寘尧崧巘巽帏幠庹廙弢彦彧徕忞怡恂恺惇惠"
    "愔愫慜懋懿戬扬抒挐揆摅敉敔旃旎晢晳朓杙杲枞柃桉栩桢梓梵棣棨楒楠楷榕榛槿樾橦檀欢歆毓沄沅沚泇泓泖泠泂洹浟涟淇"
    "淦淳溱煦煐熹熺牧犍猷玎玓玠玢玫玮珏珑珞珪珵琅琊琎琏琛琢琪琮琳琴瑛瑜瑞瑾璁璜璞璿瓘甡畋畯皓皞盱眙睿瞳瞻硕碧磬"
    "礽祁祈祎禧秣稷穆竑竣竦笙筠筱箐篁籁粲綦绗绡绮绾缃缇缦缨羲翊翎翙翚翥翯耀聿聪肸胤芷芸苏茉茗荀荃莞莳菁萌葭蒨蓓蔚"
    "蕙蕾虓虔虢蝶裎褀觅訚訸诃诒诗诠谌谖谞豫贇赉赓赜赟跻轩轶辂辉辰迦迩逄逦逵遐遘邈邕邴郅郗郝郢郦郯鄢鄯酆醴釆钧"
)


def _han() -> set[int]:
    """All of GB 2312 (simplified), the frequent half of Big5 (traditional), and what names need beside
    them.
    """
    simplified = set(_double_byte("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))
    traditional = set(_double_byte("big5", range(0xA4, 0xC7), range(0x40, 0xFF)))
    return (
        simplified
        | traditional
        | set(map(ord, _IN_NAMES))
        | set(range(0x3000, 0x3030))
        | set(range(0xFF00, 0xFFF0))
    )


def _fetch(source: _Source, folder: Path) -> Path:
    name = source.package.lstrip("@").replace("/", "-") + f"-{source.version}.tgz"
    archive = folder / name
    if not archive.exists():
        wanted = f"{source.package}@{source.version}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != source.sha256:
        raise SystemExit(f"{name} is not the file this script was written for: SHA-256 {found}.")
    return archive


def _make(source: _Source, folder: Path) -> None:
    from fontTools import subset  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with tarfile.open(_fetch(source, folder)) as archive:
        for member, destination in (
            (f"package/{source.member}", folder / source.made),
            ("package/LICENSE_FONT", _HERE / source.licence),
        ):
            content = archive.extractfile(member)
            assert content is not None
            destination.write_bytes(content.read())
    font = TTFont(folder / source.made, recalcTimestamp=False)
    options = subset.Options(
        hinting=False,
        desubroutinize=True,
        name_IDs=["*"],
        notdef_outline=True,
        glyph_names=False,
        drop_tables=["FFTM", "DSIG"],
    )
    if source.made == "han.ttf":
        options.layout_features = ["locl"]
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=_wanted(source, font.getBestCmap()))
    chosen.subset(font)
    font.save(_HERE / source.made)


def _wanted(source: _Source, present: dict[int, str]) -> set[int]:
    if source.keep is None:
        return set(present)
    if not source.keep:
        return _han() & set(present)
    return {code for code in present if any(first <= code <= last for first, last in source.keep)}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    for source in _SOURCES:
        _make(source, folder)
        print(f"{source.made}: {(_HERE / source.made).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
