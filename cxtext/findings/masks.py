"""Where personal data stands in the texts of a run, kept with it so that an edit of its themes does not look for it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxtext.privacy import Redaction, Redactor, Span, fingerprint_search
from cxtext.run import MASKS

if TYPE_CHECKING:
    from cxtext.findings.rows import AnalysisLike
    from cxtext.language import Language
    from cxtext.run import RunOrigin


def write_masks(redactor: Redactor) -> str:
    """Return what patterns found in the texts of the outputs of a run, as JSON; no word of the texts is in it.

    Where names of people are looked for, too, nothing is kept: every text is searched anew.

    Parameters
    ----------
    redactor : Redactor
        That redacted the outputs.
    """
    spans_of = redactor.list_found() if redactor.redaction is Redaction.PATTERNS else {}
    document = {
        "fingerprint": fingerprint_search(redactor.language),
        "clean": " ".join(sorted(key for key, spans in spans_of.items() if not spans)),
        "found": {key: [[s.start, s.end, s.kind] for s in spans] for key, spans in sorted(spans_of.items()) if spans},
    }
    return json.dumps(document, separators=(",", ":")) + "\n"


def read_masks(analysis: AnalysisLike, language: Language) -> Mapping[str, tuple[Span, ...]]:
    """Return what was found in the texts of the run folder that an analysis was loaded from; nothing where that is no use.

    It is of use while the folder is as it was loaded, the patterns are those that searched it, and it can be read.
    """
    origin: RunOrigin | None = getattr(analysis, "origin", None)
    content = None if origin is None else origin.read_file(MASKS)
    if content is None:
        return {}
    try:
        document = json.loads(content)
        if document["fingerprint"] != fingerprint_search(language):
            return {}
        masked = {key: tuple(Span(*span) for span in spans) for key, spans in document["found"].items()}
        return {**dict.fromkeys(document["clean"].split(), ()), **masked}
    except (ValueError, TypeError, KeyError, AttributeError):  # written by something else
        return {}
