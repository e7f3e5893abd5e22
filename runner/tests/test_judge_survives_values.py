"""The judge reaches a verdict on any returned value, without an exception, a hang or running out of memory."""

from __future__ import annotations

import importlib
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.catalog import CatalogExercise
from runner.judge import limits
from runner.judge.grading import grade
from runner.protocol import Job, Report, Verdict
from runner.tests.makes import making
from runner.tests.toy import FILES, SOLUTION, write_exercise

pytestmark = pytest.mark.sandbox

_CHECK = '''

@check
def {name}(learner, rng):
    """{title}"""
    {body}
'''


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    with making("warm"):
        yield


def exercise_with(folder: Path, **bodies: str) -> CatalogExercise:
    """The toy exercise with more checks before its last one, given as name and body."""
    before, mark, last = FILES["checks.py"].rpartition("\n\n@check\n")
    more = "".join(_CHECK.format(name=name, title=name.replace("_", " "), body=body) for name, body in bodies.items())
    patient = FILES["exercise.md"].replace("wall_s = 2.0", "wall_s = 20.0")  # long enough for a busy host
    return write_exercise(folder, checks_py=before + more + mark + last, **{"exercise.md": patient})


def graded(exercise: CatalogExercise, source: str) -> Report:
    return grade(
        Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source),
        exercise=exercise,
    )


def returns(value: str, rows: int = 7) -> str:
    """Right code, except that it returns ``value`` for arguments with that many rows."""
    return (
        f"import numpy as np\n{SOLUTION}\nright = row_means\n\n\n"
        f"def row_means(x):\n    return {value} if len(x) == {rows} else right(x)\n"
    )


_USES = "sum(learner.row_means(np.ones((7, 2))).reshape(7, 1))"


def test_a_check_that_cannot_use_a_value_fails_and_names_it(tmp_path: Path) -> None:
    exercise = exercise_with(tmp_path, uses_it=_USES)
    report = graded(exercise, returns("np.zeros((3, 2))"))
    assert report.verdict is Verdict.FAILED
    assert [check.verdict for check in report.checks] == ["passed", "passed", "failed", "passed"]
    wrong = report.checks[2]
    assert wrong.message == (
        "Your row_means returned a NumPy array of shape (3, 2); expected a NumPy array of shape (7,)."
    )
    assert "shape (3, 2)" in wrong.detail["yours"] or "[0. 0.]" in wrong.detail["yours"]
    assert "x =" in wrong.detail["input"]


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("None", "returned None; expected a NumPy array of shape (7,)"),
        ("[right(x), 'a']", "returned a list of 2 (a NumPy array of shape (7,), a string)"),
        ("{'W': right(x)}", "returned a dict of 1 (W: a NumPy array of shape (7,))"),
        ("x.tolist()", "returned a list of 7, the first a list of 2"),
        ("10**400", "returned an integer"),
        ("right(x) > 0", "returned a NumPy array of shape (7,) and dtype bool"),
    ],
)
def test_the_message_names_the_form_of_the_value(tmp_path: Path, value: str, form: str) -> None:
    body = "-learner.row_means(np.ones((7, 2))).reshape(7, 1)"
    report = graded(exercise_with(tmp_path, uses_it=body), returns(value))
    assert form in report.checks[2].message


def test_values_of_the_right_form_are_reported_with_the_error(tmp_path: Path) -> None:
    body = "np.arange(3)[learner.row_means(np.ones((7, 2))).astype(int)]"
    report = graded(exercise_with(tmp_path, looks_up=body), returns("right(x) + 50"))
    assert report.checks[2].verdict is Verdict.FAILED
    assert "this check can't use its values: IndexError: index 51 is out of bounds" in report.checks[2].message


def test_an_earlier_checks_message_is_kept(tmp_path: Path) -> None:
    exercise = exercise_with(tmp_path, uses_it=_USES)
    report = graded(exercise, "def row_means(x):\n    return x.sum(axis=1)[: 2 if len(x) == 7 else None]\n")
    assert report.verdict is Verdict.FAILED
    assert report.mistake is not None
    assert report.mistake.name == "sums"


def test_a_check_that_our_solution_breaks_too_is_our_fault(tmp_path: Path) -> None:
    report = graded(exercise_with(tmp_path, is_broken="learner.row_means(np.ones((7, 2))).nothing"), SOLUTION)
    assert report.verdict is Verdict.INTERNAL
    assert "our fault" in report.message


def test_a_check_that_breaks_before_the_first_value_is_our_fault(tmp_path: Path) -> None:
    report = graded(exercise_with(tmp_path, is_broken="1 / 0"), SOLUTION)
    assert report.verdict is Verdict.INTERNAL


@pytest.mark.parametrize("error", ["OSError('the disk')", "type('SoftTimeLimitExceeded', (Exception,), {})()"])
def test_an_exception_that_no_value_can_cause_is_our_fault(tmp_path: Path, error: str) -> None:
    body = f"y = learner.row_means(np.ones((7, 2)))\n    if y is None: raise {error}"
    report = graded(exercise_with(tmp_path, breaks=body), returns("None"))
    assert report.verdict is Verdict.INTERNAL


def test_a_value_passed_on_that_is_too_large_for_a_cell_is_the_learners_error(tmp_path: Path) -> None:
    body = "y = list(learner.row_means(np.ones((7, 2))))\n    if len(y) > 7: learner.row_means([y] * 20)"
    report = graded(exercise_with(tmp_path, passes_on=body), returns("[0] * 90_000"))
    assert report.checks[2].verdict is Verdict.FAILED
    assert "Your row_means returned a list of 90000" in report.checks[2].message


_SLOW = "n = learner.row_means(np.ones((7, 2)))[0]\n    while n > 1.5: n += 1"
_LARGE = "n = learner.row_means(np.ones((7, 2)))[0]\n    rows = [np.zeros(2**14) for _ in range(int(n))]"


@pytest.mark.parametrize(("body", "amount"), [(_SLOW, "time"), (_LARGE, "memory")], ids=["time", "memory"])
def test_a_value_that_costs_too_much_to_check_fails_and_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, amount: str
) -> None:
    monkeypatch.setattr(limits, "MEMORY_BYTES", 2**28)
    exercise = exercise_with(tmp_path, costs=body)
    report = graded(exercise, returns("right(x) * 10**9"))
    assert [check.verdict for check in report.checks] == ["passed", "passed", "failed", "failed"]
    assert f"Checking it takes too much {amount}: return a smaller value." in report.checks[2].message
    assert report.checks[3].message == "Not run: an earlier check took too much time or memory."
    assert graded(exercise, SOLUTION).has_passed


def test_values_that_together_fill_the_memory_are_the_learners_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When our solution runs the check, the transcript holds all of them."""
    monkeypatch.setattr(limits, "MEMORY_BYTES", 2**26)
    # A process that ran many tests has memory to reuse, which the limit doesn't count again: far more than that.
    body = "for _ in range(80): learner.row_means(np.ones((7, 2)))"
    report = graded(exercise_with(tmp_path, keeps=body), returns("np.ones((2, 2**19))"))
    assert report.checks[2].verdict is Verdict.FAILED
    assert "Checking it takes too much memory" in report.checks[2].message


def spin() -> None:
    while True:
        pass


def test_all_checks_of_a_job_share_one_budget() -> None:
    budget = limits.Budget(seconds=0.3)
    with budget:
        with pytest.raises(limits.JudgeTimeoutError), budget.spend():
            spin()
        assert budget.seconds < 0
        with pytest.raises(limits.JudgeTimeoutError), budget.spend():
            spin()


def test_limits_are_restored_after_the_block() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA), signal.getsignal(signal.SIGPROF)
    with limits.Budget():
        assert resource.getrlimit(resource.RLIMIT_DATA)[0] < 2**40
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 0
    assert (resource.getrlimit(resource.RLIMIT_DATA), signal.getsignal(signal.SIGPROF)) == before
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_of_two_nested_limits_the_sooner_one_applies() -> None:
    with pytest.raises(KeyError), limits.time_limit(0.1, KeyError), limits.time_limit(5, IndexError):
        spin()
    with limits.time_limit(5, KeyError):
        with pytest.raises(IndexError), limits.time_limit(0.1, IndexError):
            spin()
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 0


def test_a_module_is_imported_whole_however_long_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of torch can't be imported a second time, so every later job of this process would fail."""
    (tmp_path / "slow_to_import.py").write_text(
        "import time\nend = time.thread_time() + 0.5\nwhile time.thread_time() < end:\n    pass\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with limits.time_limit(0.3):
        importlib.import_module("slow_to_import")
        with pytest.raises(TimeoutError):
            spin()


def test_a_mistake_whose_value_breaks_the_check_is_recognised(tmp_path: Path) -> None:
    exercise = exercise_with(tmp_path, uses_it=_USES)
    mistake = exercise.folder / "mistakes" / "cuts_seven.py"
    mistake.write_text('"""uses_it\n\nYou cut it.\n"""\n' + returns("right(x)[:3]"), encoding="utf-8")
    report = graded(CatalogExercise(exercise.folder), returns("right(x)[:3]"))
    assert report.mistake is not None
    assert report.mistake.message == "You cut it."
