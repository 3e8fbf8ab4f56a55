"""Rank again with other choices, as good as those of the run, and tell which themes keep their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxtext import schema
from cxtext.embed import load_embedder
from cxtext.impact import Formula
from cxtext.pipeline.measure import ImpactInputs, score_themes
from cxtext.pipeline.sentiment import SentimentReader
from cxtext.pipeline.tables import tabulate_themes
from cxtext.run import Frames, RunLog, theme_positions
from cxtext.schema import Stage
from cxtext.sentiment import has_head, load_heads
from cxtext.themes import LEFT_OUT, Assigned, Corpus, ThemeModel, sample_texts

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.pipeline.sentiment import Sentiment
    from cxtext.pipeline.units import UniqueTexts
    from cxtext.settings import Config, ThemesConfig
    from cxtext.themes import Codebook, Tone

#: Places that a theme may move and still keeps its place.
PLACES = 2
#: Units in common over units of either, from which a theme of an alternative is the theme of the run.
FOUND_AGAIN = 0.5
#: Times as many themes as in the run, for a finer cut; a coarser one has so many times fewer. On three real surveys 94% and 71%
#: of the themes are found again so; with 1.5 times 87% and 40%, with twice as many 73% and 36%: other themes, not another order.
CUT = 1.25
#: Share of the texts that themes are found among when they are drawn anew, and the number of draws.
DRAWN_SHARE = 0.8
N_DRAWS = 2
#: Added to the seed, so that the texts of a draw are others than those of the refits that measure stability.
_SALT = 1000


@dataclass(frozen=True)
class FinishedRun:
    """A run after impact was measured, with what its themes were made of.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Tables responses, units, themes, assignments, sentiment, columns, metrics and scorecard.
    config : Config
    corpus : Corpus
    texts : UniqueTexts
        Of the units.
    sentiment : Sentiment
        Of the texts; it stays as it is.
    tone : Tone, optional
        As the themes were fitted with.
    assigned : Assigned
    inputs : ImpactInputs
    codebook : Codebook, optional
    """

    tables: Frames
    config: Config
    corpus: Corpus
    texts: UniqueTexts
    sentiment: Sentiment
    tone: Tone | None
    assigned: Assigned
    inputs: ImpactInputs
    codebook: Codebook | None = None


@dataclass(frozen=True)
class _Alternative:
    """One choice that is made otherwise, and what comes of it.

    Parameters
    ----------
    name, description : str
    tables : dict of str to DataFrame
        As of a run, with the themes there.
    inputs : ImpactInputs
    config : Config
    formula : Formula
        What is ranked by.
    """

    name: str
    description: str
    tables: Frames
    inputs: ImpactInputs
    config: Config
    formula: Formula = Formula.ADJUSTED


@dataclass(frozen=True)
class _Matches:
    """The theme of an alternative that has most units in common with each theme of a run: its position, and their Jaccard."""

    position: NDArray[np.int64]
    jaccard: NDArray[np.float64]

    @property
    def is_found(self) -> NDArray[np.bool_]:
        """Whether each theme is found again."""
        return self.jaccard >= FOUND_AGAIN


def check_ranks(run: FinishedRun, log: RunLog) -> Frames:
    """Return table ``rank_check``, and the scorecard with the share of the checks in which each theme keeps its place.

    Parameters
    ----------
    run : FinishedRun
    log : RunLog
        Times the checks; what they would note is left to the run itself.

    Notes
    -----
    Checks: themes found among four fifths of the texts, drawn by another seed, the others assigned to them (twice); a finer and a
    coarser cut; another embedder; ranked by removal; ranked by the model that stays on the scale. Each changes one thing. Themes
    are matched by the Jaccard index over opinion units. A cut that gives the same themes, or a formula that a metric does not
    have, is left out.
    """
    rows: list[dict[str, Any]] = []
    checks = _list_checks(run)
    with log.stage(Stage.RANK_CHECK, total=len(checks)) as advance:
        for make in checks:
            alternative = make()
            if alternative is not None:
                rows += _compare(run, alternative)
            advance(1)
    return _lay_tables(run, rows)


def _list_checks(run: FinishedRun) -> list[Callable[[], _Alternative | None]]:
    """Return what makes each alternative, in the order of the table."""
    draws = [partial(_draw, run, number) for number in range(1, N_DRAWS + 1)]
    cuts = [partial(_cut, run, "finer", CUT), partial(_cut, run, "coarser", 1 / CUT)]
    by_removal = "ranked by removal: all answers against those that do not mention the theme"
    formulas = [
        partial(_rank_by, run, Formula.REMOVAL, by_removal),
        partial(_rank_by, run, Formula.BOUNDED, "ranked by the model that stays on the scale"),
    ]
    return [*draws, *cuts, partial(_embed, run), *formulas]


def _draw(run: FinishedRun, number: int) -> _Alternative | None:
    """Find themes among some of the texts, drawn by another seed, and assign the others to them."""
    corpus, seed = run.corpus, run.config.seed + number
    chosen = sample_texts(corpus.texts, round(DRAWN_SHARE * len(corpus.texts)), salt=_SALT + seed)
    tone = None if run.tone is None else replace(run.tone, of_texts=run.tone.of_texts[chosen])
    config = run.config.model_copy(update={"seed": seed})
    model, own = _fit(run, corpus.take(chosen), tone, config.themes, seed)
    assigned = model.assign(corpus.vectors, corpus.texts)
    if own.redrawn is not None:
        redrawn = np.full((len(corpus.texts), own.redrawn.shape[1]), LEFT_OUT, dtype=np.int64)
        redrawn[chosen] = own.redrawn
        assigned = replace(assigned, redrawn=redrawn)
    description = f"themes found among {DRAWN_SHARE:.0%} of the different opinion units, drawn with seed {seed}"
    return _tabulate(run, f"draw {number}", description, model, assigned, config)


def _cut(run: FinishedRun, name: str, times: float) -> _Alternative | None:
    """Cut the tree of themes at another height; None where no other height gives other themes."""
    settings = run.config.themes
    if settings.n_themes is not None:
        settings = settings.model_copy(update={"n_themes": max(2, round(settings.n_themes * times))})
    else:
        settings = settings.model_copy(update={"granularity": settings.detail * times})
    model, assigned = _fit(run, run.corpus, run.tone, settings, run.config.seed)
    if np.array_equal(assigned.theme, run.assigned.theme):
        return None
    description = f"a {name} cut: {len(model.theme_ids)} themes in place of {len(schema.active_themes(run.tables['themes']))}"
    return _tabulate(run, name, description, model, assigned, run.config)


def _embed(run: FinishedRun) -> _Alternative | None:
    """Find themes by the vectors of another embedder."""
    settings, language = run.config.embedding, run.config.text.language
    name = "default" if settings.embedder == "fast" else "fast"
    embedder = load_embedder(settings.model_copy(update={"embedder": name}), jobs=run.config.jobs)
    vectors = embedder.encode(run.corpus.texts, batch_size=settings.batch_size)
    corpus = replace(run.corpus, vectors=vectors, embedder_fingerprint=embedder.fingerprint, encode=embedder.encode)
    tone = None
    if has_head(embedder.fingerprint, language):
        tone = SentimentReader(embedder, load_heads(embedder.fingerprint, language), True).polarity_scorer(run.sentiment)
    model, assigned = _fit(run, corpus, tone, run.config.themes, run.config.seed)
    return _tabulate(run, "embedder", f"themes found by the {name} embedder", model, assigned, run.config)


def _rank_by(run: FinishedRun, formula: Formula, description: str) -> _Alternative | None:
    """Keep the themes and rank them by another formula; None where no metric has it."""
    if not _metrics_with(run.tables["scorecard"], formula):
        return None
    inputs = replace(run.inputs, redrawn=run.assigned.redrawn)
    return _Alternative(formula.value, description, run.tables, inputs, run.config, formula)


def _fit(run: FinishedRun, corpus: Corpus, tone: Tone | None, settings: ThemesConfig, seed: int) -> tuple[ThemeModel, Assigned]:
    """Find themes; no language model is asked for their names."""
    return ThemeModel.fit_assign(
        corpus, settings=settings, random_state=seed, codebook=run.codebook, tone=tone, jobs=run.config.jobs
    )


def _tabulate(
    run: FinishedRun, name: str, description: str, model: ThemeModel, assigned: Assigned, config: Config
) -> _Alternative:
    """Return an alternative with other themes, each with the effort of the theme of the run that it is."""
    responses = run.tables["responses"].drop(columns="primary_theme_id")
    tables = tabulate_themes(model.themes, assigned, responses, run.tables["units"], run.texts, source="fit")
    tables = {**run.tables, **tables}
    there = schema.active_themes(tables["themes"])["theme_id"].tolist()
    own = schema.active_themes(run.tables["themes"])["theme_id"].tolist()
    effort = run.tables["scorecard"].drop_duplicates("theme_id").set_index("theme_id")["effort"]
    matches = _match(tables, run.tables)
    efforts = {
        theme: float(effort[own[position]])
        for theme, position, found in zip(there, matches.position.tolist(), matches.is_found.tolist(), strict=True)
        if found
    }
    return _Alternative(name, description, tables, replace(run.inputs, redrawn=assigned.redrawn, efforts=efforts), config)


def _match(own: Frames, other: Frames) -> _Matches:
    """Find for each active theme the one of other tables that has most of the same units.

    Parameters
    ----------
    own, other : dict of str to DataFrame
        Tables themes and assignments, these with the same units in the same order.
    """
    themes, others = schema.active_themes(own["themes"]), schema.active_themes(other["themes"])
    if others.empty:
        return _Matches(np.full(len(themes), -1, dtype=np.int64), np.zeros(len(themes)))
    here, there = theme_positions(own["assignments"], themes), theme_positions(other["assignments"], others)
    both = np.zeros((len(themes) + 1, len(others) + 1))
    np.add.at(both, (here, there), 1)  # -1, no theme, is the last row and column
    either = both.sum(axis=1)[:-1, None] + both.sum(axis=0)[None, :-1] - both[:-1, :-1]
    jaccard = both[:-1, :-1] / np.maximum(either, 1)
    position = jaccard.argmax(axis=1)
    return _Matches(position, jaccard.max(axis=1))


def _compare(run: FinishedRun, alternative: _Alternative) -> list[dict[str, Any]]:
    """Return the rows of one alternative: each ranked theme of each metric, and where it stands there."""
    own, matches = schema.active_themes(run.tables["themes"])["theme_id"].tolist(), _match(run.tables, alternative.tables)
    there = schema.active_themes(alternative.tables["themes"])
    label = there["label"].tolist()
    card = score_themes(alternative.tables, alternative.inputs, run.texts, alternative.config, alternative.formula)
    card = card[card["trust"] > 0]
    places = dict(zip(zip(card["metric"], card["theme_id"], strict=True), card["rank"].tolist(), strict=True))
    n_ranked = card["metric"].value_counts().to_dict()
    before = run.tables["scorecard"]
    before = before[(before["trust"] > 0) & before["metric"].isin(_metrics_with(before, alternative.formula))]
    rows = []
    for metric, theme, rank in zip(before["metric"], before["theme_id"], before["rank"].tolist(), strict=True):
        at = own.index(theme)
        position = int(matches.position[at])
        match = there["theme_id"].iat[position] if matches.is_found[at] else None
        place = places.get((metric, match))
        rows.append(
            {
                "theme_id": theme,
                "metric": metric,
                "alternative": alternative.name,
                "description": alternative.description,
                "rank": rank,
                "matched_label": None if match is None else label[position],
                "jaccard": float(matches.jaccard[at]),
                "rank_there": place,
                "n_ranked": n_ranked.get(metric, 0),
                "kept": place is not None and abs(place - rank) <= PLACES,
            }
        )
    return rows


def _metrics_with(card: pd.DataFrame, formula: Formula) -> list[str]:
    """Return the metrics that have something to rank by in a formula that is not what their themes are ranked by."""
    column = {Formula.ADJUSTED: "damage", Formula.REMOVAL: "adjusted", Formula.BOUNDED: "bounded"}[formula]
    return list(dict.fromkeys(card.loc[card[column].notna(), "metric"]))


def _lay_tables(run: FinishedRun, rows: Sequence[dict[str, Any]]) -> Frames:
    """Return the table of the checks, and the scorecard with what comes of them."""
    import pandas as pd

    if not rows:
        return {"rank_check": schema.empty("rank_check")}
    table = schema.conform("rank_check", pd.DataFrame(rows))
    by_chance = [_chance(rank, n) if found else 0.0 for rank, n, found in _places(table)]
    shares = table.assign(by_chance=by_chance).groupby(["theme_id", "metric"])[["kept", "by_chance"]].mean()
    card = run.tables["scorecard"].drop(columns=["rank_kept", "rank_kept_by_chance"])
    shares = shares.rename(columns={"kept": "rank_kept", "by_chance": "rank_kept_by_chance"}).reset_index()
    return {"rank_check": table, "scorecard": schema.conform("scorecard", card.merge(shares, "left", ["theme_id", "metric"]))}


def _places(table: pd.DataFrame) -> list[tuple[int, int, bool]]:
    """Return of each row the place in the run, the number of places there, and whether the theme has one of them."""
    return list(zip(table["rank"].tolist(), table["n_ranked"].tolist(), table["rank_there"].notna().tolist(), strict=True))


def _chance(rank: int, n: int) -> float:
    """Return how likely one of ``n`` places, drawn at random, differs from a rank by :data:`PLACES` at most.

    >>> _chance(1, 10), _chance(5, 10), _chance(9, 5)
    (0.3, 0.5, 0.0)
    """
    return max(0, min(n, rank + PLACES) - max(1, rank - PLACES) + 1) / n
