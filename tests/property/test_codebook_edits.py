"""Codebooks as files of edits: the file and the edits one by one do the same; what was exported asks for nothing."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import yaml
from fixtures.curated import Run
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.errors import ConfigError
from cxtext.themes import (
    AddTheme,
    ChangeKeywords,
    Describe,
    Hide,
    Lock,
    Merge,
    Move,
    MovePart,
    Rename,
    SetOwner,
    SetTopic,
    Split,
    SplitByWords,
    Teach,
    text_key,
)

TOPS = ("T001", "T002", "T003", "T004", "T005")
PARTS = {"T006": "T001", "T007": "T001", "T008": "T003", "T009": "T003"}
WORDS = ("parking", "music", "colour", "neighbour", "fair", "rude", "weeks", "wet", "nothing", "again")
#: The last one is a typical text of a theme, which has no need to be taught it.
SAYINGS = ("The music was loud", "No idea", "Far too dear", "Where to park?", "Not my colour", "My refund took weeks")
ORDER = (AddTheme, Split, MovePart, Merge, Rename, Describe, SetOwner, SetTopic, ChangeKeywords, Teach, Hide, Lock)


class Session:
    """A codebook and the edits that do the same, while a person works on both.

    Parameters
    ----------
    text : str
        The codebook as exported.
    """

    def __init__(self, text: str) -> None:
        self.book = yaml.load(text, Loader=yaml.BaseLoader)
        self.edits = []
        self.entry = {one["id"]: one for top in self.book["themes"] for one in (top, *top.get("parts", ()))}

    def split(self, part):
        owner = self.entry[PARTS[part]]
        owner["parts"].remove(self.entry[part])
        self.book["themes"].append(self.entry[part])
        self.edits.append(Split(owner["id"], (part,)))

    def move(self, part, to):
        self.entry[PARTS[part]]["parts"].remove(self.entry[part])
        self.entry[to].setdefault("parts", []).append(self.entry[part])
        self.edits.append(MovePart(part, to))

    def merge(self, into, other, nested):
        if nested:
            self.book["themes"].remove(self.entry[other])
            self.entry[into].setdefault("parts", []).append(self.entry[other])
        else:
            self.entry[into]["merge"] = [other]
        self.edits.append(Merge((into, other), into))

    def set(self, theme, key, value, edit):
        self.entry[theme][key] = value
        self.edits.append(edit)

    def add(self, name, words):
        new = f"T{11 + sum(isinstance(edit, AddTheme) for edit in self.edits):03d}"
        self.book["themes"].append({"name": name, "keywords": list(words)})
        self.edits += [AddTheme(new, name), ChangeKeywords(new, tuple(words))]

    def text(self):
        return yaml.safe_dump(self.book, sort_keys=False, allow_unicode=True)

    def one_by_one(self):
        """Return the edits by kind, in the order of the file, splits of one theme together."""
        places = [one["id"] for one in self.book["themes"] if "id" in one]
        where = {name: i for i, name in enumerate(places)}
        edits = sorted(self.edits, key=lambda edit: (ORDER.index(type(edit)), where.get(getattr(edit, "theme", None), 99)))
        for owner in set(PARTS.values()):
            parts = [edit.parts[0] for edit in edits if isinstance(edit, Split) and edit.theme == owner]
            parts.sort(key=lambda part: where[part])
            splits = [edit for edit in edits if isinstance(edit, Split) and edit.theme == owner]
            edits = [edit for edit in edits if edit not in splits]
            at = sum(isinstance(edit, AddTheme) for edit in edits)
            edits[at:at] = [Split(owner, tuple(parts))] if parts else []
        return edits


@st.composite
def sessions(draw):
    """Draw a session of edits, no theme in two changes of structure."""
    session = Session(Run().export())
    tops = draw(st.permutations(TOPS))
    n_merges = draw(st.integers(0, 2))
    merged = dict(zip(tops[:n_merges], tops[2 : 2 + n_merges], strict=True))
    stay = [name for name in TOPS if name not in merged]
    for part in draw(st.lists(st.sampled_from(sorted(PARTS)), unique=True, max_size=3)):
        targets = [name for name in stay if name != PARTS[part] and PARTS[part] in stay]
        if PARTS[part] in stay and draw(st.booleans()):
            session.move(part, draw(st.sampled_from(targets)))
        else:
            session.split(part)
    for other, into in merged.items():
        session.merge(into, other, draw(st.booleans()))
    words = list(draw(st.permutations(WORDS)))
    sayings = list(draw(st.permutations(SAYINGS[:-1])))
    for i, theme in enumerate(draw(st.lists(st.sampled_from(stay), max_size=6, unique=True))):
        kind = draw(st.integers(0, 7))
        match kind:
            case 0:
                session.set(theme, "name", f"Name {i}", Rename(theme, f"Name {i}"))
            case 1:
                session.set(theme, "description", f"About: {i} # all", Describe(theme, f"About: {i} # all"))
            case 2:
                session.set(theme, "owner", f"@ann {i}", SetOwner(theme, f"@ann {i}"))
            case 3:
                session.set(theme, "topic", "404", SetTopic(theme, "404"))
            case 4:
                word = words.pop()
                session.set(theme, "keywords", [*session.entry[theme]["keywords"], word], ChangeKeywords(theme, (word,)))
            case 5:
                saying = sayings.pop()
                session.set(theme, "examples", [*session.entry[theme]["examples"], saying], Teach(theme, (saying,)))
            case 6 if i < 2:
                session.set(theme, "hidden", "yes", Hide(theme))
            case 7:
                session.set(theme, "locked", "yes", Lock(theme))
    for i in range(draw(st.integers(0, 2))):
        session.add(f"New {i}", (words.pop(), words.pop()))
    return session


def by_id(run):
    """Return the themes without their order, which follows that of the edits."""
    return replace(run.themes, items=tuple(sorted(run.themes.items, key=lambda item: item.theme_id)))


@settings(max_examples=60)
@given(sessions())
def test_an_edited_file_does_what_the_edits_one_by_one_do(session):
    run, text = Run(), session.text()
    run.export()
    by_file = run.read(text)
    by_hand = Run().edit(*session.one_by_one())
    assert by_id(by_file) == by_id(by_hand)
    assert by_file.labels() == by_hand.labels()
    assert by_file.plan(text).edits == ()
    assert by_file.plan(by_file.export()).edits == ()


IDS = st.sampled_from([*TOPS, *PARTS, "T011", "T012"])
EDITS = st.one_of(
    st.builds(Rename, IDS, st.sampled_from(["Prices", "Cost", "yes", "404", "a: b"])),
    st.builds(Describe, IDS, st.sampled_from(["", "All of it", "x" * 300])),
    st.builds(SetOwner, IDS, st.sampled_from(["", "Ann", "no"])),
    st.builds(SetTopic, IDS, st.sampled_from(["", "price"])),
    st.builds(Hide, IDS, st.booleans()),
    st.builds(Lock, IDS, st.booleans()),
    st.builds(lambda into, other: Merge((into, other), into), IDS, IDS),
    st.builds(lambda theme, part: Split(theme, (part,)), IDS, st.sampled_from(sorted(PARTS))),
    st.builds(MovePart, IDS, IDS),
    st.builds(lambda theme, words: SplitByWords(theme, "T011", "Split off", (words,)), IDS, st.sampled_from(WORDS)),
    st.builds(AddTheme, st.just("T012"), st.just("Added")),
    st.builds(lambda theme, word: ChangeKeywords(theme, (word,)), IDS, st.sampled_from(WORDS)),
    st.builds(lambda theme, text: Teach(theme, (text,)), IDS, st.sampled_from(SAYINGS)),
    st.builds(
        lambda text, to: Move((text_key(text),), to), st.sampled_from([*SAYINGS[:2], SAYINGS[-1]]), st.one_of(IDS, st.none())
    ),
)


def make(run, edits):
    """Make the edits that can be made."""
    for edit in edits:
        with contextlib.suppress(ConfigError):
            run = run.edit(edit)
    return run


def comment(text):
    """Return the text with a comment above and beside every line that begins an entry or a key."""
    lines = []
    for i, line in enumerate(text.splitlines()):
        if line and not line.startswith("#"):
            lines += [f"# above {i}"] * (line.startswith("- id")) + [f"{line}  # beside {i}" if "name:" in line else line]
    return "\n".join(lines) + "\n# end\n"


@settings(max_examples=40)
@given(st.lists(EDITS, max_size=6), st.lists(EDITS, max_size=4))
def test_what_was_exported_asks_for_nothing_after_any_edits(first, then):
    run = make(Run(), first)
    text = comment(run.export())
    assert run.plan(text).edits == ()
    later = make(run, then)
    assert later.plan(text).edits == ()
    updated = later.update(text)
    assert later.plan(updated).edits == ()
    assert later.update(updated) == updated
    left = [line.strip() for line in updated.splitlines()]
    assert all(line in left for line in text.splitlines() if line.startswith("# "))
