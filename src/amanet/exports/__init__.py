"""Evidence bundles: what leaves the vault so that a stranger can check it (docs/spec/bundle-v1.md).

`write_bundle` makes one from what it is given, as a folder, and `stream_bundle` the same one as a tar to be sealed. They decide nothing
about what may leave: that stands above.
`check_bundle` gives our own verdict on one; the single-file verifier that travels inside every bundle
(`verifier_source`) gives the same verdict without any of our code. Refused on both sides: whatever is not
exactly as the specification says.

>>> write_bundle(Path("bundle"), contents)                                      # doctest: +SKIP
>>> check_bundle(Path("bundle"), log_keys=[key]).outcome                        # doctest: +SKIP
'verified'
"""

from amanet.exports.check import check_bundle
from amanet.exports.contents import (
    DEFAULT_FIELDS,
    BundleContents,
    BundledCheckpoint,
    BundledConsistency,
    BundledRecord,
    BundledStamp,
)
from amanet.exports.layout import verifier_source
from amanet.exports.stamp_signature import verify_stamp_fits_a_bundle
from amanet.exports.tar import stream_bundle, tar_bundle
from amanet.exports.verdict import BundleVerdict, Problem
from amanet.exports.writer import write_bundle

__all__ = [
    "DEFAULT_FIELDS",
    "BundleContents",
    "BundleVerdict",
    "BundledCheckpoint",
    "BundledConsistency",
    "BundledRecord",
    "BundledStamp",
    "Problem",
    "check_bundle",
    "stream_bundle",
    "tar_bundle",
    "verifier_source",
    "verify_stamp_fits_a_bundle",
    "write_bundle",
]
