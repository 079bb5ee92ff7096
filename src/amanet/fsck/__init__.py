"""Checking a whole vault again from its bytes, trusting no view: what `amanet verify` does
(docs/spec/vault-v1.md, docs/spec/log-v1.md).

It changes nothing, decides nothing and repairs nothing. Every leaf of the log is accounted for, every object
is opened and hashed, and what is wrong is said with the records it touches. It does not judge whether the
folder is the newest one: opening the vault compares it with what this computer last saw.

    with open_vault(path, passphrase, settings, writable=False) as vault:
        report = verify_vault(vault)
    for finding in report.findings:
        print(finding.severity, finding.where, finding.what, finding.numbers)
"""

from amanet.fsck.report import Counts, Finding, Report
from amanet.fsck.verification import verify_vault

__all__ = ["Counts", "Finding", "Report", "verify_vault"]
