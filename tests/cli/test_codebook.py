"""``cxtext themes RUN export`` and ``import``: a session of edits as a file, on the survey that comes with cxtext."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Cli = Callable[..., Any]


def test_a_session_of_edits_as_a_file(cxtext_cli: Cli, working_folder: Path):
    assert cxtext_cli("demo", "-o", "run", "--limit", "300", "--embedder", "fast").code == 0
    done = cxtext_cli("themes", "run", "export", "book.yaml")
    assert done.code == 0, done.err
    assert "cxtext themes run import book.yaml --dry-run" in done.err
    book = Path("book.yaml")
    unchanged = cxtext_cli("themes", "run", "import", "book.yaml")
    assert (unchanged.code, unchanged.out) == (0, "no edit: the themes are as the file says.\n")

    text = book.read_text("utf-8")
    text = text.replace("- id: T001\n", "# the big one, ask Ann\n- id: T001  # mine\n  merge: [T002]\n", 1)
    text = text.replace("  owner:\n", "  owner: Ann\n", 1) + "- name: Waiting\n  keywords: [wait]\n"
    book.write_text(text, encoding="utf-8")
    before = (Path("run") / "manifest.json").read_bytes()
    tried = cxtext_cli("themes", "run", "import", "book.yaml", "--dry-run", "--json")
    assert tried.code == 0, tried.err
    kinds = ["add", "merge", "owner", "keywords"]
    assert [edit["edit"] for edit in tried.document["data"]["edits"]] == kinds
    assert tried.document["data"]["changes"]
    assert (Path("run") / "manifest.json").read_bytes() == before

    lost = cxtext_cli("themes", "run", "export", "book.yaml")
    assert lost.code == 1
    assert "has 4 changes that run 'run' does not have" in lost.err
    assert book.read_text("utf-8") == text

    made = cxtext_cli("themes", "run", "import", "book.yaml", "--by", "Bo")
    assert made.code == 0, made.err
    assert all(f"\n{kind}" in made.out for kind in kinds)
    assert cxtext_cli("themes", "run", "import", "book.yaml", "--json").document["data"]["edits"] == []
    assert len(cxtext_cli("themes", "run", "log", "--json").document["data"]["edits"]) == 4

    assert cxtext_cli("themes", "run", "export", "book.yaml").code == 0
    updated = book.read_text("utf-8")
    assert "# the big one, ask Ann\n- id: T001  # mine\n" in updated
    assert "merge:" not in updated.partition("\nthemes:")[2]
    assert "  name: Waiting\n" in updated
    assert cxtext_cli("themes", "run", "import", "book.yaml", "--json").document["data"]["edits"] == []
    assert cxtext_cli("themes", "run", "export", "book.yaml").code == 0
    assert book.read_text("utf-8") == updated

    other = cxtext_cli("themes", "run", "import", "book.yaml", "-o", "run2")
    assert other.code == 0 and (Path("run2") / "report.html").exists()

    book.write_text(updated.replace("- id: T001", "- id: T0001"), encoding="utf-8")
    wrong = cxtext_cli("themes", "run", "import", "book.yaml")
    assert wrong.code == 2
    assert "codebook 'book.yaml', line " in wrong.err and "Did you mean 'T001', which has this name?" in wrong.err
    assert cxtext_cli("themes", "run", "import", "none.yaml").code == 2
    assert cxtext_cli("themes", "run", "export", "run").code == 1
