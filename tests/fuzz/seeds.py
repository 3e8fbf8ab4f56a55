"""Inputs that fuzzing begins with, one list a target: small, and as unlike one another as real ones are."""

from __future__ import annotations

import gzip
import io
import zipfile


def _zipped(name: str, data: bytes) -> bytes:
    """Return an archive of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


_CSV = (
    b'Respondent ID,How likely are you to recommend us?,Why?,Plan,Date\n1,9,"Search is fast, and kind staff",pro,2024-05-01\n'
    b"2,3,It crashes every day,free,2024-05-02\n3,,n/a,pro,05.06.2024\n"
)
_GERMAN = 'Zufriedenheit;Warum?\n"4,5";Zu langsam, leider größer\n"2,0";"Er sagt ""nie wieder"""\n'
_TEXTS = (
    "Search is slow, but I love the new editor. Support never answers!!! 👎",
    "<p>Hello team,</p><br>It &amp; that fail since v2.3.1\n> quoted\nBest regards,\nJo",
    "1. too slow\n2) too dear\n- no dark mode\n\u2022 ... &#x1f600; soooo good \u200b\u202e",
    "Call me on +44 20 7946 0958 or at 12 Oak Street, Springfield, IL 62704; order #A-12345, DE89 3704 0044 0532 0130 00",
    "[code]x[/code] *[image]* e\u0301te\u0301 \u3053\u3093\u306b\u3061\u306f https://example.org/a?b=c, @jo www.x.org",
)
_CODEBOOK = (
    "version: '1'\nthemes:\n- name: Parking  # cars\n  id: T001\n  description: Where to park\n  keywords: [parking, car park]\n"
    "  examples:\n  - No place to park\n  owner: Ops\n  parts:\n  - name: Price\n    id: T002\n- {name: Food, hidden: true}\n"
)
_TOML = (
    "seed = 3\n[input]\ntext_columns = [\"Why?\"]\nlimit = 100\n[themes]\nn_themes = 12\n[[metrics]]\ncolumn = 'nps'\n"
    'kind = "nps"\nscale = [0, 10]\n[privacy]\nredact = "full"\n'
)

SEEDS: dict[str, tuple[bytes, ...]] = {
    "reading": (
        b"\x00" + _CSV,
        b"\x00" + _GERMAN.encode("cp1252"),
        b"\x00" + _GERMAN.encode("utf-16"),
        b"\x01" + _CSV.replace(b",", b"\t"),
        b'\x02[{"text": "too slow", "score": 3, "tags": ["a", "b"], "user": {"id": 1}}, {"text": null}]',
        b'\x03{"comment": "fine", "nps": 9}\n{"comment": "bad", "nps": 1}\n',
        b"\x06" + gzip.compress(_CSV, mtime=0),
        b"\x07" + _zipped("a.csv", _CSV),
    ),
    "codebook": (_CODEBOOK.encode(), b'{"themes": [{"name": "Food", "keywords": ["meal"]}]}'),
    "config": (_TOML.encode(), b"[embedding]\nmodel = 'x'\n"),
    **dict.fromkeys(("cleaning", "splitting", "redaction"), tuple(text.encode() for text in _TEXTS)),
}
