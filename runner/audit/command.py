"""``python -m runner audit``: prove the catalogue, or say exercise by exercise what is left to do."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import Any

from runner.audit.exercise import DRAWS, REPLAYS, audit_exercise, reason_not_to_run
from runner.audit.mutant_fates import add_equivalent, equivalent_entry
from runner.audit.result import ExerciseAudit
from runner.catalog import CatalogExercise, UnknownExercise, all_exercises, find
from runner.protocol import AuditLevel, enter_audit, read_audit_record, twin_problems
from runner.sandbox.supervisor import SOCKET, Supervisor

_MEMORY = 4 * 1024**3  # a mutant may ask for any size of array


def main(argv: Sequence[str]) -> int:
    """Audit the named exercises, or all. Exit status 0 only if every one has passed at the level."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.record and not is_complete(options):
        parser.error("--record takes a complete audit: without --sample or --fuzz, and with 20 draws or more")
    try:
        exercises = _selection(options)
    except (UnknownExercise, ValueError) as error:
        parser.error(str(error))
    not_run = {exercise.slug: reason for exercise in exercises if (reason := reason_not_to_run(exercise))}
    exercises = [exercise for exercise in exercises if exercise.slug not in not_run]
    for slug, reason in not_run.items() if not options.json else ():
        _write(f"not run {slug}: {reason}")
    started_at = time.perf_counter()
    results = []
    with _warm_cells(options.jobs):
        for result in _audit_all(exercises, options):
            results.append(result)
            if not options.json:
                _write("\n".join(_lines(result)))
                _report_survivors(result)
            if options.record and result.has_passed:
                exercise = find(result.slug)
                enter_audit(exercise.catalog, exercise.slug, exercise.audit_digest, result.level)
    totals = _totals(results, time.perf_counter() - started_at) | {"not_run": len(not_run)}
    if options.json:
        _write(json.dumps({"exercises": [_plain(result) for result in results], "totals": totals}, indent=2))
    else:
        _write(_summary(totals, options.level))
    return 0 if (results or options.changed) and all(result.has_passed for result in results) else 1


def _report_survivors(result: ExerciseAudit) -> None:
    """Print the entries for those that compute the same. At a terminal, ask for the reasons and enter them."""
    if not result.survivors:
        return
    count = len(result.survivors)
    passing = "1 mutant passes" if count == 1 else f"{count} mutants pass"
    _write(f"        {passing} every check. Make a check stricter, or say why the mutant computes the same:")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _write("\n".join(f"\n{equivalent_entry(mutant, '')}" for mutant in result.survivors))
        return
    survivors, result.survivors = result.survivors, []
    for number, mutant in enumerate(survivors, 1):
        _write(f"\n{number} of {len(survivors)}: {mutant.file}: {mutant.change}")
        if reason := input("It computes the same, because (Enter: it doesn't): ").strip():
            add_equivalent(find(result.slug), mutant, reason)
            result.equivalent += 1
        else:
            result.survivors.append(mutant)
    if result.has_passed:
        _write(f"\n{result.level:7} {result.slug}")


def _selection(options: argparse.Namespace) -> list[CatalogExercise]:
    """The exercises to audit.

    Raises:
        UnknownExercise: there is no such exercise.
        ValueError: a head can't be read, or two folders have the same slug or uid.
    """
    listed = all_exercises()
    if problem := next(twin_problems([(exercise.folder, exercise.spec) for exercise in listed]), ""):
        raise ValueError(problem)
    exercises = [find(slug) for slug in options.slug] or list(listed)
    return [exercise for exercise in exercises if not (options.changed and _is_recorded(exercise, options.level))]


def _is_recorded(exercise: CatalogExercise, level: AuditLevel) -> bool:
    entry = read_audit_record(exercise.catalog).get(exercise.slug)
    return entry in [(exercise.audit_digest, enough) for enough in {level, AuditLevel.PROVEN}]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner audit", description=__doc__)
    parser.add_argument("slug", nargs="*", help="exercises (default: all)")
    parser.add_argument(
        "--level",
        type=AuditLevel,
        choices=list(AuditLevel),
        default=AuditLevel.PROVEN,
        help="checked: without mutants and odd values (default %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")
    parser.add_argument(
        "--draws", type=int, default=DRAWS, help="draws that correct code must pass (default %(default)s)"
    )
    parser.add_argument("--sample", type=int, help="the maximum number of mutants per exercise")
    parser.add_argument(
        "--replays", type=int, default=REPLAYS, help="more draws for each mistake (default %(default)s)"
    )
    parser.add_argument(
        "--fuzz",
        type=int,
        metavar="N",
        help="the maximum number of odd values for each correct one (default: all, about 200)",
    )
    parser.add_argument("--changed", action="store_true", help="only versions that aren't in their catalogue's record")
    parser.add_argument("--record", action="store_true", help="enter what passes in audited.json of its catalogue")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many exercises to audit at once")
    return parser


def is_complete(options: argparse.Namespace) -> bool:
    """Whether an audit with these options proves an exercise. A sample finds out sooner what is wrong."""
    return options.draws >= DRAWS and options.replays >= REPLAYS and options.sample is None and options.fuzz is None


@contextmanager
def _warm_cells(jobs: int) -> Iterator[None]:
    """One daemon lends cells to every process of the audit. If it doesn't start, each cell is cold."""
    if os.environ.get(SOCKET):
        yield
        return
    with Supervisor(cells=jobs + 1) as supervisor:
        if supervisor.wait():
            os.environ[SOCKET] = supervisor.socket
        try:
            yield
        finally:
            os.environ.pop(SOCKET, None)


def _audit_all(exercises: Sequence[CatalogExercise], options: argparse.Namespace) -> Iterator[ExerciseAudit]:
    """Audit ``jobs`` exercises at a time in processes of their own, and yield each result when it is there.

    Those that may take longest begin first, so that no process is left alone with one of them at the end.
    """
    audit_one = partial(
        audit_exercise,
        level=options.level,
        draws=options.draws,
        sample=options.sample,
        replays=options.replays,
        odd=options.fuzz,
    )
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        min(options.jobs, len(exercises) or 1), mp_context=context, initializer=bound_memory
    ) as pool:
        longest_first = sorted(exercises, key=lambda exercise: -exercise.spec.limits.wall_s)
        for audit in as_completed([pool.submit(audit_one, exercise) for exercise in longest_first]):
            yield audit.result()


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def bound_memory() -> None:
    """Give this process a limit, because a mutant may ask for an array of any size."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _lines(result: ExerciseAudit) -> Iterator[str]:
    state = str(result.level) if result.has_passed else "open"
    mutants = (
        f"{result.kills} of {result.mutants - result.equivalent} mutants killed"
        f"{f' ({result.equivalent} equivalent)' if result.equivalent else ''}, "
        f"{result.namings} of {result.naming_trials} named, "
        f"{result.fuzz_report.plays} odd values returned, {len(result.fuzz_report.internal)} internal, "
    )
    yield (
        f"{state:7} {result.slug}: {result.draws} draws of correct code, "
        f"{result.recognitions} of {result.mistakes} mistakes recognised, "
        f"{mutants if result.level is AuditLevel.PROVEN else ''}"
        f"typically {result.typical_ms:.0f} of {result.limit_ms:.0f} ms, {result.seconds:.1f} s"
    )
    if result.fault:
        yield f"        could not be run: {result.fault}"
    yield from (f"        {problem}" for problem in result.problems)


def _totals(results: Sequence[ExerciseAudit], seconds: float) -> dict[str, Any]:
    names = ("draws", "mistakes", "recognitions", "mutants", "kills", "equivalent", "naming_trials", "namings")
    return {
        "exercises": len(results),
        "passed": sum(result.has_passed for result in results),
        "proven": sum(result.is_proven for result in results),
        **{name: sum(getattr(result, name) for result in results) for name in names},
        "odd_values": sum(result.fuzz_report.plays for result in results),
        "unusable": sum(result.fuzz_report.unusable for result in results),
        "costly": sum(result.fuzz_report.costly for result in results),
        "internal": sum(len(result.fuzz_report.internal) for result in results),
        "survivors": sum(len(result.survivors) for result in results),
        "seconds": round(seconds, 1),
    }


def _summary(totals: dict[str, Any], level: AuditLevel) -> str:
    return (
        f"{totals['passed']} of {totals['exercises']} exercises {level}; {totals['draws']} draws of correct code; "
        f"{totals['recognitions']} of {totals['mistakes']} mistakes recognised; "
        f"{totals['kills']} of {totals['mutants'] - totals['equivalent']} mutants killed, "
        f"{totals['equivalent']} equivalent; {totals['namings']} of {totals['naming_trials']} tried mutants named; "
        f"{totals['odd_values']} odd values returned, "
        f"{totals['unusable']} unusable, {totals['costly']} too expensive, "
        f"{totals['internal']} internal; {totals['not_run']} not run; {totals['seconds']} s."
    )


def _plain(result: ExerciseAudit) -> dict[str, Any]:
    plain = asdict(result) | {"is_proven": result.is_proven}
    plain["survivors"] = [{"file": mutant.file, "change": mutant.change} for mutant in result.survivors]
    return plain


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
