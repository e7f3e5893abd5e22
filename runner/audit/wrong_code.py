"""Each mistake fails first at the check it names, and is recognised: in a cell, and on more draws in this process."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from runner.audit.own_code import grade_in_cells, judge_until_failure, own_code
from runner.audit.result import ExerciseAudit, Progress
from runner.catalog import CatalogExercise
from runner.judge.mistakes import recognise
from runner.protocol import AuditLevel, Verdict
from runner.protocol.mistakes import KnownMistake

_Recognition = tuple[str | None, str | None]  # the check it fails at, and the name it is recognised by


def mistakes_fail_where_they_say(
    exercise: CatalogExercise, result: ExerciseAudit, sample: int | None, replays: int, progress: Progress
) -> None:
    """Each mistake fails first at the check it names and is recognised: once in a cell, then on more draws."""
    reasons = set()
    for number, mistake in enumerate(exercise.mistakes):
        progress("mistakes", number, len(exercise.mistakes))
        result.mistakes += 1
        results = [_result_in_a_cell(exercise, mistake)] if sample is None or number < sample else []
        results += [_result_in_process(exercise, mistake) for _ in range(replays)]
        reasons |= {failed_check for failed_check, _ in results}
        wrong = next((pair for pair in results if pair != (mistake.check, mistake.name)), None)
        if wrong is None:
            result.recognitions += 1
        else:
            failed_check, named_as = wrong
            ending = f"fails at {failed_check}" if failed_check else "passes"
            result.problems.append(
                f"{mistake.location} names {mistake.check}; it {ending} and is recognised as {named_as or 'nothing'}"
            )
    result.add_once(_idle_checks(exercise, reasons, result.level))


def mistakes_fail_on_the_card(exercise: CatalogExercise, result: ExerciseAudit) -> None:
    """Each mistake fails first at the check it names. None is replayed: this process never uses a card."""
    reasons = set()
    for mistake in exercise.mistakes:
        result.mistakes += 1
        failed_check, _ = _result_in_a_cell(exercise, mistake)
        reasons.add(failed_check)
        if failed_check == mistake.check:
            result.recognitions += 1
        else:
            ending = f"fails at {failed_check}" if failed_check else "passes"
            result.problems.append(f"{mistake.location} names {mistake.check}; it {ending}")
    result.add_once(_idle_checks(exercise, reasons, result.level))


def _idle_checks(exercise: CatalogExercise, reasons: Collection[str | None], level: AuditLevel) -> Iterator[str]:
    """The checks at which no mistake failed first, whichever check it names. Nothing if some can't be read yet."""
    if level is AuditLevel.PROVEN and not exercise.mistake_problems:
        for check in exercise.checks:
            if check.name not in reasons:
                yield f"check {check.name} is the reason for no mistake: is it needed?"


def _result_in_a_cell(exercise: CatalogExercise, mistake: KnownMistake) -> _Recognition:
    report = grade_in_cells(exercise, mistake.source)
    first = next((check for check in report.checks if check.verdict is not Verdict.PASSED), None)
    return first.name if first else None, report.mistake.name if report.mistake else None


def _result_in_process(exercise: CatalogExercise, mistake: KnownMistake) -> _Recognition:
    *before, last = judge_until_failure(exercise, own_code(exercise, partial(exercise.load_mistake, mistake)))
    if last.ending is None:
        return None, None
    passed_checks = {run.check.name for run in before}
    recognition = recognise(exercise, last, passed_checks)
    return last.check.name, recognition.name if recognition else None
