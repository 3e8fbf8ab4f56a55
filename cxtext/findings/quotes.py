"""Which of people's own words stand for a theme: typical, readable, one from each person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice, product
from math import isnan
from typing import TYPE_CHECKING, Any

from cxtext.findings.findings import Kind
from cxtext.findings.release import outgoing
from cxtext.findings.rows import join_units
from cxtext.metrics import readable_name
from cxtext.run import recall, recorded_outcomes
from cxtext.schema import EXPOSURE_PREFIX, METRIC_PREFIX
from cxtext.themes import is_empty, stem, tokenize
from cxtext.wording import is_missing, number, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from cxtext.findings.ranking_text import Ranking
    from cxtext.findings.rows import AnalysisLike
    from cxtext.metrics import MetricView
    from cxtext.privacy import Masked

#: Sentiment that quotes of a theme should rather have, by kind of finding.
TONES = {Kind.PAIN: "negative", Kind.NO_COST: "negative", Kind.STRENGTH: "positive"}
#: Side of the metric on which the answers of those who are quoted should rather lie, by sentiment.
SIDES = {"negative": -1.0, "positive": 1.0}
#: Two quotes that share this part of their words, or more, say the same.
SAME_WORDS = 0.6
#: Most characters of a question beside a quote.
QUESTION_LENGTH = 40
#: Quotes of one sentiment among which the clearest is chosen.
FIRST = 10
#: Characters of a quote that is easy to read.
_SHORTEST = 25
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Quote:
    """One quoted opinion unit.

    Parameters
    ----------
    unit_id, response_id, theme_id : str
        Where it comes from; ``theme_id`` is empty for an unassigned unit.
    text : str
        The response's own words, redacted, on one line.
    sentiment : str
        negative, neutral, positive, or empty.
    created_at : str
        ISO date, or empty.
    scores : tuple of (str, float)
        The valid answers of the response, by metric.
    emotion_words : str
        The words of the text that show its emotion, or empty.
    question : str
        What it answers, where a response has several questions; else empty.
    """

    unit_id: str
    response_id: str
    theme_id: str
    text: str
    sentiment: str
    created_at: str
    scores: tuple[tuple[str, float], ...]
    emotion_words: str = ""
    question: str = ""

    @property
    def question_text(self) -> str:
        """The question in quotation marks; nothing where there is one only."""
        return f"to “{self.question}”" if self.question else ""

    @property
    def scores_text(self) -> str:
        """The first answers in words, such as ``nps 3, csat 4``."""
        return scores_text(self.scores)


@dataclass(frozen=True, slots=True)
class ResponseAnswers:
    """The answers to each metric, None for none, by the place of the response in its table."""

    by_metric: dict[str, list[float | None]]
    _written: dict[tuple[tuple[str, float], ...], str] = field(default_factory=dict, init=False, repr=False)

    def of(self, place: int) -> tuple[tuple[str, float], ...]:
        """Return the valid answers of one response."""
        return tuple([(name, value) for name, values in self.by_metric.items() if (value := values[place]) is not None])

    def text(self, place: int) -> str:
        """Write the first answers of one response."""
        answers = self.of(place)
        if answers not in self._written:  # many responses have the same
            self._written[answers] = scores_text(answers)
        return self._written[answers]


def list_answers(responses: pd.DataFrame) -> ResponseAnswers:
    """Return the answers to each metric that table ``responses`` holds."""
    metrics = [str(c) for c in responses.columns if str(c).startswith(METRIC_PREFIX)]
    answers = {m.removeprefix(METRIC_PREFIX): responses[m].astype("float64").tolist() for m in metrics}
    return ResponseAnswers({name: [None if isnan(value) else value for value in values] for name, values in answers.items()})


def scores_text(scores: Sequence[tuple[str, float]]) -> str:
    """Write the first answers of a response.

    >>> scores_text([("nps", 3.0), ("overall_rating", 4.5), ("rating10", 8.0)])
    'NPS 3, Overall rating 4.50, Rating 10 = 8'
    """
    return ", ".join(_score_text(one_line(readable_name(name), 24), value) for name, value in scores[:3])


def _score_text(name: str, value: float) -> str:
    """Write one answer."""
    return f"{name}{' =' if name[-1:].isdigit() else ''} {number(value, 0 if value.is_integer() else 2)}"


#: The units of a theme by whether their sentiment, and the answer of their response, are on the other side.
_Rows = dict[tuple[bool, bool], list[int]]


class QuoteBook:
    """The quotable units of an analysis, ordered for each theme from most to least telling.

    A pain point is quoted with what is said negatively by people whose answer to the metric lies on its bad side, a strength
    the other way round: first what has a word of the theme's name, then of its phrases, then the most typical. Where that is not
    enough the other typical opinions follow.

    Parameters
    ----------
    analysis : Analysis
        Read only.
    ranking : Ranking
        What each theme is, and the metric.
    """

    def __init__(self, analysis: AnalysisLike, ranking: Ranking) -> None:
        frame = _sort_units(analysis, ranking)
        columns = ("unit_id", "response_id", "theme_id", "start", "end", "label", "emotion_start", "emotion_end")
        self._units: list[tuple[Any, ...]] = list(zip(*(frame[c].tolist() for c in columns), strict=True))
        self._polarity = frame["polarity"].fillna(0.0).tolist()
        self._texts = frame["text"].tolist()
        themes = analysis.tables["themes"]
        self._words_of_theme = _words_of(themes), _words_of(themes, with_phrases=False)
        self._lacking: dict[int, tuple[bool, bool]] = {}
        self._rows: dict[str, _Rows] = {f.theme_id: {} for f in ranking.findings}
        sides = zip(frame["off_tone"].tolist(), frame["off_side"].tolist(), strict=True)
        others: dict[str, _Rows] = {}
        for i, (unit, side) in enumerate(zip(self._units, sides, strict=True)):
            rows = self._rows[unit[2]] if unit[2] in self._rows else others.setdefault(unit[2], {})
            rows.setdefault(side, []).append(i)
        # themes that are not ranked, and what is in none, follow in the order of their most telling units
        first = {theme_id: next(self._in_order(rows)) for theme_id, rows in others.items()}
        self._rows |= {theme_id: others[theme_id] for theme_id in sorted(first, key=lambda own: self._place_of(first[own]))}
        responses = analysis.tables["responses"]
        self._place = {response: i for i, response in enumerate(responses["response_id"].tolist())}
        self._people = responses["voice_id"].tolist()
        self._words = outgoing(analysis)
        self._dates = responses["local_time"].tolist()
        self._questions = responses["question"].tolist()
        self._answers = list_answers(responses)

    def _in_order(self, rows: _Rows, sentiment: str | None = None) -> Iterator[int]:
        """Yield units of a theme, the most telling first; those of one sentiment alone where one is given.

        Words are looked for in as many texts as are asked for: few quotes of a theme are shown.
        """
        for off_tone, off_topic, off_side, off_name in product((False, True), repeat=4):
            for i in rows.get((off_tone, off_side), ()):
                if sentiment in (None, self._units[i][5]) and self._lacks_words(i) == (off_topic, off_name):
                    yield i

    def _place_of(self, i: int) -> tuple[tuple[bool, bool], int]:
        """Return where a unit of a theme that is not ranked stands among those of all such themes."""
        return self._lacks_words(i), i

    def _lacks_words(self, i: int) -> tuple[bool, bool]:
        """Tell of a unit whether it has none of the words of its theme's name and phrases, and none of its name, in any form."""
        if i not in self._lacking:
            own = {stem(word) for word in tokenize(self._texts[i])}
            theme_id = self._units[i][2]
            topic, name = (own.isdisjoint(words.get(theme_id, ())) for words in self._words_of_theme)
            self._lacking[i] = topic, name
        return self._lacking[i]

    def quotes(self, theme_id: str, limit: int) -> list[Quote]:
        """Return up to ``limit`` quotes of a theme, each by another person and in other words."""
        chosen: list[Quote] = []
        people: set[str] = set()
        word_sets: list[frozenset[str]] = []
        for i in self._in_order(self._rows.get(theme_id, {})):
            if len(chosen) == limit:
                break
            person = self._people[self._place[self._units[i][1]]]
            if person in people:
                continue
            quote = self._quote(*self._units[i])
            words = frozenset(re.findall(r"\w+", quote.text.casefold())) or frozenset([quote.text])
            if all(len(words & other) < SAME_WORDS * len(words | other) for other in word_sets):
                chosen.append(quote)
                people.add(person)
                word_sets.append(words)
        return chosen

    def quote_with(self, theme_id: str, sentiment: str) -> Quote | None:
        """Return the clearest of the first quotes of a theme that have one sentiment; None where there is none."""
        first = islice(self._in_order(self._rows.get(theme_id, {}), sentiment), FIRST)
        clearest = max(first, key=lambda i: abs(self._polarity[i]), default=None)  # the first of equals
        return None if clearest is None else self._quote(*self._units[clearest])

    def sample(self, limit: int) -> list[Quote]:
        """Return up to ``limit`` units for searching, an equal number from every theme, and last from the unassigned."""
        each = max(1, limit // max(1, len(self._rows)))
        chosen = [i for rows in self._rows.values() for i in islice(self._in_order(rows), each)]
        self._words.prepare(self._units[i][1] for i in chosen)
        return [self._quote(*self._units[i]) for i in chosen]

    def whole(self, response_ids: Sequence[str]) -> list[Quote]:
        """Return whole responses as quotes, in the order given."""
        return [self._quote("", r, "", 0, None, "") for r in response_ids]

    def _quote(
        self, unit: str, response: str, theme: str, start: int, end: int | None, sentiment: str, *span: int | None
    ) -> Quote:
        """Cut one quote out of its response; ``span`` holds the offsets of the words that show its emotion."""
        place = self._place[response]
        date = self._dates[place]
        words = self._words.response(response)
        question = self._questions[place]
        return Quote(
            unit_id=self._words.name_unit(unit) if unit else "",
            response_id=self._words.name(response),
            theme_id=theme,
            text=one_line(words.cut(start, end), _LONGEST),
            sentiment=sentiment,
            created_at="" if is_missing(date) else f"{date:%Y-%m-%d}",
            scores=self._answers.of(place),
            emotion_words=_cut_span(words, span),
            question="" if is_missing(question) else one_line(readable_name(str(question)), QUESTION_LENGTH),
        )


def _cut_span(words: Masked, span: Sequence[int | None]) -> str:
    """Return the words that show an emotion, empty where none do."""
    if not span or is_missing(span[0]):
        return ""
    start, end = span
    return one_line(words.cut(int(start or 0), None if is_missing(end) else int(end or 0)), _LONGEST)


def read_quotes(analysis: AnalysisLike, ranking: Ranking) -> QuoteBook:
    """Return the quotes of an analysis under a ranking of it."""
    return recall(analysis, ("quotes", ranking.metric.name), lambda: QuoteBook(analysis, ranking))


def _sort_units(analysis: AnalysisLike, ranking: Ranking) -> pd.DataFrame:
    """Return the units by all that makes a good quote but their words; the theme of unassigned units is empty."""
    tables = analysis.tables
    frame = tables["units"][["unit_id", "response_id", "start", "end", "text"]]
    frame = join_units(frame, tables["assignments"][["unit_id", "theme_id", "strength"]])
    frame = join_units(frame, tables["sentiment"][["unit_id", "polarity", "label", "emotion_start", "emotion_end"]])
    frame = frame.assign(theme_id=frame["theme_id"].fillna(""), label=frame["label"].fillna(""))
    place = {unit: i for ids in tables["themes"]["exemplar_ids"] for i, unit in enumerate(ids)}
    length = frame["text"].str.len()
    tones = {f.theme_id: TONES[f.kind] for f in ranking.findings if f.kind in TONES}
    tone = frame["theme_id"].map(tones)
    side = frame["response_id"].map(answer_sides(analysis, ranking.metric))
    frame = frame.assign(
        off_tone=tone.notna() & (frame["label"] != tone),
        off_side=tone.notna() & (side != tone.map(SIDES)),
        unreadable=(length < _SHORTEST) | (length > _LONGEST),
        place=[place.get(unit, len(place)) for unit in frame["unit_id"].tolist()],
        weakness=-frame["strength"].fillna(0.0),
    )
    return frame.sort_values(["unreadable", "place", "weakness", "unit_id"], kind="stable")


def _words_of(themes: pd.DataFrame, *, with_phrases: bool = True) -> dict[str, set[str]]:
    """Return the stems of the name of each theme, and of its phrases."""
    rows = zip(themes["theme_id"], themes["label"], themes["keyphrases"], strict=True)
    texts = {theme_id: [label, *(phrases if with_phrases else ())] for theme_id, label, phrases in rows}
    return {
        theme_id: {stem(word) for text in own for word in tokenize(text) if not is_empty(word)} for theme_id, own in texts.items()
    }


def answer_sides(analysis: AnalysisLike, metric: MetricView) -> dict[str, float]:
    """Return on which side of the metric the answer of each response lies; nothing without a metric."""
    return recall(analysis, ("sides of answers", metric.name), lambda: _read_sides(analysis, metric))


def _read_sides(analysis: AnalysisLike, metric: MetricView) -> dict[str, float]:
    """Read the sides from the tables."""
    outcome = next((one for one in recorded_outcomes(analysis.manifest) if one.label == metric.name), None)
    if outcome is None:
        return {}
    responses = analysis.tables["responses"]
    raw = responses[METRIC_PREFIX + metric.name].to_numpy(dtype="float64")
    if EXPOSURE_PREFIX + metric.name in responses:
        raw = raw / responses[EXPOSURE_PREFIX + metric.name].to_numpy(dtype="float64")
    return dict(zip(responses["response_id"].tolist(), outcome.side(raw).tolist(), strict=True))
