"""An older run under the themes of another one, so that both can be read side by side; its old figures are kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from cxtext import schema
from cxtext.language import load_language
from cxtext.pipeline.embedder import find_vectors, load_embedder_of
from cxtext.pipeline.revise import remeasure
from cxtext.pipeline.units import unique_texts
from cxtext.run import Analysis, ProgressCallback, RunLog
from cxtext.themes import Texts, TextVectors

if TYPE_CHECKING:
    import pandas as pd


def restate(run: Analysis, themes: Analysis, *, source: str = "", progress: ProgressCallback | None = None) -> Analysis:
    """Return a run with the themes and edits of another one in place of its own, all else as it was.

    Its opinions are given to the themes by the vectors that the run keeps of them; none is discovered. A run of an early release,
    or one made with another embedder, is embedded again. Table ``restated`` has the figures that the
    run had before, and the theme that most opinions of each of its themes have now.

    Parameters
    ----------
    run : Analysis
    themes : Analysis
        The run whose themes are used.
    source : str
        What the settings of the result shall call it: its folder.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Raises
    ------
    InputError
        When ``themes`` has no theme model.
    ModelError
        When its embedder is needed and not installed, or is another one than the one installed.
    """
    log = RunLog(progress)
    model = themes.require_model().take_over()
    unique = unique_texts(run.units)
    vectors = find_vectors(run, unique.texts, model.embedder_fingerprint, lambda: load_embedder_of(themes), log)
    model = replace(model, vectors=TextVectors.of(unique.texts, vectors))
    fitted = model.assign_fitted(vectors, unique.texts)
    settings = themes.manifest.recorded_config.text
    language = load_language(settings.language, stop_words=settings.stop_words)
    texts = Texts(unique.texts, vectors=vectors, language=language)
    section = {**run.manifest.config.get("themes", {}), "source": source or None, "codebook": None, "only": True}
    config = {**run.manifest.config, "themes": section, "embedding": themes.manifest.config["embedding"]}
    models = replace(run.manifest.models, embedder=themes.manifest.models.embedder)
    manifest = replace(run.manifest, config=config, models=models)
    given = None if themes.session is None else themes.session.embedder
    session = None if run.session is None else replace(run.session, embeddings=None, embedder=given)
    bare = replace(run, model=model, manifest=manifest, session=session)
    restated = remeasure(bare, model, unique, replace(fitted, redrawn=None), texts, log, same_ids=False)
    table = _keep_figures(run, restated)
    return replace(restated, tables={**restated.tables, "restated": table}, origin=None)


def _keep_figures(before: Analysis, after: Analysis) -> pd.DataFrame:
    """Return table restated."""
    import pandas as pd

    card = before.scorecard
    old, new = (one.tables["assignments"]["theme_id"].astype("object") for one in (before, after))
    most: dict[str, tuple[str | None, float]] = {}
    for name, own in new.fillna("").groupby(old):
        first, n = min(Counter(own.tolist()).items(), key=lambda pair: (-pair[1], pair[0]))
        most[str(name)] = (str(first) or None, n / len(own))
    labels = dict(zip(before.themes["theme_id"], before.themes["label"], strict=True))
    kinds = dict(zip(before.themes["theme_id"], before.themes["kind"], strict=True))
    moved = [most.get(name, (None, 0.0)) for name in card["theme_id"]]
    table = pd.DataFrame(
        {
            "earlier_theme_id": card["theme_id"],
            "earlier_label": card["theme_id"].map(labels),
            "metric": card["metric"],
            "earlier_rank": card["rank"].where(card["theme_id"].map(kinds) == "cause"),
            "earlier_n_responses": card["n_responses"],
            "earlier_share": card["share"],
            "earlier_impact": card["shrunken"],
            "earlier_low": card["shrunken_low"],
            "earlier_high": card["shrunken_high"],
            "theme_id": [name for name, _ in moved],
            "share_kept": [share for _, share in moved],
        }
    )
    return schema.conform("restated", table)
