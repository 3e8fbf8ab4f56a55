"""``cxtext review``: questions about single opinions, a key each, whose answers become edits of the themes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxtext.cli import options as o
from cxtext.cli.edits import Saving
from cxtext.cli.output import Output
from cxtext.wording import one_line, percent, plural

if TYPE_CHECKING:
    from cxtext.pipeline import Answer, Question, Review
    from cxtext.run import Analysis

#: Answers after which the stop rule is looked at.
EVERY = 10
#: How long the answers wait for another process that writes the run.
SECONDS_TO_WAIT = 60.0
_KEYS = "y right   n wrong   1-5 the theme of that number   0 fits none   b could be either   s skip   u undo last   q quit"
_WHY = {
    "between": "it lies between two themes",
    "far": "it has no theme, and may belong to one",
    "label": "it has no word of the name of its theme",
    "random": "drawn at random",
}


def review(
    run: o.Run,
    *,
    most: Annotated[int, typer.Option("-n", "--most", min=1, metavar="N", help="Ask at most so many questions.")] = 60,
    no_learn: Annotated[
        bool, typer.Option("--no-learn", help="Move only the opinions that were answered, none like them.")
    ] = False,
    saving: Saving,
    out: Output,
) -> None:
    """Ask about opinions and edit the themes by the answers."""
    from cxtext.findings import compare_rankings
    from cxtext.pipeline import Review
    from cxtext.run import Analysis, check_target

    target = run if saving.output is None else saving.output
    if not saving.dry_run and saving.output is not None:
        check_target(target, force=saving.force)
    before = Analysis.load(run)
    with out.progress() as progress:
        session = Review.of(before, by=saving.by, progress=progress)
    _ask_all(session, most, out)
    counts = _count(session)
    data: dict[str, Any] = {"run": None, "answers": [_to_record(session, *pair) for pair in session.answers], "n_moved": 0}
    if not any(answer.verdict != "skip" for _, answer in session.answers):
        out.result("No answer, so nothing was changed.", data)
        return
    if saving.dry_run:
        after = _apply(session, out, learn=not no_learn)
    else:
        session, after, target = _keep(session, run, target, saving, out, learn=not no_learn)
        before = session.edits.analysis
    ids = (analysis.tables["assignments"]["theme_id"].fillna("") for analysis in (before, after))
    n_moved = int((next(ids) != next(ids)).sum())
    summary = f"{counts}; {plural(n_moved, 'opinion')} of {len(before.units):,} changed the theme."
    data |= {"run": None if saving.dry_run else str(target), "n_moved": n_moved}
    out.result("\n".join([summary, compare_rankings(before, after).summary]), data)
    if saving.dry_run:
        out.note("Nothing was written. Leave --dry-run out to keep the answers.")
    else:
        out.note(f"Precision and recall by the answers: cxtext themes {target} labels")
        out.note(f"Report: {target / 'report.html'}")


def _apply(session: Review, out: Output, *, learn: bool) -> Analysis:
    """Return the run with the answers."""
    with out.progress() as progress:
        return session.to_edits(learn=learn).apply(progress=progress)


def _keep(session: Review, run: Path, target: Path, saving: Saving, out: Output, *, learn: bool) -> tuple[Review, Analysis, Path]:
    """Save the answers; on top of what somebody else saved meanwhile, or beside it where they do not belong together.

    Returns
    -------
    session : Review
        With the answers that were kept.
    after : Analysis
    target : Path
        Where it was saved.
    """
    from cxtext.errors import InputError, ModelFormatError, OutputError, RunBusyError, RunChangedError
    from cxtext.run import Analysis

    force = saving.force or saving.output is None
    end = time.monotonic() + SECONDS_TO_WAIT
    after = _apply(session, out, learn=learn)
    try:
        while True:
            try:
                after.save(target, force=force)
                return session, after, target
            except RunBusyError:
                if time.monotonic() > end:
                    raise
                time.sleep(1)
            except RunChangedError:
                carried, n_gone = session.carry_to(Analysis.load(run))
                out.story(_say_changed(run, len(session.answers) - n_gone, n_gone))
                session, after = carried, _apply(carried, out, learn=learn)
    except (OutputError, InputError, ModelFormatError) as error:
        beside = _name_beside(target)
        after.save(beside)
        out.story(f"{error}\nThe answers were saved as a run of their own instead: {beside}")
        return session, after, beside


def _say_changed(run: Path, n_kept: int, n_gone: int) -> str:
    """Say that somebody else edited the run meanwhile, and what became of the answers."""
    gone = f"; {plural(n_gone, 'answer')} left out, as the theme or the opinion is another one now" if n_gone else ""
    return (
        f"Run {str(run)!r} was edited by somebody else meanwhile. Their edits stay, {plural(n_kept, 'answer')} put on top{gone}."
    )


def _name_beside(target: Path) -> Path:
    """Return the name of a folder beside a run that is not there yet."""
    path = target.with_name(f"{target.name}-answers")
    for n in count(2):
        if not path.exists():
            break
        path = target.with_name(f"{target.name}-answers-{n}")
    return path


def _ask_all(session: Review, most: int, out: Output) -> None:
    """Ask until the person quits, the questions or the input end, or there were as many as wanted."""
    keys = _read_keys()
    out.story(_KEYS)
    while len(session.answers) < most and (question := session.ask()) is not None:
        out.story(_show(session, question))
        key = next(keys, "q").strip()
        if key.lower() == "q":
            return
        if key.lower() == "u":
            out.story("Taken back." if session.undo() else "There is no answer to take back.")
        elif key.lower() == "n":
            out.story("Which one, then? 1-5, 0 for none, b for either, or the id of a theme.")
        elif (answer := _to_answer(key, question, session, out)) is not None:
            session.answer(question, answer)
            _say_enough(session, out)


def _to_answer(key: str, question: Question, session: Review, out: Output) -> Answer | None:
    """Return what a key says, or None for one that says nothing, which the person is told."""
    from cxtext.errors import ConfigError
    from cxtext.pipeline import Answer, Verdict

    plain = {"y": Verdict.RIGHT, "0": Verdict.NONE, "s": Verdict.SKIP}.get(key.lower())
    if plain is not None:
        return Answer(plain)
    named = [name for name in (question.theme_id, *question.offered) if name is not None]
    if key.lower() == "b" and len(named) > 1:
        return Answer(Verdict.EITHER, tuple(named[:2]))
    if key.isdigit() and 1 <= int(key) <= len(question.offered):
        return Answer(Verdict.THEME, (question.offered[int(key) - 1],))
    try:
        if key:
            return Answer(Verdict.THEME, (session.edits.find(key),))
    except ConfigError as error:
        out.story(str(error).splitlines()[0])
    out.story(_KEYS)
    return None


def _show(session: Review, question: Question) -> str:
    """Return a question as lines."""
    from cxtext.findings import outgoing

    name = {item.theme_id: f"{item.theme_id} {one_line(item.label, 50)}" for item in session.edits.themes.items}
    own = "fits none" if question.theme_id is None else name[question.theme_id]
    offered = [f"  {i} {name[theme_id]}" for i, theme_id in enumerate(question.offered, 1)]
    text = outgoing(session.edits.analysis).unit(question.unit_id)
    head = f"{len(session.answers) + 1}. {one_line(text, 500)}"
    return "\n".join(["", head, f"   {_WHY[question.asked]}", f"  y {own}", *offered])


def _say_enough(session: Review, out: Output) -> None:
    """Say now and then what further answers are worth."""
    if len(session.answers) % EVERY or (gain := session.expect_gain()) is None:
        return
    verdict = "You may stop." if session.is_enough else "Go on if you can."
    out.story(f"Forty more answers would put about {percent(gain)} of the opinions in another, right theme. {verdict}")


def _read_keys() -> Iterator[str]:
    """Yield what a person presses, a key each on a terminal, else a line each; nothing where there is no input at all."""
    if sys.stdin is None:
        return
    if not sys.stdin.isatty():
        try:
            yield from sys.stdin
        except OSError:  # closed, as in a job without input
            return
    while sys.stdin.isatty():
        try:
            yield typer.getchar()
        except EOFError:  # Ctrl-D ends the questions
            return


def _count(session: Review) -> str:
    """Say how many answers there were of each kind."""
    kinds = [answer.verdict.value for _, answer in session.answers]
    said = {"right": "right", "theme": "of another theme", "none": "fit none", "either": "of either of two", "skip": "skipped"}
    parts = [f"{kinds.count(kind)} {text}" for kind, text in said.items() if kind in kinds]
    return f"{plural(len(kinds), 'answer')}: {', '.join(parts)}"


def _to_record(session: Review, question: Question, answer: Answer) -> dict[str, object]:
    """Return a question with its answer as JSON values."""
    from cxtext.findings import outgoing

    words = outgoing(session.edits.analysis)
    shown = {"unit_id": words.name_unit(question.unit_id), "text": words.unit(question.unit_id)}
    return {**asdict(question), **shown, "verdict": answer.verdict.value, "theme_ids": answer.theme_ids}
