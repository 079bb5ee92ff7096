"""Pages and author of a PDF (pypdfium2).

No page is loaded, no script or form is run, no attachment is opened.
"""

from amanet.intake.channel import RemoteFile
from amanet.intake.readers.reader import Findings

__all__ = ["PdfReader"]

_SAMPLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n"
)
_TEXTS = {
    "Author": "author",
    "Title": "title",
    "Creator": "creator",
    "Producer": "producer",
    "CreationDate": "created_at",
}


class PdfReader:
    """Facts: those of `Pdf`. A file that wants a password is described as such and is no problem."""

    name = "pdf"

    def load(self) -> dict[str, str]:
        import pypdfium2.version

        self.read(
            RemoteFile(lambda offset, length: _SAMPLE[offset : offset + length], len(_SAMPLE)), "", Findings()
        )
        return {
            "pypdfium2": str(pypdfium2.version.PYPDFIUM_INFO),
            "pdfium": str(pypdfium2.version.PDFIUM_INFO),
        }

    def takes(self, media_type: str) -> bool:
        return media_type == "application/pdf"

    def read(self, file: RemoteFile, media_type: str, findings: Findings) -> None:
        import pypdfium2
        import pypdfium2.raw as pdfium

        try:
            document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as problem:
            if problem.err_code not in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
                raise
            findings.facts["encrypted"] = True
            return
        findings.facts["encrypted"] = pdfium.FPDF_GetSecurityHandlerRevision(document) >= 0
        findings.number("pages", len(document))
        for key, name in _TEXTS.items():
            findings.text(name, document.get_metadata_value(key))
        document.close()
