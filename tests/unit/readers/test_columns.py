"""What columns are taken for, and why."""

from __future__ import annotations

import shlex

import pandas as pd
import pytest

from cxtext.errors import ColumnNotFoundError, SchemaError
from cxtext.readers import ReadResult, inspect_source, read_responses
from cxtext.settings import InputConfig, Metric

N = 40
TEXT = [f"the {w} is slow and fails again" for w in ("search", "export", "login", "app", "page")]
BASE = {"comment": [f"{TEXT[i % 5]} on day {i}" for i in range(N)]}


def read(columns: dict[str, object], *metrics: Metric, **options: object) -> ReadResult:
    """Read columns beside an ordinary text column."""
    frame = pd.DataFrame({**BASE, **columns})
    return read_responses(frame, config=InputConfig.model_validate(options), metrics=metrics)


def role(result: ReadResult, column: str) -> str:
    """Return the role of a column."""
    return str(result.columns.set_index("column").loc[column, "role"])


def cycle(*values: object) -> list[object]:
    """Repeat values to the length of the table."""
    return [values[i % len(values)] for i in range(N)]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("id", list(range(N)), "id"),
        ("Response ID", [f"r{i}" for i in range(N)], "id"),
        ("ref", [f"A{i:05d}-x" for i in range(N)], "id"),
        ("respondent", cycle(1, 2, 3, 4, 5), "respondent"),
        ("customer_id", cycle("a", "b", "c"), "respondent"),
        ("user id", [f"u{i}" for i in range(N)], "id"),
        ("date", [f"2024-01-{1 + i % 28:02d}" for i in range(N)], "date"),
        ("when", [f"{1 + i % 28}/1/2024 10:00" for i in range(N)], "date"),
        ("plan", cycle("free", "pro"), "group"),
        ("wave", cycle("2023H1", "2023H2", "2024H1"), "group"),
        ("year", cycle(2022, 2023), "group"),
        ("how_long", cycle("Less than one year", "One year or more"), "group"),
        ("sentiment", cycle("positive", "negative"), "unused"),
        ("weight", cycle(0.5, 1.5), "weight"),
        ("nps", cycle(0, 3, 7, 9, 10), "metric"),
        ("rating", cycle(1, 2, 5), "metric"),
        ("churned", cycle("yes", "no"), "metric"),
        ("E-mail", [f"a{i}@example.com" for i in range(N)], "unused"),
        ("contact", [f"a{i}@example.com" for i in range(N)], "unused"),
        ("ip", cycle("10.0.0.1", "10.0.0.2"), "unused"),
        ("First Name", cycle("Ann", "Bob"), "unused"),
        ("link", [f"https://example.com/{i}" for i in range(N)], "unused"),
        ("country", cycle("Norway"), "unused"),
        ("blank", cycle(""), "unused"),
        ("amount", [i * 1.5 for i in range(N)], "unused"),
        ("n_visits", cycle(1, 2, 3), "unused"),
        ("title", [f"Bad {i}" for i in range(N)], "unused"),
    ],
)
def test_roles_are_guessed(name: str, values: list[object], expected: str):
    result = read({name: values})
    assert (role(result, "comment"), role(result, name)) == ("text", expected)
    row = result.columns.set_index("column").loc[name]
    assert row["chosen_by"] == "guess"
    assert len(row["reason"]) > 5


def test_the_user_overrides_every_guess():
    columns = {
        "a": list(range(N)),
        "b": cycle("x", "y"),
        "c": cycle("2024-01-01"),
        "d": cycle(2.0),
        "e": cycle("1", "2"),
        "nps": cycle(5),
    }
    result = read(
        columns, Metric(column="nps", kind="number"),
        id_column="a", respondent_column="b", date_column="c", weight_column="d", group_columns=("e",), text_columns=("COMMENT",),
    )  # fmt: skip
    assert dict(zip(result.columns["column"], result.columns["role"], strict=True)) == {
        "comment": "text", "a": "id", "b": "respondent", "c": "date", "d": "weight", "e": "group", "nps": "metric",
    }  # fmt: skip
    assert set(result.columns["chosen_by"]) == {"user"}
    first = result.responses.iloc[0]
    assert (first["response_id"], first["respondent_id"], first["weight"], first["group.e"]) == ("0", "x", 2.0, "1")


def test_a_column_that_does_not_exist_is_named_with_the_nearest():
    for option in ({"text_columns": ("coment",)}, {"id_column": "coment"}, {"group_columns": ("coment",)}):
        with pytest.raises(ColumnNotFoundError, match="Did you mean 'comment'"):
            read({}, **option)
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'comment'"):
        read({}, Metric(column="coment", kind="nps"))


def test_a_column_cannot_have_two_roles():
    with pytest.raises(SchemaError, match="two roles, text and date"):
        read({}, text_columns=("comment",), date_column="comment")


def test_the_first_words_of_a_long_name_are_enough():
    question = "Any other feedback that you wish to share with us?"
    result = read({question: BASE["comment"]}, text_columns=("Any other feedback that",))
    assert role(result, question) == "text"
    with pytest.raises(ColumnNotFoundError):
        read({question: BASE["comment"]}, text_columns=("Any other feedback tha",))


def test_the_sub_header_of_a_joined_name_is_enough():
    asked, other = "Would you recommend us?: Why?", "Is it fast?: Comment"
    result = read({asked: BASE["comment"], other: cycle("yes", "no")}, text_columns=("why?",))
    assert role(result, asked) == "text"
    with pytest.raises(ColumnNotFoundError, match=r"Did you mean 'Why\?'"):
        read({asked: BASE["comment"]}, text_columns=("Whyy?",))
    twice = {asked: BASE["comment"], "Is it fast?: Why?": BASE["comment"]}
    with pytest.raises(ColumnNotFoundError, match=r"Did you mean 'Would you recommend us\?: Why\?' or 'Is it fast\?: Why\?'"):
        read(twice, text_columns=("Why?",))


def test_a_look_at_the_columns_does_not_need_the_choice_of_the_text():
    frame = pd.DataFrame({"good": BASE["comment"], "bad": [f"no {t}" for t in BASE["comment"]], "nps": cycle(1, 9)})
    found = inspect_source(frame)
    assert dict(zip(found.columns["column"], found.columns["role"], strict=True))["nps"] == "metric"
    assert all("--text-column" in reason for reason in found.columns.set_index("column").loc[["good", "bad"], "reason"])
    assert len(found.responses) == 0
    needed = [i for i in found.issues if i.level == "error"]
    assert "--text-column 'bad' --text-column 'good'" in str(needed[0].message)
    assert "error" in {i.level for i in inspect_source(frame[["nps"]]).issues}


def test_two_equally_good_text_columns_are_an_error_that_lists_both():
    frame = pd.DataFrame({"good": BASE["comment"], "bad": [f"no {t}" for t in BASE["comment"]]})
    with pytest.raises(SchemaError) as caught:
        read_responses(frame)
    assert "--text-column 'bad' --text-column 'good'" in str(caught.value)
    both = read_responses(frame, config=InputConfig(text_columns=("good", "bad")))
    assert len(both.responses) == 2 * N
    assert list(both.responses["row"][:4]) == [1, 1, 2, 2]
    assert list(both.responses["question"][:2]) == ["good", "bad"]
    assert both.responses["response_id"].is_unique
    assert list(both.responses["respondent_id"][:3]) == ["row-1", "row-1", "row-2"]


def test_a_sub_header_that_asks_why_is_among_the_texts_to_choose_from_by_a_name_that_is_its_own():
    why, wish = "Would you recommend us to other open source projects and why?", "What do you wish that we provided and don't?"
    texts = {
        f"{why}: Why?": BASE["comment"],
        "What is good?": [f"all {t}" for t in BASE["comment"]],
        wish: cycle(*TEXT)[: N // 2],
    }
    frame = pd.DataFrame({why: pd.Series(cycle(1, 9)), **{name: pd.Series(cells) for name, cells in texts.items()}})
    with pytest.raises(SchemaError, match="equally well") as caught:
        read_responses(frame)
    flags = shlex.split(str(caught.value).rpartition("several: ")[2])[1::2]
    chosen = read_responses(frame, config=InputConfig(text_columns=tuple(flags)))
    assert {name for name in texts if role(chosen, name) == "text"} >= {f"{why}: Why?", "What is good?"}


def test_a_column_of_sentences_beside_the_text_says_how_to_add_it():
    services = [f"help with {what} and documentation" for what in map(str, range(60))]
    frame = pd.DataFrame({"comment": [f"it is too slow for us {i}" for i in range(60)], "What do you need?": services})
    result = read_responses(frame, config=InputConfig(text_columns=("comment",)))
    reason = result.columns.set_index("column").loc["What do you need?", "reason"]
    assert reason == "reads as open text, 4 words per answer; to add it: --text-column 'What do you need?'"
    _, column = shlex.split(reason.rpartition(": ")[2])
    both = read_responses(frame, config=InputConfig(text_columns=("comment", column)))
    assert len(both.responses) == 2 * len(frame)


def test_a_column_of_long_values_that_repeat_says_why_it_is_not_used():
    long = [f"a demo or a talk, a course and a workshop of several days, a tutorial or a book, number {i}" for i in range(4)]
    result = read({"use": cycle(*long)})
    reason = result.columns.set_index("column").loc["use", "reason"]
    assert reason == (
        f"values of up to {len(long[0])} characters are long for groups, and not like open text (only 4 different ones of {N}); "
        "to use it as a group: --group-column 'use'"
    )
    assert role(read({"use": cycle(*long)}, group_columns=("use",)), "use") == "group"


def test_a_clear_winner_is_taken_with_a_note():
    result = read(
        {"reason": [f"slow {i}" if i % 3 else "" for i in range(N)], "why not": [f"it is too dear for us {i}" for i in range(N)]}
    )
    assert role(result, "comment") == "text"
    assert "'why not'" in next(str(i.message) for i in result.issues if i.code == "text-column-guessed")


def test_no_text_column_is_an_error():
    with pytest.raises(SchemaError, match="--text-column"):
        read_responses(pd.DataFrame({"id": range(N), "plan": cycle("a", "b"), "nps": cycle(1, 9)}))


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_a_blank_column_named_for_its_text_is_the_text_when_no_other_is(blank: str):
    frame = pd.DataFrame({"id": range(N), "city": cycle("Rome", "Oslo"), "nps": cycle(1, 9), "comment": [blank] * N})
    result = read_responses(frame)
    assert role(result, "comment") == "text"
    assert "always blank" in result.columns.set_index("column").loc["comment", "reason"]
    assert result.receipt.n_blank == len(result.responses)
    told = read_responses(frame.assign(why=[f"it is too slow for us {i}" for i in range(N)]))
    assert (role(told, "why"), role(told, "comment")) == ("text", "unused")
    with pytest.raises(SchemaError, match="no column of"):
        read_responses(frame.drop(columns="city").rename(columns={"comment": "internal"}))


def test_a_column_of_too_many_values_for_groups_says_how_many_there_may_be():
    values = [f"value {i % 60}" for i in range(240)]
    frame = pd.DataFrame({"comment": [f"it is too slow for us {i}" for i in range(240)], "airline": values, "title": values})
    many = read_responses(frame.assign(model=[f"m {i % 110}" for i in range(240)], code=[f"c {i % 110}" for i in range(240)]))
    reason = many.columns.set_index("column")["reason"]
    assert role(many, "airline") == "group"
    assert reason["airline"] == "60 different short values under a header that names a group"
    assert reason["title"] == (
        "60 different values, too many for groups (at most 50, or 100 where the header names a group, such as plan or country); "
        "to use it: --group-column 'title'"
    )
    assert reason["model"] == "110 different values, too many for groups (at most 100)"
    assert reason["code"].endswith("such as plan or country)")


def test_terse_answers_are_text_when_nothing_else_is():
    result = read_responses(pd.DataFrame({"id": range(4), "q": ["too slow", "very dear", "too slow for me", "fine"]}))
    assert role(result, "q") == "text"


def test_texts_without_blanks_between_words_are_text():
    japanese = [f"アプリがとても遅くて困っています{i}" for i in range(N)]
    result = read_responses(pd.DataFrame({"id": range(N), "回答": japanese}))
    assert role(result, "回答") == "text"


@pytest.mark.parametrize("cell", ["The checkout is slow", "n/a", "-", "too dear"])
def test_a_column_named_for_its_text_is_taken_when_all_cells_are_equal(cell: str):
    frame = pd.DataFrame(
        {"id": range(N), "nps": range(N), "plan name": ["pro plus", "free trial"] * (N // 2), "comment": [cell] * N}
    )
    result = read_responses(frame)
    assert role(result, "comment") == "text"
    with pytest.raises(SchemaError, match="no column of"):
        read_responses(frame.assign(comment=range(N)).drop(columns="plan name"))


def test_text_that_pandas_takes_for_missing_survives():
    texts = ["NA", "None", "null", "nan", "N/A", "007", "1e5", "TRUE", ""]
    result = read_responses(pd.DataFrame({"comment": texts}), config=InputConfig(text_columns=("comment",)))
    assert list(result.responses["text"]) == texts
    assert result.receipt.n_content == 8


def test_repeated_and_blank_ids_are_made_unique_whatever_the_order():
    ids, texts = ["a", "b", "a", "", "a"], ["z", "y", "x", "w", "v"]
    config = InputConfig(id_column="id", text_columns=("t",))
    result = read_responses(pd.DataFrame({"id": ids, "t": texts}), config=config)
    assert list(result.responses["response_id"]) == ["a~3", "b", "a~2", "row-4", "a"]
    assert [i.row for i in result.issues if i.code == "repeated-id"] == [3, 1]
    assert [i.row for i in result.issues if i.code == "blank-id"] == [4]
    shuffled = read_responses(pd.DataFrame({"id": ids[::-1], "t": texts[::-1]}), config=config).responses
    assert dict(zip(shuffled["text"], shuffled["response_id"], strict=True))["z"] == "a~3"


def test_a_suffixed_id_that_exists_is_not_used_twice():
    result = read_responses(
        pd.DataFrame({"id": ["a", "a", "a~2"], "t": ["1", "2", "3"]}), config=InputConfig(id_column="id", text_columns=("t",))
    )
    assert list(result.responses["response_id"]) == ["a", "a~3", "a~2"]


def test_bad_dates_and_weights_are_listed():
    result = read({"date": cycle(*["2024-01-01"] * 9, "soon"), "w": cycle("1", "-3", "x")}, date_column="date", weight_column="w")
    codes = [i.code for i in result.issues]
    assert (codes.count("bad-date"), result.responses["created_at"].isna().sum()) == (4, 4)
    assert codes.count("bad-weight") == 26


def test_a_record_without_a_usable_weight_counts_nowhere_and_is_listed():
    cells = ["1", "0", "-1", "nan", "inf", "abc", "", "2,5"]
    result = read({"w": cycle(*cells)}, weight_column="w")
    assert list(result.responses["weight"])[:8] == [1, 0, 0, 0, 0, 0, 0, 2.5]
    bad = [i for i in result.issues if i.code == "bad-weight"]
    assert len(bad) == int((result.responses["weight"] == 0).sum())
    assert {i.row for i in bad} >= {2, 3, 4, 5, 6, 7} and {i.level for i in bad} == {"info"}
    assert all("counts in no weighted figure" in str(i.message) for i in bad)


@pytest.mark.parametrize("cells", [("-1", "x"), ("0",), ("0", "", "-2")])
def test_weights_of_which_none_counts_are_an_error(cells: tuple[str, ...]):
    with pytest.raises(SchemaError, match=f"none of its {N} cells is a positive number"):
        read({"w": cycle(*cells)}, weight_column="w")
    weights = ["0.5", *cycle(*cells)[1:]]
    assert list(read({"w": weights}, weight_column="w").responses["weight"]) == [0.5, *[0.0] * (N - 1)]


@pytest.mark.parametrize(
    ("cells", "weights", "comma"),
    [
        (["0,987", "1,234", "2"], [0.987, 1.234, 2.0], "a decimal comma, such as '0,987' in 'w' read as 0.987"),
        (["1,25", "1,234", "0,98765"], [1.25, 1.234, 0.98765], "a decimal comma, such as '1,25' in 'w' read as 1.25"),
        (["1,234", "2,500"], [1234.0, 2500.0], "a comma between thousands, such as '1,234' in 'w' read as 1234"),
    ],
)
def test_one_decimal_comma_tells_how_all_weights_are_written(cells: list[str], weights: list[float], comma: str):
    result = read({"w": cycle(*cells)}, weight_column="w")
    assert list(result.responses["weight"])[: len(cells)] == weights
    notes = [(str(i.message), i.level) for i in result.issues if i.code == "number-format"]
    n = sum("," in cell for cell in cycle(*cells))
    assert notes == [(f"{n} weights with {comma}", "info")]


def test_a_limit_is_told():
    result = read({}, limit=7)
    assert (len(result.responses), result.receipt.n_read) == (7, 7)
    assert [i.code for i in result.issues] == ["limit"]


def test_a_column_of_waves_is_kept_and_may_be_a_group_too():
    result = read({"w": cycle("Q1 ", "Q2", "")}, wave_column="W")
    assert role(result, "w") == "wave"
    assert result.responses["wave"].dropna().unique().tolist() == ["Q1", "Q2"]
    assert result.responses["wave"].isna().sum() == len(BASE["comment"]) // 3
    both = read({"w": cycle("Q1", "Q2")}, wave_column="w", group_columns=("w",))
    assert role(both, "w") == "group"
    assert both.responses["wave"].tolist() == both.responses["group.w"].tolist()
    assert read({"w": cycle("Q1", "Q2")}).responses["wave"].isna().all()


def test_a_column_that_cannot_be_waves_is_refused():
    many = [f"r{i}" for i in range(130)]
    frame = pd.DataFrame({"comment": [f"the export of part {i} is slow again" for i in range(130)], "id": many})
    with pytest.raises(SchemaError, match="130 different values"):
        read_responses(frame, config=InputConfig(text_columns=("comment",), wave_column="id"))
    with pytest.raises(ColumnNotFoundError, match="Did you mean 'comment'"):
        read({}, wave_column="coment")
    with pytest.raises(SchemaError, match="two roles, date and wave"):
        read({"d": cycle("2024-01-01")}, date_column="d", wave_column="d")


def test_a_metric_is_named_by_the_column_it_was_found_in():
    frame = pd.DataFrame(
        {"why": ["Search is slow", "I like it", "Too dear"], "Umsatz (EUR)": [3, 9, 4], "Weiterempfehlung (0-10)": [3, 9, 4]}
    )
    metrics = [Metric(column="Weiterempfehlung", kind="nps"), Metric(column="Umsatz", kind="number")]
    result = read_responses(frame, config=InputConfig(text_columns=("why",)), metrics=metrics)
    assert [m.label for m in result.metrics] == ["Weiterempfehlung (0-10)", "Umsatz (EUR)"]
    assert list(result.raw_metrics) == ["Weiterempfehlung (0-10)", "Umsatz (EUR)"]
    notes = [str(row.message) for row in result.issues if row.code == "column-found"]
    assert notes == [
        "'Weiterempfehlung' is taken for column 'Weiterempfehlung (0-10)'",
        "'Umsatz' is taken for column 'Umsatz (EUR)'",
    ]
    twice = [Metric(column="Umsatz", kind="number"), Metric(column="umsatz (eur)", kind="number")]
    with pytest.raises(SchemaError, match="two metrics are named"):
        read_responses(frame, config=InputConfig(text_columns=("why",)), metrics=twice)


def test_many_columns_of_one_name_make_one_warning():
    from cxtext.readers.cells import unique_names
    from cxtext.readers.files import build_table

    table = build_table("x", [["text", *["a"] * 3000], *[["some text", *["1"] * 3000]] * 2])
    found = [row for row in table.issues if row.code == "repeated-column"]
    assert [row.message for row in found] == ["3,000 columns of 'x' share a name, 'a'; they are called 'a~2' to 'a~3000'"]
    # squared, this many would be a matter of hours
    assert unique_names(["a"] * 200_000)[-1] == "a~200000"
    assert unique_names(["a", "a~2", "a", "a"]) == ["a", "a~2", "a~3", "a~4"]


def test_groups_that_are_named_are_the_only_ones():
    columns = {"plan": cycle("free", "pro"), "region": cycle("north", "south", "west")}
    assert (role(read(columns), "plan"), role(read(columns), "region")) == ("group", "group")
    named = read(columns, group_columns=("region",))
    assert (role(named, "plan"), role(named, "region")) == ("unused", "group")
    assert "--group-column 'plan'" in named.columns.set_index("column").loc["plan", "reason"]


def test_a_column_that_would_be_a_metric_says_why_it_was_not_guessed() -> None:
    columns = {"stars": cycle(1, 2, 3, 4, 5), "NPS": list(i % 11 for i in range(N)), "plan": cycle("free", "paid")}
    found = read(columns, Metric(column="stars", kind="csat"))
    reasons = found.columns.set_index("column")["reason"]
    assert [m.column for m in found.metrics] == ["stars"]
    assert "reads as nps" in reasons["NPS"] and reasons["NPS"].endswith(
        "but declared metrics are the only ones; to use it too: --nps-column NPS"
    )
    assert "reads as" not in reasons["plan"]
    off = read_responses(pd.DataFrame({**BASE, **columns}), guess_metrics=False).columns.set_index("column")["reason"]
    assert "but guess_metrics is off; to use it too: --nps-column NPS" in off["NPS"]
    assert "reads as" not in " ".join(read(columns).columns["reason"])


def test_a_column_is_found_by_its_name_as_it_is_shown():
    header = "Would you recommend example.org to a friend?"
    frame = pd.DataFrame({"comment": [f"the search is slow in week {k}" for k in range(12)], header: ["Yes", "No"] * 6})
    shown = header.replace("example.org", "[link]")
    result = read_responses(frame, config=InputConfig(text_columns=["comment"]), metrics=[Metric(column=shown, kind="binary")])
    assert [one.column for one in result.metrics] == [header]
    with pytest.raises(ColumnNotFoundError):
        read_responses(frame, config=InputConfig(text_columns=["comment [link]"]))
