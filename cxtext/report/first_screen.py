"""The first screen: the score, what to fix first, what changed lately, and what people praise; one figure a statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.findings import Basis, Kind, Quote, RankedTheme, Ranking, Said, basis_of, join, likely_text, list_said, no_theme
from cxtext.metrics import MetricView
from cxtext.report.changes import Changes
from cxtext.report.course import ScoreCard, describe_score
from cxtext.report.drift import Drift
from cxtext.report.links import ThemeLink, anchor
from cxtext.report.section import Material
from cxtext.report.wave_changes import WaveChanges
from cxtext.wording import number, plural

#: Pain points, strengths and changes on the first screen.
SHOWN = 3
#: Words and parts of a theme that are named beside how many mention it.
WORDS_NAMED = 3
#: What is said of how sure a cost is.
SURE = "Clear: more than chance explains"
UNSURE = "Not certain: chance alone could explain it"
UNKNOWN = "Not certain: there are too few answers to tell"
COUNTED_COMPLAINTS, COUNTED_PRAISE = "A count, not a cost: there is no score", "A count, not a gain: there is no score"
#: What is said of a theme that is complained about and is no pain point, and of one that is praised and is no strength.
NO_PROBLEM = "Not shown to lower the score"
NO_STRENGTH = "Often praised, not shown to raise the score"
#: Metrics beside the first one that are named on the first screen.
OTHERS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of one theme: its name, a figure in words, how many mention it and what of it, how sure that is, one quote."""

    theme: RankedTheme
    link: ThemeLink
    text: str
    sure: str
    is_sure: bool
    quote: Quote | None
    reach: str = ""
    counted: str = ""
    about: str = ""

    @property
    def mentions(self) -> str:
        """How many mention it and what of it; the counts of parts stand after that of the theme, and what its share is of."""
        if not self.about:
            return self.reach
        return f"{self.reach}: {self.counted}; {self.about}" if self.counted else f"{self.reach}, {self.about}"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that changed: the theme, where it is one, and a sentence."""

    theme: ThemeLink | None
    text: str


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """What stands on the first screen.

    Parameters
    ----------
    score : ScoreCard or None
        None where there is no value, as without responses.
    others : tuple of ScoreCard
        Other metrics, by their figure alone.
    basis : str
        What all of it is over.
    fixes_note : str
        How sure the first pain points are; what stands in their place where there is none.
    fixes : tuple of Statement
        The first pain points; where there is none, what most people complain about.
    has_pains : bool
        Whether ``fixes`` are pain points.
    costs_note : str
        What a cost is, and what it is not; empty without a score.
    changes : tuple of Change
    changes_note : str
        The one sentence where no theme is known to have changed; else empty.
    praise : tuple of Statement
    praise_note : str
        The sentence where no theme is a strength; else empty. What most people praise stands below it.
    """

    score: ScoreCard | None
    others: tuple[ScoreCard, ...]
    basis: str
    fixes_note: str
    fixes: tuple[Statement, ...]
    has_pains: bool
    costs_note: str
    changes: tuple[Change, ...]
    changes_note: str
    praise: tuple[Statement, ...]
    praise_note: str

    @property
    def fixes_title(self) -> str:
        """What the list is: what to fix, or without a pain point what people complain about."""
        return "What to fix first" if self.has_pains or not self.fixes else "What people complain about"


def describe_first_screen(
    material: Material, changes: Changes | None, drift: Drift | None, waves: WaveChanges | None = None
) -> FirstScreen:
    """Return the first screen of a report, under the metric that leads.

    Parameters
    ----------
    material : Material
    changes, drift : Changes or None, Drift or None
        What changed over time and since an earlier run, as the sections below say it.
    waves : WaveChanges, optional
        What became of the themes from one named wave to the next.
    """
    ranking, noun = material.rankings[0], material.basis.noun
    cards = [describe_score(material.analysis, one.metric, noun) for one in material.rankings]
    score = cards[0]
    pains, strengths = ranking.pains[:SHOWN], [theme for theme in ranking.strengths if theme.finding.established][:SHOWN]
    complaints = [] if pains else list_said(material.analysis, ranking, "negative")[:SHOWN]
    is_elsewhere = {theme.theme_id for theme in (*strengths, *ranking.pains)}
    praised = [one for one in list_said(material.analysis, ranking, "positive") if one.theme.theme_id not in is_elsewhere]
    moved = _list_changes(score, changes, drift, waves)
    return FirstScreen(
        score=score,
        others=tuple(card for card in cards[1:] if card is not None)[:OTHERS_NAMED],
        basis=_basis(material),
        fixes_note=_fixes_note(ranking, complaints) if material.has_themes else no_theme(material.basis),
        fixes=tuple(
            [_state(theme, material, cost_text(ranking.metric, theme, noun)) for theme in pains]
            or [_state_said(one, material, "complain about it") for one in complaints]
        ),
        has_pains=bool(pains),
        costs_note=_costs_note(ranking),
        changes=tuple(moved),
        changes_note=""
        if waves is not None or (changes is not None and (changes.themes or changes.new))
        else _no_theme_changed(material, score, drift),
        praise=tuple(
            [_state(theme, material, gain_text(ranking.metric, theme), has_words=False) for theme in strengths]
            + [_state_said(one, material, "praise it") for one in praised[: SHOWN - len(strengths)]]
        ),
        praise_note="" if strengths or not material.has_themes else _no_praise(ranking.metric, praised),
    )


def cost_text(metric: MetricView, theme: RankedTheme, noun: str, *, with_range: bool = True) -> str:
    """Say what a theme costs, and in brackets between which figures that very likely lies."""
    f = theme.finding
    if metric.is_volume:
        return f"{theme.damage} of {noun}s complain about it"
    if f.effect is None:
        return f"what it costs is not known: {f.score.note or 'too few scores'}"
    verb = "adds" if metric.is_amount and metric.sign < 0 else "costs"
    text = f"{verb} about {metric.amount_text(f.effect, sure=f.established)} {metric.cost_unit}"
    return _with_range(text, metric, theme) if with_range else text


def gain_text(metric: MetricView, theme: RankedTheme) -> str:
    """Say what a strength is worth."""
    f = theme.finding
    if metric.is_volume or f.effect is None:
        return theme.tone_text
    verb = "saves" if metric.is_amount and metric.sign < 0 else "is worth"
    return _with_range(f"{verb} about {metric.amount_text(f.effect, sure=f.established)} {metric.cost_unit}", metric, theme)


def _with_range(text: str, metric: MetricView, theme: RankedTheme) -> str:
    """Add the range of an effect to what is said of it."""
    likely = likely_text(metric, theme.finding)
    return f"{text} ({likely})" if likely else text


def _state(theme: RankedTheme, material: Material, text: str, *, has_words: bool = True) -> Statement:
    """Return what is said of one theme, with how many mention it and, with ``has_words``, what they say most."""
    f = theme.finding
    sure = SURE if f.established else UNKNOWN if f.low is None else UNSURE
    metric = material.rankings[0].metric
    if metric.is_volume:
        sure = COUNTED_PRAISE if f.kind == Kind.STRENGTH else COUNTED_COMPLAINTS
    return Statement(
        theme=theme,
        link=ThemeLink(theme.theme_id, anchor(theme.theme_id), theme.label),
        text=text,
        sure=sure,
        is_sure=theme.finding.established,
        quote=next(iter(material.quotes.quotes(theme.theme_id, 1)), None),
        reach=f"Mentioned by {theme.share} of {_whose(material.basis)}",
        counted=_count(theme, material),
        about=_name_words(theme, material) if has_words else "",
    )


def _count(theme: RankedTheme, material: Material) -> str:
    """Say how many responses mention a theme, of how many that say something."""
    unweighted = ", not weighted" if material.basis.weight else ""
    return f"{number(theme.score.n_responses)} of {number(material.basis.n)}{unweighted}"


def _name_words(theme: RankedTheme, material: Material) -> str:
    """Name the parts or phrases of a theme that most people say: a name alone seldom says what is wrong."""
    words = [f"“{word}” ({number(n)})" for word, n in material.most_said(theme.theme_id)[:WORDS_NAMED]]
    return f"often about {join(words)}" if words else ""


def _state_said(said: Said, material: Material, verb: str) -> Statement:
    """Return what is said of a theme that is neither pain point nor strength: how many complain about it or praise it."""
    theme = said.theme
    return Statement(
        theme=theme,
        link=ThemeLink(theme.theme_id, anchor(theme.theme_id), theme.label),
        text=f"{plural(said.n, material.basis.noun)} {verb}, of {number(theme.score.n_responses)} that mention it",
        sure=NO_PROBLEM if said.sentiment == "negative" else NO_STRENGTH,
        is_sure=False,
        quote=material.quotes.quote_with(theme.theme_id, said.sentiment),
    )


def _fixes_note(ranking: Ranking, complaints: Sequence[Said]) -> str:
    """Say how sure the first pain points are, or that there is none and what stands in their place."""
    note = describe_sureness(ranking)
    if complaints:
        order = "These draw most complaints; what a quarter of its mentions complain of leads."
        return f"{note} So nothing has to be fixed first. {order}"
    return f"{note} {ranking.metric.cost_scale}".rstrip() if ranking.pains and not note.endswith(":") else note


def _whose(basis: Basis) -> str:
    """Say what shares are of."""
    return f"{basis.noun}s" if basis.n == basis.n_all else f"{basis.noun}s with a comment"


def _basis(material: Material) -> str:
    """Say how many responses there are and how many of them say something."""
    basis = basis_of(material.analysis)
    if basis.n == basis.n_all:
        return f"{plural(basis.n_all, basis.noun)}, all with a usable comment"
    return f"{number(basis.n)} of {plural(basis.n_all, basis.noun)} have a usable comment"


def describe_sureness(ranking: Ranking) -> str:
    """Say how sure the pain points are."""
    pains = ranking.pains
    if not pains:
        return ranking.headline
    if ranking.metric.is_volume:
        return "There is no score, so these are the themes that most people complain about."
    n_sure = sum(theme.finding.established for theme in pains)
    if not n_sure:
        few = ranking.few_text or "Nothing is established yet."
        return f"{few} {'There is one candidate' if len(pains) == 1 else 'These are candidates, first what may cost most'}."
    if n_sure < min(SHOWN, len(pains)):
        return f"{plural(n_sure, 'pain point')} {'is' if n_sure == 1 else 'are'} clear; the others are not certain."
    return "Each costs more than chance explains, the surest first."


def describe_list(ranking: Ranking) -> str:
    """Say how sure the pain points of the whole list are."""
    n_sure, n = sum(theme.finding.established for theme in ranking.pains), len(ranking.pains)
    if not n_sure or ranking.metric.is_volume:
        return describe_sureness(ranking)
    verb = "is" if n_sure == 1 else "are"
    return f"{number(n_sure)} of {plural(n, 'pain point')} {verb} established: more than chance explains."


def _costs_note(ranking: Ranking) -> str:
    """Say what a cost is."""
    if ranking.metric.is_volume or not ranking.pains:
        return ""
    return "Costs are with other themes held equal; they do not promise what mending brings."


def _no_praise(metric: MetricView, praised: Sequence[Said]) -> str:
    """Say that no theme is a strength, and what stands in their place."""
    if metric.is_volume:
        return "No theme is mostly praise." + (" What is praised most:" if praised else "")
    note = f"No theme is established as improving {metric.phrase}"
    return f"{note}. What is praised most:" if praised else f"{note}, and none is mostly praise."


def _list_changes(
    score: ScoreCard | None, changes: Changes | None, drift: Drift | None, waves: WaveChanges | None
) -> list[Change]:
    """Return what changed lately: score, last named wave, themes, the surest first, new subjects, since the earlier run."""
    moved = [Change(None, score.change)] if score is not None and score.change else []
    moved += [Change(None, part.step.sentence) for part in waves.steps[:1]] if waves is not None else []
    if changes is not None:
        moved += [Change(change.theme, change.plain) for change in changes.themes]
        moved += [Change(None, f"“{topic.label}” {topic.text}.") for topic in changes.new]
    if drift is not None:
        moved += [Change(None, line) for line in drift.lines[:1]]
    return moved[: SHOWN + 1]


def _no_theme_changed(material: Material, score: ScoreCard | None, drift: Drift | None) -> str:
    """Say why no theme is said to have changed; nothing where the score or the comparison with an earlier run says enough."""
    responses = material.analysis.tables["responses"]
    if responses["local_time"].isna().all() and responses["wave"].isna().all():
        return "" if drift is not None else "The responses have no dates, so nothing can be said of changes."
    if not material.has_themes:
        return "" if score is not None and score.change else "There is nothing to compare."
    if not material.waves:
        return "There are too few periods to see a change of the themes."
    return "No theme is established to be mentioned more or less often than before."
