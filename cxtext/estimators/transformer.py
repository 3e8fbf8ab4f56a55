"""A scikit-learn transformer from texts to a matrix of themes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from cxtext.errors import ConfigError, MissingExtraError, suggest

try:
    from sklearn.base import BaseEstimator, TransformerMixin
    from sklearn.utils.validation import check_is_fitted
except ImportError as missing:
    raise MissingExtraError.needs("ThemeTransformer", "sklearn") from missing

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.run import Analysis

_VALUES = ("mention", "strength", "polarity")


class ThemeTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Finds themes in texts, and gives for any text how much it is of each.

    Use it as a step of a scikit-learn ``Pipeline`` or ``ColumnTransformer``, where themes are features among others.

    Parameters
    ----------
    values : {"strength", "mention", "polarity"}
        The strength of the opinion that is most of a theme, 0 to 1; 1 or 0; or the mean polarity of the opinions on a theme,
        -1 to 1, and 0 where there is none.
    n_themes : int, optional
        So many themes, or fewer where the texts do not hold together in as many; by default as many as the texts show.
    embedder : str or object
        As for :func:`cxtext.analyze`.
    min_responses : int
        Fewest texts that make a theme.
    random_state : int
        Seed.

    Attributes
    ----------
    analysis_ : Analysis
        Of the texts that it was fitted on.
    theme_ids_ : ndarray of shape (n_themes,), object
        Id of each column; its name is the label of the theme.
    n_features_in_ : int
        1, the column of texts.

    Notes
    -----
    A row of the matrix depends on its own text alone, and each text gets a row: one that says nothing has zeros. Texts of
    ``fit`` get from ``transform`` what they had in the analysis, but for those that the survey as a whole decides on, such as
    words that most texts share.

    Examples
    --------
    >>> texts = [f"The {thing} {say}" for thing in ("login", "price") for say in
    ...          ("is bad", "fails on Monday", "is a pain", "was changed", "annoys me", "is wrong again")]
    >>> themes = ThemeTransformer(embedder="fast").fit(texts)
    >>> themes.transform(["The login fails"]).shape == (1, len(themes.get_feature_names_out()))
    True
    """

    def __init__(
        self,
        *,
        values: Literal["strength", "mention", "polarity"] = "strength",
        n_themes: int | None = None,
        embedder: Any = "default",
        min_responses: int = 5,
        random_state: int = 0,
    ) -> None:
        self.values = values
        self.n_themes = n_themes
        self.embedder = embedder
        self.min_responses = min_responses
        self.random_state = random_state

    def fit(self, X: Sequence[str] | pd.Series | pd.DataFrame, y: object = None) -> Self:
        """Find the themes of texts.

        Parameters
        ----------
        X : sequence of str, Series, or a table of one column, of shape (n_texts,) or (n_texts, 1)
        y : ignored

        Raises
        ------
        ConfigError
            For a parameter out of range.
        ValueError
            When ``X`` is not texts, or none of them says anything.
        """
        self._fit(X)
        return self

    def fit_transform(self, X: Sequence[str] | pd.Series | pd.DataFrame, y: object = None, **params: Any) -> Any:
        """Find the themes of texts and return their matrix, as :meth:`transform` does."""
        return self.fit(X).transform(X)

    def transform(self, X: Sequence[str] | pd.Series | pd.DataFrame) -> Any:
        """Return the matrix of texts and themes.

        Parameters
        ----------
        X : as for :meth:`fit`

        Returns
        -------
        ndarray of shape (n_texts, n_themes), float64
            A table where ``set_output`` asks for one, on the index of ``X``.

        Raises
        ------
        NotFittedError
            Before ``fit``.
        ValueError
            When ``X`` is not texts.
        """
        check_is_fitted(self, "analysis_")
        texts = _read_texts(self, X, reset=False)
        matrix = np.zeros((len(texts), len(self.theme_ids_)))
        if not len(self.theme_ids_):
            return matrix
        from cxtext.pipeline import assign_texts

        assigned = assign_texts(self.analysis_, texts, embedder=self._embedder, warn=False)
        assigned = assigned[assigned["theme_id"].isin(self.theme_ids_)]
        rows = assigned.index.to_numpy(dtype=np.int64)
        columns = np.searchsorted(self._sorted_ids, assigned["theme_id"].to_numpy(dtype=object).astype(str))
        cells = (rows, self._order[columns])
        if self.values == "mention":
            matrix[cells] = 1.0
        elif self.values == "strength":
            np.maximum.at(matrix, cells, assigned["strength"].to_numpy())
        else:
            counts = np.zeros_like(matrix)
            np.add.at(matrix, cells, assigned["polarity"].to_numpy())
            np.add.at(counts, cells, 1.0)
            matrix = np.divide(matrix, counts, out=matrix, where=counts > 0)
        return matrix

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return the label of each theme, in the order of the columns; shape (n_themes,), object."""
        check_is_fitted(self, "analysis_")
        return self._labels.copy()

    @property
    def _n_features_out(self) -> int:
        """Number of columns."""
        return len(self.theme_ids_)

    def _fit(self, X: Any) -> None:
        """Analyse the texts and keep what transform needs."""
        from cxtext.errors import EmptyCorpusError
        from cxtext.pipeline import analyze, load_embedder_of
        from cxtext.schema import active_themes

        if self.values not in _VALUES:
            raise ConfigError(f"values is {self.values!r}.{suggest(str(self.values), _VALUES)}\nChoices: {', '.join(_VALUES)}")
        texts = _read_texts(self, X, reset=True)
        options = {"n_themes": self.n_themes, "embedder": self.embedder, "min_responses": self.min_responses}
        try:
            self.analysis_: Analysis = analyze(
                texts.to_frame("text"), config={"guess_metrics": False}, text_column="text", seed=self.random_state, **options
            )
        except EmptyCorpusError as error:
            raise ValueError(str(error)) from error
        themes = active_themes(self.analysis_.themes)
        self.theme_ids_ = themes["theme_id"].to_numpy(dtype=object)
        self._labels = themes["label"].to_numpy(dtype=object)
        self._order = np.argsort(self.theme_ids_.astype(str), kind="stable")
        self._sorted_ids = self.theme_ids_.astype(str)[self._order]
        self._embedder = load_embedder_of(self.analysis_) if len(themes) else None

    def __sklearn_tags__(self) -> Any:
        """Return what scikit-learn may expect: texts in one dimension or a column of them, missing ones among them."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.input_tags.allow_nan = True
        tags.requires_fit = True
        return tags


def _read_texts(estimator: ThemeTransformer, X: Any, *, reset: bool) -> pd.Series:
    """Return the texts of ``X`` with positions as their index; raise ValueError for anything else.

    ``reset`` is for fit, which remembers the name of the column; transform asks for the same.
    """
    import pandas as pd

    from cxtext.pipeline import as_texts

    column = X
    if isinstance(X, str) or X is None:
        raise ValueError(f"X is a {type(X).__name__}. Give a list of texts, a Series, or a table of one column.")
    if hasattr(X, "columns") or getattr(X, "ndim", 1) == 2:
        names = [str(name) for name in X.columns] if hasattr(X, "columns") else None
        if X.shape[1] != 1:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(estimator).__name__} is expecting 1 feature as input: "
                "a column of texts. In a ColumnTransformer name one column."
            )
        column = pd.Series(np.asarray(X)[:, 0], dtype=object)
        _check_name(estimator, names, reset=reset)
    elif reset and hasattr(estimator, "feature_names_in_"):
        del estimator.feature_names_in_
    if isinstance(column, list | tuple):
        column = pd.Series(list(column), dtype=object)
    texts = as_texts(column)
    if texts is None or any(one is not None and not isinstance(one, str) for one in texts):
        raise ValueError(f"X holds other values than texts. Give strings; None and nan are blank. Reshape your data: {_shape(X)}")
    if reset:
        if not len(texts):
            raise ValueError("Found array with 0 sample(s) while a minimum of 1 is required: X has no texts.")
        estimator.n_features_in_ = 1
    return texts.reset_index(drop=True)


def _check_name(estimator: ThemeTransformer, names: list[str] | None, *, reset: bool) -> None:
    """Remember the name of the column, or raise ValueError when it is another one than that of fit."""
    if reset:
        if names is not None:
            estimator.feature_names_in_ = np.array(names, dtype=object)
        elif hasattr(estimator, "feature_names_in_"):
            del estimator.feature_names_in_
        return
    fitted = getattr(estimator, "feature_names_in_", None)
    if names is not None and fitted is not None and list(fitted) != names:
        raise ValueError(
            "The feature names should match those that were passed during fit.\n"
            f"Feature names unseen at fit time:\n- {names[0]}\nFeature names seen at fit time, yet now missing:\n- {fitted[0]}\n"
        )


def _shape(X: Any) -> str:
    """Return the shape or the kind of what was given."""
    return f"shape {X.shape}" if hasattr(X, "shape") else type(X).__name__
