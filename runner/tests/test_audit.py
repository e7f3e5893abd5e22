"""The audit proves an exercise, and names what a weak one lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from runner.audit.exercise import audit_exercise, reason_not_to_run
from runner.audit.odd_values import odd_values
from runner.catalog import CatalogExercise, all_exercises
from runner.protocol import AuditLevel
from runner.tests.makes import making
from runner.tests.toy import FILES, write_exercise

pytestmark = pytest.mark.sandbox


@pytest.fixture(autouse=True, scope="module")
def _warm_cells() -> Iterator[None]:
    """One daemon for all tests, because starting a cold cell takes longer than using it."""
    with making("warm"):
        yield


def test_a_sound_exercise_is_proven(tmp_path: Path) -> None:
    exercise = write_exercise(tmp_path)
    result = audit_exercise(exercise, draws=3)
    assert result.problems == []
    assert result.survivors == []
    assert result.is_proven
    assert result.draws == 9
    assert result.mistakes == result.recognitions == 4
    assert result.mutants == result.kills > 5
    assert result.fuzz_report.plays > len(exercise.checks) * len(list(odd_values(np.ones(4))))
    assert result.fuzz_report.internal == []


def test_one_audit_names_everything_that_is_left(tmp_path: Path) -> None:
    """An author who learns one thing at a time audits seven times."""
    result = audit_exercise(
        write_exercise(
            tmp_path,
            exercise_md=FILES["exercise.md"].replace("difficulty = 1\n", "").replace("Write", "AUTHOR: write"),
            checks_py=FILES["checks.py"].replace("    preserves_arguments(learner)\n", ""),
            mistakes_toml=FILES["mistakes.toml"].replace("sum(axis=1) / x.shape[1]", "sum(axis=1) / n", 1),
            mistakes__sums_py=FILES["mistakes/sums.py"].replace("worked_example", "any_shape"),
            alternatives__product_py="def row_means(x):\n    return x\n",
            starter_py=FILES["solution.py"],
        ),
        draws=1,
        odd=5,
    )
    told = "\n".join(result.problems)
    for words in (
        "exercise.md, line 13: write",
        "exercise.md states no difficulty",
        "row-means/mistakes.toml, columns: ",
        "mistakes/sums.py names any_shape; it fails at worked_example",
        "product.py is right and fails on draw 1",
        "starter.py ends as passed",
    ):
        assert words in told
    assert [mutant.change for mutant in result.survivors] == ["every argument is changed in place"]
    assert result.fuzz_report.plays > 0


def test_a_checked_exercise_needs_no_mutants_and_no_minimum_of_mistakes(tmp_path: Path) -> None:
    """A teacher's ten minutes: correct code passes, unfinished code fails, each mistake is caught and named."""
    exercise = write_exercise(tmp_path, checks_py=FILES["checks.py"].replace("    preserves_arguments(learner)\n", ""))
    (exercise.folder / "mistakes.toml").unlink()
    (exercise.folder / "alternatives/loops.py").unlink()
    result = audit_exercise(exercise, level=AuditLevel.CHECKED)
    assert (result.problems, result.mutants, result.fuzz_report.plays) == ([], 0, 0)
    assert (result.has_passed, result.is_proven) == (True, False)
    assert result.recognitions == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starter_py": FILES["solution.py"]}, "starter.py ends as passed"),
        ({"mistakes__sums_py": FILES["mistakes/sums.py"].replace("axis=1)", "axis=1) / len(x[0])")}, "it passes and"),
        ({"alternatives__loops_py": "def row_means(x):\n    return x\n"}, "loops.py is right and fails"),
        ({"mistakes_toml": "", "mistakes__sums_py": ""}, "start with a docstring"),
    ],
)
def test_what_is_not_even_checked_is_named(tmp_path: Path, changed: dict[str, str], words: str) -> None:
    result = audit_exercise(write_exercise(tmp_path, **changed), level=AuditLevel.CHECKED, draws=2)
    assert words in "\n".join(result.problems)
    assert not result.has_passed


def problems(exercise: CatalogExercise) -> str:
    result = audit_exercise(exercise, draws=2, odd=5)
    assert not result.is_proven
    return "\n".join(result.problems)


def test_an_alternative_that_fails_is_named_with_its_check(tmp_path: Path) -> None:
    wrong = "def row_means(x):\n    return x.sum(axis=1) / 2\n"
    told = problems(write_exercise(tmp_path, alternatives__loops_py=wrong))
    assert "loops.py is right and fails on draw 1: any_shape: Your result is" in told


def test_an_alternative_that_the_policy_refuses_is_named(tmp_path: Path) -> None:
    library = "import numpy as np\ndef row_means(x):\n    return np.mean(x, axis=1)\n"
    assert "loops.py: Line 3 uses np.mean" in problems(write_exercise(tmp_path, alternatives__loops_py=library))


def test_a_forbidden_attribute_without_its_library_is_named(tmp_path: Path) -> None:
    head = FILES["exercise.md"].replace(
        '["numpy.mean"]', '["sorted", "@", "numpy.mean", "tiktoken", "float64", "double"]'
    )
    told = problems(write_exercise(tmp_path, exercise_md=head))
    assert "write torch.float64" in told
    assert "write torch.double" in told
    assert told.count("forbids nothing") == 2


def test_a_starter_that_passes_is_named(tmp_path: Path) -> None:
    assert "starter.py ends as passed" in problems(write_exercise(tmp_path, starter_py=FILES["solution.py"]))


def test_an_exercise_without_a_difficulty_is_not_proven(tmp_path: Path) -> None:
    head = FILES["exercise.md"].replace("difficulty = 1\n", "")
    assert "states no difficulty" in problems(write_exercise(tmp_path, exercise_md=head))


@pytest.mark.parametrize("value", ["0", "4", "true", '"2"', "1.5"])
def test_a_difficulty_is_1_2_or_3(tmp_path: Path, value: str) -> None:
    head = FILES["exercise.md"].replace("difficulty = 1", f"difficulty = {value}")
    with pytest.raises(ValueError, match="difficulty is 1, 2 or 3"):
        _ = write_exercise(tmp_path, exercise_md=head).spec


def test_a_mistake_that_fails_elsewhere_than_it_says_is_named(tmp_path: Path) -> None:
    moved = FILES["mistakes/sums.py"].replace("worked_example", "any_shape")
    told = problems(write_exercise(tmp_path, mistakes__sums_py=moved))
    assert "mistakes/sums.py names any_shape; it fails at worked_example and is recognised as sums" in told


def test_a_mistake_that_is_none_is_named(tmp_path: Path) -> None:
    right = FILES["mistakes.toml"].replace("sum(axis=1) / 2", "sum(axis=1) / len(x[0])")
    told = problems(write_exercise(tmp_path, mistakes_toml=right))
    assert "mistakes.toml, halves names any_shape; it passes and is recognised as nothing" in told


def test_a_mistake_with_a_stale_signature_is_named_and_its_type_error_catches_nothing(tmp_path: Path) -> None:
    stale = FILES["mistakes/sums.py"].replace("row_means(x)", "row_means(x, axis)")
    result = audit_exercise(write_exercise(tmp_path, mistakes__sums_py=stale), draws=1)
    told = "mistakes/sums.py has row_means(x, axis), which can't be called as row_means(x) of starter.py"
    assert told in result.problems


@pytest.mark.parametrize(
    ("signature", "problem"),
    [
        ("def row_means(*, x)", "alternatives/loops.py has row_means(*, x), which can't be called as row_means(x)"),
        ("def row_means(rows)", "alternatives/loops.py has row_means(rows), which can't be called as row_means(x)"),
        ("def means(x)", "alternatives/loops.py has no function row_means"),
    ],
)
def test_an_alternative_that_can_not_be_called_as_the_starter_is_named(
    tmp_path: Path, signature: str, problem: str
) -> None:
    """Learners may call by position and by name, whatever the checks do today."""
    told = problems(write_exercise(tmp_path, alternatives__loops_py=f"{signature}:\n    return x\n"))
    assert problem in told


def test_an_alternative_may_take_more_than_the_starter(tmp_path: Path) -> None:
    more = FILES["alternatives/loops.py"].replace("row_means(x)", "row_means(x, axis=1)")
    assert audit_exercise(write_exercise(tmp_path, alternatives__loops_py=more), draws=1, sample=0, odd=5).is_proven


def test_a_check_that_calls_what_the_starter_does_not_offer_is_named(tmp_path: Path) -> None:
    """Every learner's code would raise TypeError there, and every mistake would look caught."""
    checks = FILES["checks.py"].replace("learner.row_means(x)", "learner.row_means(x, axis=1)")
    takes_axis = {
        name.replace("/", "__").replace(".", "_"): text.replace("row_means(x)", "row_means(x, axis=1)")
        for name, text in FILES.items()
        if name == "solution.py" or name.startswith(("alternatives/", "mistakes/"))
    }
    told = problems(write_exercise(tmp_path, checks_py=checks, **takes_axis))
    assert "a check calls row_means with 1 positional arguments, axis=; starter.py has row_means(x)" in told


def test_a_check_that_catches_no_mistake_is_named(tmp_path: Path) -> None:
    earlier = FILES["mistakes.toml"].replace("sum(axis=1) / 2", "sum(axis=1) / 3")  # the example shows it already
    told = problems(write_exercise(tmp_path, mistakes_toml=earlier))
    assert "mistakes.toml, halves names any_shape; it fails at worked_example" in told
    assert "check any_shape is the reason for no mistake" in told


def test_every_edit_that_does_not_fit_the_solution_is_named(tmp_path: Path) -> None:
    changed = FILES["solution.py"].replace("x.sum(axis=1)", "x.sum(1)")
    told = problems(write_exercise(tmp_path, solution_py=changed)).splitlines()
    assert [problem.partition(":")[0] for problem in told] == [
        f"row-means/mistakes.toml, {name}" for name in ("columns", "halves", "divides_in_place")
    ]


def test_a_mutant_that_never_ends_is_stopped_and_counts_as_killed(tmp_path: Path) -> None:
    counts = (
        "import numpy as np\n\n\ndef row_means(x):\n    means, i = np.empty(len(x)), 0\n    while i < len(x):\n"
        "        means[i] = sum(x[i]) / len(x[i])\n        i += 1\n    return means\n"
    )
    result = audit_exercise(write_exercise(tmp_path, solution_py=counts), draws=1)
    assert result.survivors == []
    assert result.seconds < 60


def test_a_check_that_makes_a_run_internal_is_named_with_the_value(tmp_path: Path) -> None:
    """It raises an exception without a value, so nobody can tell whose fault it is."""
    raises = FILES["checks.py"].replace(
        "    preserves_arguments(learner)\n",
        "    preserves_arguments(learner)\n    if learner.calls[0].value is None: raise OSError('a disk')\n",
    )
    result = audit_exercise(write_exercise(tmp_path, checks_py=raises), draws=1, sample=2)
    assert not result.is_proven
    told = "\n".join(result.problems)
    assert "an odd value makes a run internal: arguments_unchanged, value 1: NoneType None #0: OSError: a disk" in told


def test_a_check_that_can_not_work_with_a_value_is_counted_and_proven_all_the_same(tmp_path: Path) -> None:
    uses = FILES["checks.py"].replace(
        "    preserves_arguments(learner)\n", "    preserves_arguments(learner)\n    learner.calls[0].value.sum()\n"
    )
    result = audit_exercise(write_exercise(tmp_path, checks_py=uses), draws=1, sample=2)
    assert result.is_proven
    assert result.fuzz_report.unusable > 50
    assert result.fuzz_report.internal == []


def test_weak_checks_let_mutants_live_and_the_audit_shows_them(tmp_path: Path) -> None:
    weak = FILES["checks.py"].replace("    preserves_arguments(learner)\n", "").replace("(1, 3, 5, 30)", "(2,)")
    result = audit_exercise(write_exercise(tmp_path, checks_py=weak), draws=1)
    survivors = {(mutant.file, mutant.change) for mutant in result.survivors}
    assert ("solution.py", "every argument is changed in place") in survivors
    assert ("solution.py", "return x.sum(axis=1) / x.shape[1] → return x.sum(axis=1) / x.shape[0]") not in survivors
    assert not result.is_proven


def test_only_our_own_catalogue_mutates_alternatives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last_axis = FILES["solution.py"].replace("x.shape[1]", "x.shape[-1]")  # whose sign makes no difference
    exercise = write_exercise(tmp_path, alternatives__product_py=last_axis)
    assert audit_exercise(exercise, draws=1, odd=1).survivors == []
    monkeypatch.setattr("runner.catalog.SHIPPED_CATALOG", tmp_path)
    assert {mutant.file for mutant in audit_exercise(exercise, draws=1, odd=1).survivors} == {"alternatives/product.py"}


EQUIVALENT = '[[mutant]]\nfile = "{}"\nchange = "{}"\nreason = "the same"\n'


def test_a_stale_line_in_equivalent_toml_is_named(tmp_path: Path) -> None:
    dies = EQUIVALENT.format("solution.py", "return x.sum(axis=1) / x.shape[1] → return x.sum(axis=1) * x.shape[1]")
    gone = EQUIVALENT.format("solution.py", "return 1 → return 2")
    told = problems(write_exercise(tmp_path, equivalent_toml=dies + gone))
    assert "equivalent.toml lists a mutant of solution.py that dies: return x.sum(axis=1) / x.shape[1]" in told
    assert "equivalent.toml lists no mutant of solution.py: return 1 → return 2" in told


@pytest.mark.sample(6)
@pytest.mark.parametrize("shipped", all_exercises(), ids=lambda exercise: exercise.slug)
def test_a_sample_of_a_shipped_exercise_holds(shipped: CatalogExercise) -> None:
    """The whole proof is ``python -m runner audit``, and tests/test_audit_record.py asks for it after each change."""
    if reason := reason_not_to_run(shipped):
        pytest.skip(reason)
    result = audit_exercise(shipped, draws=1, sample=4, odd=3)
    assert result.problems == []
    assert result.survivors == []
