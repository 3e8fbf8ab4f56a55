"""What may leave a run: redaction of personal data."""

from __future__ import annotations

from cxtext.privacy.redaction import load_names, redact

__all__ = [
    "load_names",
    "redact",
]
