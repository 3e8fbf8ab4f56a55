"""A codebook that a person edited: the edits that it asks for, its mistakes, and what stays when it is brought up to date."""

from __future__ import annotations

import pytest
from fixtures.curated import Run

from cxtext.errors import ConfigError
from cxtext.themes import (
    AddTheme,
    ChangeKeywords,
    Curation,
    Describe,
    Hide,
    Lock,
    Merge,
    MovePart,
    Rename,
    SetOwner,
    SetStatus,
    SetTicket,
    SetTopic,
    Split,
    Teach,
    parse_codebook,
)


@pytest.fixture
def run():
    return Run()


def cut_part(text, theme_id):
    """Return the text without the entry of a part, and the entry."""
    lines = text.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.strip() == f"- id: {theme_id}")
    end = next((i for i, line in enumerate(lines) if i > start and not line.startswith("    ")), len(lines))
    return "".join(lines[:start] + lines[end:]), "".join(line.removeprefix("  ") for line in lines[start:end])


def edits_of(run, text):
    return [planned.edit for planned in run.plan(text).edits]


def test_what_was_just_exported_asks_for_nothing(run):
    plan = run.plan(run.export())
    assert plan.edits == () and plan.notes == ()


#: The keys between the description and the keywords of a theme.
MARKS = "  hidden: no\n  locked: no\n  status:\n  ticket:\n"
CHANGES = {
    "rename": (("name: Prices", "name: Cost"), [Rename("T002", "Cost")]),
    "rename a part": (("name: Late parcels", "name: Parcels come late"), [Rename("T006", "Parcels come late")]),
    "another case": (("name: Prices", "name: PRICES"), [Rename("T002", "PRICES")]),
    "describe": (("name: Prices\n  owner:\n  topic:\n  description:", "name: Prices\n  description: What\n    it costs"),
                 [Describe("T002", "What it costs")]),
    "owner": (("name: Prices\n  owner:", "name: Prices\n  owner: Ann"), [SetOwner("T002", "Ann")]),
    "status": (
        ("  locked: no\n  status:\n  ticket:\n  keywords:\n  - price", "  status: In-Progress\n  keywords:\n  - price"),
        [SetStatus("T002", "in progress")],
    ),
    "ticket": (
        ("  status:\n  ticket:\n  keywords:\n  - price", "  ticket: https://example.org/12\n  keywords:\n  - price"),
        [SetTicket("T002", "https://example.org/12")],
    ),
    "topic": (("name: Prices\n  owner:\n  topic:", "name: Prices\n  topic: price"), [SetTopic("T002", "price")]),
    "hide": ((f"{MARKS}  keywords:\n  - price", "  hidden: yes\n  keywords:\n  - price"), [Hide("T002")]),
    "lock": ((f"{MARKS}  keywords:\n  - price", "  locked: true\n  keywords:\n  - price"), [Lock("T002")]),
    "merge": (("name: Prices", "name: Prices\n  merge: [T004, T005]"), [Merge(("T002", "T004", "T005"), "T002")]),
    "keywords": (("  - expensive\n", "  - parking\n"), [ChangeKeywords("T002", ("parking",), ("expensive",))]),
    "reorder": (("  - price\n  - expensive\n", "  - expensive\n  - price\n"), []),
    "examples": (("  - A fair price\n", "  - A fair price\n  - Too   dear\n"), [Teach("T002", ("Too dear",))]),
    "typical text taken out": (("  - A fair price\n", ""), []),
    "move a part": (("    name: Broken search\n", "    name: Broken search\n  merge: [T007]\n"), [MovePart("T007", "T003")]),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_of_the_file_is_an_edit_and_the_second_time_none(run, case):
    swaps, expected = CHANGES[case]
    text = run.export()
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert edits_of(run, text) == expected
    after = run.read(text)
    assert edits_of(after, text) == []
    assert edits_of(after, after.export()) == []
    assert edits_of(after, after.update(text)) == []


def test_a_part_with_an_entry_of_its_own_is_split_off(run):
    text, entry = cut_part(run.export(), "T007")
    text += entry.replace("name: Damaged boxes", "name: Damage\n  owner: Bo\n  keywords: [wet]")
    expected = [Split("T001", ("T007",)), Rename("T007", "Damage"), SetOwner("T007", "Bo"), ChangeKeywords("T007", ("wet",))]
    assert edits_of(run, text) == expected
    after = run.read(text)
    assert after.labels()["A damaged box"][:2] == ("T007", None)
    assert edits_of(after, text) == []


def test_an_entry_moved_below_another_becomes_its_part(run):
    text = run.export()
    start = text.index("- id: T005")
    entry = "".join(f"  {line}" for line in text[start:].splitlines(keepends=True))
    text = text[:start].replace("    name: Broken search\n", f"    name: Broken search\n{entry}")
    assert edits_of(run, text) == [Merge(("T003", "T005"), "T003")]
    after = run.read(text)
    assert after.themes.get("T005").parent_id == "T003"
    assert edits_of(after, text) == []


def test_a_part_moves_with_its_entry(run):
    text, entry = cut_part(run.export(), "T007")
    entry = "".join(f"  {line}" for line in entry.splitlines(keepends=True))
    text = text.replace("    name: Broken search\n", f"    name: Broken search\n{entry}")
    assert edits_of(run, text) == [MovePart("T007", "T003")]


def test_a_theme_with_parts_hands_them_on_and_its_entry_may_stay(run):
    text = run.export().replace("name: Prices", "name: Prices\n  merge: [T003]")
    after = run.read(text)
    assert after.themes.retired == {"T003": "T002"}
    assert [part.theme_id for part in after.themes.parts_of("T002")] == ["T008", "T009"]
    plan = after.plan(text)
    assert plan.edits == ()
    assert plan.notes == ("no more themes of their own, their entries are not used: T003",)


def test_new_themes_take_opinions_by_keywords_examples_and_merges(run):
    text = run.export() + "- name: Parking\n  keywords: [parking lot]\n- name: Noise\n  examples:\n  - The music was loud\n"
    text += "- name: Rest\n  merge: T005\n"
    assert edits_of(run, text) == [
        *(AddTheme(f"T0{i}", name) for i, name in ((11, "Parking"), (12, "Noise"), (13, "Rest"))),
        Merge(("T013", "T005"), "T013"),
        ChangeKeywords("T011", ("parking lot",)),
        Teach("T012", ("The music was loud",)),
    ]
    after = run.read(text)
    labels = after.labels()
    assert labels["The parking lot was full"][0] == "T011"
    assert labels["The music was loud"][0] == "T012"
    assert labels["My refund took weeks"][:2] == ("T013", "T005")
    assert edits_of(after, text) == []
    assert edits_of(after, after.update(text)) == []


def test_keywords_leave_locked_themes_alone(run):
    locked = run.edit(Lock("T004"))
    after = locked.read(locked.export().replace("  - expensive\n", "  - expensive\n  - rude\n  - website\n"))
    assert after.labels()["The staff was rude"][0] == "T004"
    assert after.labels()["The website is confusing"][0] == "T002"
    assert after.labels()["A fair price"][0] == "T002"


@pytest.mark.parametrize(
    "names", [("Staff", "Prices", "Returns"), ("Staff", "Returns", "Prices"), ("Returns", "Staff", "Prices")]
)
def test_names_may_change_places(run, names):
    text = run.export()
    for old, new in zip(("Prices", "Staff", "Returns"), names, strict=True):
        text = text.replace(f"name: {old}\n", f"name: x{new}\n")
    after = run.read(text.replace("name: x", "name: "))
    assert tuple(after.themes.get(name).label for name in ("T002", "T004", "T005")) == names
    assert edits_of(after, text.replace("name: x", "name: ")) == []


def test_a_new_theme_may_take_a_name_that_another_gives_up(run):
    text = run.export().replace("name: Prices", "name: Cost") + "- name: Prices\n  keywords: [parking]\n"
    after = run.read(text)
    assert (after.themes.get("T002").label, after.themes.get("T011").label) == ("Cost", "Prices")
    assert edits_of(after, text) == []


def test_what_changed_in_the_run_since_is_left_alone(run):
    text = run.export().replace("name: Staff", "name: People")
    later = run.edit(Rename("T002", "Cost"), SetOwner("T005", "Ann"), Merge(("T003", "T005"), "T003"), Split("T001", ("T006",)))
    assert edits_of(later, text) == [Rename("T004", "People")]


def test_a_key_or_theme_that_is_not_in_the_file_is_left_alone(run):
    edited = run.edit(SetOwner("T002", "Ann"))
    text = edited.export()
    start, end = text.index("- id: T004"), text.index("- id: T005")
    short, _ = cut_part((text[:start] + text[end:]).replace("  owner: Ann\n", ""), "T009")
    plan = edited.plan(short)
    assert plan.edits == ()
    assert plan.notes == ("2 themes of the run not in the file, left as they are: T004 'Staff', T009 'Broken search'",)


def test_taken_examples_are_noted(run):
    taught = run.edit(Teach("T002", ("Way too dear",)))
    text = taught.export()
    assert "Way too dear" in text
    plan = taught.plan(text.replace("  - Way too dear\n", ""))
    assert plan.edits == ()
    assert plan.notes == ("examples that were taken out of the file stay with their themes: T002",)


def test_an_entry_without_an_id_is_the_theme_of_its_name(run):
    text = run.export()
    assert edits_of(run, text.replace("- id: T002\n  name: Prices\n  owner:", "- name: prices\n  owner: Ann")) == [
        Rename("T002", "prices"),
        SetOwner("T002", "Ann"),
    ]
    assert edits_of(run, "themes:\n- name: staff\n  hidden: yes\n") == [Rename("T004", "staff"), Hide("T004")]


MISTAKES = [
    (("id: T002", "id: T0002", "name: Prices", "name: Costs"),
     "theme T0002 ('Costs'): the run has no theme 'T0002'. Did you mean 'T002'?"),
    (("id: T002", "id: T033"), "theme T033 ('Prices'): the run has no theme 'T033'. Did you mean 'T002', which has this name?"),
    (("id: T002", "id: Q7", "name: Prices", "name: Costs"), "the run has no theme 'Q7'.\nA new theme has no id."),
    (("name: Prices", "name: Prices\n  merge: [T044]"), "the run has no theme 'T044'. Did you mean 'T004'?"),
    (("name: Prices", "name: Prices\n  merge: [T002]"), "'T002' would be a part of itself"),
    (("name: Prices", "name: Prices\n  merge: [T004]", "name: Staff", "name: Staff\n  merge: [T002]"),
     "themes are merged in a circle: T00"),
    (("name: Prices", "name: Prices\n  merge: [T004]", "name: Returns", "name: Returns\n  merge: [T004]"),
     "'T004' is merged into 'T002' in line "),
    (("name: Prices", "name: Delivery"), "has the same name 'Delivery'"),
    (("name: Prices", "name: Thanks"), "theme 'T010' has the name 'Thanks' already"),
    (("    name: Broken search", "    name: Broken search\n  - name: Brokn serch"),
     "a part needs the id of a part or theme"),
    (("- id: T005", "- name: Return\n- id: T005"), "no theme has this name, and a new one needs keywords"),
    (("    name: Broken search", "    name: Broken search\n    hidden: yes"), "and a part has no 'hidden' of its own"),
    (("  - expensive", "  - expensive\n  - cheap", "  - helpful", "  - helpful\n  - Cheap"),
     "'Cheap' was added to the keywords of 'T002' in line "),
    (("  - expensive", "  - '!!'"), "a keyword has a letter or a digit at least"),
    (("edits: 0", "edits: x"), "a whole number is expected"),
    (("version: 1", "version: 3"), "it has version '3', this cxtext reads 1"),
]  # fmt: skip


@pytest.mark.parametrize(("swaps", "said"), MISTAKES)
def test_mistakes_are_named_with_their_line(run, swaps, said):
    text = run.export()
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert text.count(f"{old}\n") == 1
        text = text.replace(f"{old}\n", f"{new}\n")
    with pytest.raises(ConfigError) as error:
        run.plan(text)
    message = str(error.value)
    assert said in message
    line = int(message.partition("line ")[2].split(",")[0].split(":")[0])
    changed = {i for i, (a, b) in enumerate(zip(run.export().splitlines(), text.splitlines(), strict=False), 1) if a != b}
    assert message.startswith("codebook 'book.yaml', line ") and line >= min(changed)
    assert len(message.splitlines()) <= 3


def test_the_id_of_a_theme_that_is_no_more_names_the_one_that_has_its_opinions(run):
    later = run.edit(Merge(("T002", "T003"), "T002"))
    text = later.export()
    with pytest.raises(ConfigError, match="'T003' is no more: its opinions went to 'T002'"):
        later.plan(text + "- id: T003\n  name: Website\n")
    with pytest.raises(ConfigError, match="'T003' is no more: its opinions went to 'T002'"):
        later.plan(text.replace("name: Staff", "name: Staff\n  merge: [T003]"))
    old = run.export().replace("name: Staff", "name: Staff\n  merge: [T003]")
    with pytest.raises(ConfigError, match="no more: its opinions went to 'T002'"):
        later.plan(old)


def test_a_locked_theme_is_unlocked_in_the_same_file(run):
    locked = run.edit(Lock("T002"))
    text = locked.export().replace("name: Prices", "name: Prices\n  merge: [T004]")
    with pytest.raises(ConfigError, match="is locked"):
        locked.plan(text)
    assert edits_of(locked, text.replace("locked: yes", "locked: no")) == [Lock("T002", False), Merge(("T002", "T004"), "T002")]


KEPT = """\
# Our themes, agreed in May

themes:
# the expensive one
- name: Costs        # renamed twice
  id: T002
  # ask Ann
  keywords: [price, 'expensive']  # more to come

  examples:
    - The price is too high   # best

# ---- service ----
- {id: T004, name: Staff}
- id: T001
  description: >
    All that has to do
    with parcels
  name: Delivery
  parts:
  - id: T007
    name: Damaged boxes   # photos
  # late
  - id: T006
    name: Late parcels
# the end
"""


def test_comments_and_order_stay_when_a_file_is_brought_up_to_date(run):
    edited = run.read(KEPT).edit(SetOwner("T002", "Ann"), Merge(("T001", "T004"), "T001"))
    text = edited.update(KEPT)
    comments = [line.partition("#")[2] for line in KEPT.splitlines() if "#" in line]
    assert [line.partition("#")[2] for line in text.splitlines() if "#" in line] == comments
    lines = text.splitlines()
    assert lines[lines.index("# the expensive one") + 1].startswith("- name: Costs")
    assert lines[lines.index("  # ask Ann") + 1].startswith("  keywords: [")
    assert lines[lines.index("  # late") + 1] == "  - id: T006"
    file = parse_codebook(text, "book.yaml")
    assert [theme.id for theme in file.book.themes] == ["T002", "T001", "T003", "T005"]
    assert [part.id for part in file.book.themes[1].parts] == ["T007", "T006", "T004"]
    assert file.book.themes[0].owner == "Ann"
    assert "  description: >\n    All that has to do\n    with parcels\n" in text
    assert edits_of(edited, text) == []
    assert edited.update(text) == text


def test_a_json_file_can_be_brought_up_to_date(run):
    text = '{"themes": [{"id": "T002", "name": "Cost", "owner": "Ann"}]}'
    edited = run.read(text)
    assert edits_of(edited, edited.update(text)) == []


def test_many_edits_in_one_file_leave_what_their_log_gives(run):
    text = run.export() + "".join(f"- name: New {i}\n  keywords: [word{i}]\n" for i in range(60))
    after = run.read(text)
    assert len(after.curation.log.entries) == 120
    replayed = Curation(after.curation.fitted, after.curation.log)
    assert replayed.themes == after.themes
    undone = Curation(replayed.fitted, after.curation.log.undo().undo()).add(AddTheme("T071", "Last"), run.fitted, run.view)
    assert undone.themes == Curation(undone.fitted, undone.log).themes
