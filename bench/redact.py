"""How long it takes to make a PDF anew, a page: `python bench/redact.py [PAGES]`. Processor time of this process and of the confined one.

The goal of shared/PROTECTION.md is what was measured there: 0.75 s a page with pypdfium2 at 150 dots to the inch and img2pdf.
"""

import resource
import sys
import time

from fpdf import FPDF

from amanet.consent.levels import Level
from amanet.protect.documents import Wanted, rebuild
from amanet.protect.words import Hidden, WordProtector

LINES = 40
SAID = "Zhaqsylbek Qorvane came on 3 May 2019 and asked at the gate of Selkum whether anybody had been seen."


def document(pages: int) -> bytes:
    page = FPDF()
    page.set_font("helvetica", size=11)
    for number in range(pages):
        page.add_page()
        for line in range(LINES):
            page.text(15, 25 + 6 * line, f"{number}.{line} {SAID}")
    return bytes(page.output())


def processor_time() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    protector = WordProtector([Hidden("7", "person", ("Zhaqsylbek Qorvane",), "Alder")])
    level = Level("pseudonym", words=True, place="exact", date="year")
    rebuild(document(1), "application/pdf", protector, level)
    content = document(pages)
    for name, wanted in (("pages", Wanted()), ("words alone", Wanted(words_alone=True))):
        wall, used = time.perf_counter(), processor_time()
        made = rebuild(content, "application/pdf", protector, level, wanted)
        wall, used = time.perf_counter() - wall, processor_time() - used
        print(
            f"{name}: {used / pages:.2f} s of processor a page, {wall / pages:.2f} s by the clock, {len(made.content) // pages} bytes a page"
        )


if __name__ == "__main__":
    main()
