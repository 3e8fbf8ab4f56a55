"""What may leave a run: redaction of personal data."""

from __future__ import annotations

from cxtext.privacy.fingerprint import fingerprint_search
from cxtext.privacy.numbers import LONG_NUMBER
from cxtext.privacy.redaction import Redaction, Redactor, find_personal, key_text, load_names, redact
from cxtext.privacy.spans import Masked, Span, mask

__all__ = [
    "LONG_NUMBER",
    "Masked",
    "Redaction",
    "Redactor",
    "Span",
    "find_personal",
    "fingerprint_search",
    "key_text",
    "load_names",
    "mask",
    "redact",
]
