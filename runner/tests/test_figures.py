"""A learner's own run draws figures, by our names or pyplot's. A graded submission draws none, and fails nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from runner.catalog import CatalogExercise
from runner.judge import figures
from runner.judge.grading import grade
from runner.protocol import Job, Mode, Report, Verdict
from runner.tests.toy import SOLUTION, write_exercise

SOURCE = "import numpy as np\nimport torch\n" + SOLUTION


@pytest.fixture
def exercise(tmp_path: Path) -> CatalogExercise:
    return write_exercise(tmp_path)


def run(exercise: CatalogExercise, call: str, source: str = SOURCE, mode: Mode = Mode.RUN) -> Report:
    job = Job(submission="s", attempt="a", exercise=exercise.slug, digest=exercise.digest, source=source, mode=mode,
              call=call)  # fmt: skip
    return grade(job, exercise=exercise)


@pytest.mark.sandbox
def test_the_three_functions_draw_arrays_tensors_and_dicts(exercise: CatalogExercise) -> None:
    report = run(
        exercise,
        "plot([1, 2], [3.0, float('inf')], title='growth', xlabel='d', ylabel='w')\n"
        "heatmap(torch.eye(2, requires_grad=True))\nbars({'a': 1, 'b': 2})",
    )
    assert report.verdict is Verdict.RAN
    curve, heatmap, bars = report.figures
    assert (curve["title"], curve["x"], curve["y"], curve["at"]) == ("growth", "d", "w", [1, 2])
    assert curve["series"][0]["values"] == [3, None]
    assert heatmap["panels"][0]["rows"] == [[1, 0], [0, 1]]
    assert (bars["labels"], bars["series"][0]["values"]) == (["a", "b"], [1, 2])


@pytest.mark.sandbox
def test_pasted_matplotlib_draws_the_same(exercise: CatalogExercise) -> None:
    report = run(
        exercise,
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(3, 2))\nplt.title('loss')\n"
        "plt.plot([3, 2, 1], 'r--', label='train')\nax.plot([3, 3, 3], label='test')\nplt.legend()\nplt.show()\n"
        "plt.imshow(np.eye(2), cmap='viridis')\nplt.figure()\nplt.bar(['x', 'y'], [1, 2])",
    )
    assert [figure["kind"] for figure in report.figures] == ["curve", "heatmap", "bars"]
    assert [line["title"] for line in report.figures[0]["series"]] == ["train", "test"]
    assert report.figures[0]["title"] == "loss"


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("import matplotlib.pyplot as plt; plt.hist([1])", "pyplot has plot, imshow, bar"),
        ("heatmap(np.zeros((65, 2)))", "64 × 64"),
        ("heatmap([[0, float('nan')]])", "finite numbers; 1 of yours is not"),
        ("plot(range(2001))", "2,000 points"),
        ("plot('abc')", "plot draws numbers, not str"),
        ("for n in range(9): plot([n])", "up to 8 figures"),
    ],
)
def test_what_it_cannot_draw_is_an_error_that_says_what_it_can(
    exercise: CatalogExercise, call: str, words: str
) -> None:
    report = run(exercise, call)
    assert (report.verdict, report.figures) == (Verdict.ERROR, ())
    assert words in report.message


@pytest.mark.sandbox
def test_a_graded_submission_may_call_them_and_draws_nothing(exercise: CatalogExercise) -> None:
    calls = "plot('nonsense'); heatmap(1); bars(None)\nimport matplotlib.pyplot as plt\nplt.plot([1]); plt.show()\n"
    report = run(exercise, "", SOURCE + calls, Mode.SUBMIT)
    assert (report.verdict, report.figures) == (Verdict.PASSED, ())


LINE = {"title": "", "values": np.ones(3)}
CURVE = {"kind": "curve", "title": "", "x": "", "y": "", "at": np.arange(3.0), "series": [LINE]}


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"kind": "heatmap"},
        [["heatmap"], 3, None, {}, {"kind": "markup", "html": "<script>"}],
        [{"kind": "heatmap", "rows": np.zeros((65, 1))}],
        [{"kind": "heatmap", "rows": np.array([[np.nan]])}],
        [{"kind": "heatmap", "rows": np.zeros((2, 2), complex)}],
        [{"kind": "heatmap", "rows": [[1.0]]}],
        [{"kind": "bars", "labels": ["a"], "values": np.zeros(2)}],
        [CURVE | {"at": np.arange(2.0)}],
        [CURVE | {"at": np.zeros(2001), "series": [{"values": np.zeros(2001)}]}],
        [CURVE | {"series": [LINE] * 4}],
        [CURVE | {"series": "abc"}],
    ],
)
def test_what_a_cell_sends_in_place_of_a_figure_is_left_out(value: object) -> None:
    assert figures.read(value) == ()


def test_more_figures_and_longer_labels_than_allowed_are_cut() -> None:
    drawn = figures.read([CURVE | {"title": "t\x1b[31m" * 200}] * 20)
    assert len(drawn) == 8
    assert len(drawn[0]["title"]) <= 60
    assert "\x1b" not in drawn[0]["title"]
