"""C2PA manifests ("content credentials"), read offline (c2pa-python).

The library's defaults would fetch a manifest from an address that stands in the file: that would tell its
owner that we have it. Both kinds of fetching are off, and the process has no network. No list of trusted
issuers is given, so "Valid" says that hashes and signature fit together and nothing about who signed.
"""

import json
from typing import Any

from amanet.intake.channel import RemoteFile
from amanet.intake.readers.reader import Findings

__all__ = ["ProvenanceReader"]

_SETTINGS = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_MOST_FAILURES = 16
# The library has no error of its own for "there is one elsewhere, and fetching is off"; this is its text.
_REMOTE = "must fetch remote manifests from url "


class ProvenanceReader:
    """Facts: those of `Provenance`."""

    name = "provenance"

    def load(self) -> dict[str, str]:
        import c2pa

        # Documents are left out: the library needs threads for them, which a confined process has not.
        supported = c2pa.Reader.get_supported_mime_types()
        self._types = {kind for kind in supported if kind.startswith(("image/", "audio/", "video/"))}
        self._context().close()
        return {"c2pa-python": c2pa.__version__, "c2pa-rs": c2pa.sdk_version()}

    def takes(self, media_type: str) -> bool:
        return media_type in self._types

    def read(self, file: RemoteFile, media_type: str, findings: Findings) -> None:
        import c2pa

        with self._context() as context:
            try:
                reader = c2pa.Reader(media_type, file, context=context)
            except c2pa.C2paError as problem:
                _describe_absence(problem, findings)
                return
            findings.facts["present"] = True
            _describe(json.loads(reader.json()), findings)

    def _context(self) -> Any:
        import c2pa

        with c2pa.Settings.from_dict(_SETTINGS) as settings:
            return c2pa.Context(settings=settings)


def _describe_absence(problem: Exception, findings: Findings) -> None:
    """No manifest at all, or one that is said to be at an address, which is written down and not contacted."""
    import c2pa

    _, remote, address = str(problem).partition(_REMOTE)
    if not remote and not isinstance(problem, c2pa.C2paError.ManifestNotFound):
        raise problem
    findings.facts["present"] = False
    findings.text("remote_url", address)


def _describe(store: dict[str, Any], findings: Findings) -> None:
    findings.text("state", store.get("validation_state"))
    label = store.get("active_manifest")
    findings.text("label", label)
    manifest = store.get("manifests", {}).get(label, {})
    findings.text("claim_generator", _claim_generator(manifest))
    signature = manifest.get("signature_info", {})
    findings.text("issuer", signature.get("issuer"))
    findings.text("signed_at", signature.get("time"))
    codes = {str(status.get("code"))[:200] for status in store.get("validation_status", [])}
    if codes:
        findings.facts["failures"] = sorted(codes)[:_MOST_FAILURES]


def _claim_generator(manifest: dict[str, Any]) -> object:
    """Name and version of the program that made the claim; version 1 of the claim has them in one text."""
    for entry in manifest.get("claim_generator_info") or []:
        return " ".join(str(entry[key]) for key in ("name", "version") if entry.get(key))
    return manifest.get("claim_generator")
