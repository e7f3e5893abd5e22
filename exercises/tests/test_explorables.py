"""Explorables: the script computes what Python drew, and a learner's own submissions draw the figure again."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from django.conf import settings
from django.test import Client
from py_mini_racer import MiniRacer
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from exercises.explorables.catalogue import BY_SLUG, EXPLORABLES
from exercises.explorables.shapes import Drawing, Explorable, Knob, Settings
from exercises.models import Exercise, Submission
from exercises.tests.reports import Report, check_of, record_report, report_on

ClientOf = Callable[[User], Client]
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
MAX_SCRIPT_BYTES = 8 * 1024
FINE = 0.11  # SVG units: paths are rounded to tenths, which may fall on either side

each_explorable = pytest.mark.parametrize("explorable", EXPLORABLES, ids=lambda explorable: explorable.slug)


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    with MiniRacer() as engine:
        yield engine


@each_explorable
def test_the_script_draws_what_python_draws(explorable: Explorable, engine: MiniRacer) -> None:
    source = (settings.BASE_DIR / "static" / explorable.script).read_text()
    engine.eval(f"globalThis.draw = (() => {{ {source.replace('export function', 'function')}; return draw; }})();")
    for values in _settings_of(explorable):
        drawn = json.loads(str(engine.eval(f"JSON.stringify(draw({json.dumps(values)}))")))
        expected = explorable.draw(values)
        assert (drawn["label"], drawn["sentence"]) == (expected.label, expected.sentence), values
        assert drawn["cells"] == list(expected.cells), values
        _compare_marks(drawn["marks"], expected)


@each_explorable
def test_the_script_redraws_every_mark_that_a_slider_changes(explorable: Explorable, engine: MiniRacer) -> None:
    source = (settings.BASE_DIR / "static" / explorable.script).read_text()
    engine.eval(f"globalThis.draw = (() => {{ {source.replace('export function', 'function')}; return draw; }})();")
    redrawn = json.loads(str(engine.eval(f"JSON.stringify(draw({json.dumps(dict(explorable.start))}))")))["marks"]
    names = {(key, name) for key, changes in redrawn.items() for name in changes}
    first = explorable.first
    for values in _settings_of(explorable):
        for old, new in zip(first.marks, explorable.draw(values).marks, strict=True):
            changed = {name for name, value in new.attributes.items() if value != old.attributes[name]}
            changed |= {"text"} if old.text != new.text else set()
            assert {(new.key, name) for name in changed} <= names


@each_explorable
def test_it_starts_at_values_that_its_sliders_have(explorable: Explorable) -> None:
    for values in (explorable.start, *(preset.settings for preset in explorable.presets)):
        assert values.keys() == {knob.key for knob in explorable.knobs}
        for knob in explorable.knobs:
            steps = (values[knob.key] - knob.low) / knob.step
            assert knob.low <= values[knob.key] <= knob.high
            assert steps == pytest.approx(round(steps))
    assert len(explorable.rows) == len(explorable.first.cells)


@each_explorable
def test_a_script_is_small(explorable: Explorable) -> None:
    assert (settings.BASE_DIR / "static" / explorable.script).stat().st_size <= MAX_SCRIPT_BYTES


def _settings_of(explorable: Explorable) -> Iterator[Settings]:
    """The first values and the presets; then the ends and the middle of all sliders in every combination."""
    yield explorable.start
    yield from (preset.settings for preset in explorable.presets)
    for values in product(*map(_three_of, explorable.knobs)):
        yield dict(zip((knob.key for knob in explorable.knobs), values, strict=True))


def _three_of(knob: Knob) -> tuple[float, float, float]:
    middle = knob.low + knob.step * round((knob.high - knob.low) / knob.step * 0.62)
    return knob.low, round(middle, 6), knob.high


def _compare_marks(drawn: dict[str, dict[str, float | str]], expected: Drawing) -> None:
    marks = {mark.key: mark for mark in expected.marks if mark.key}
    for key, changes in drawn.items():
        for name, value in changes.items():
            right = marks[key].text if name == "text" else marks[key].attributes[name]
            if name in ("text", "class"):
                assert value == right, (key, name)
            else:
                _compare_numbers(str(value), str(right))


def _compare_numbers(drawn: str, expected: str) -> None:
    assert NUMBER.sub("", drawn) == NUMBER.sub("", expected)
    assert _numbers(drawn) == pytest.approx(_numbers(expected), abs=FINE)


def _numbers(text: str) -> list[float]:
    return list(map(float, NUMBER.findall(text)))


@pytest.fixture
def sampling(exercise: Exercise) -> Exercise:
    exercise.slug = "sample-next-token"
    exercise.save()
    return exercise


def _chart(*yours: float) -> Report:
    series = [{"title": "your draws", "values": list(yours)}, {"title": "expected", "values": [0.25, 0.75]}]
    return {"kind": "bars", "labels": ["token 0", "token 1"], "series": series}


def _graded(exercise: Exercise, learner: User, verdict: str, chart: Report, message: str = "") -> Submission:
    run = Submission.objects.create(exercise=exercise, learner=learner, source="x")
    check = check_of("Temperature", verdict, message=message, picture=chart) | {"name": "divides_by_the_temperature"}
    record_report(data=report_on(run, verdict, check))
    return run


def _page(client: Client) -> str:
    return client.get("/explore/softmax-temperature/").content.decode()


def test_it_draws_the_newest_failed_submission_beside_the_newest_that_passed(
    sampling: Exercise, ada: User, client_of: ClientOf
) -> None:
    _graded(sampling, ada, "failed", _chart(0.9, 0.1), "An older failure.")
    failed = _graded(sampling, ada, "failed", _chart(0.45, 0.55), "The temperature has no effect on your draws.")
    passed = _graded(sampling, ada, "passed", _chart(0.24, 0.76))
    html = _page(client_of(ada))
    assert html.index(failed.get_absolute_url()) < html.index(passed.get_absolute_url())
    assert "The temperature has no effect on your draws." in html
    assert "token 1 0.55, exact 0.75" in html
    assert "token 1 0.76, exact 0.75" in html
    assert "An older failure." not in html


def test_it_never_draws_another_learners_submission(
    sampling: Exercise, ada: User, grace: User, client_of: ClientOf
) -> None:
    _graded(sampling, ada, "passed", _chart(0.24, 0.76))
    assert "token 1 0.76" not in _page(client_of(grace))
    assert "token 1 0.76" not in _page(Client())


def test_a_chart_of_another_form_is_left_out(sampling: Exercise, ada: User, client_of: ClientOf) -> None:
    _graded(sampling, ada, "passed", {"kind": "heatmap", "panels": [{"title": "x", "rows": [[1.0]]}]})
    assert "token 1" not in _page(client_of(ada))


def test_text_of_a_chart_is_escaped(sampling: Exercise, ada: User, client_of: ClientOf) -> None:
    _graded(sampling, ada, "passed", _chart(0.24, 0.76) | {"labels": ["<script>", '"'], "kind": "bars"})
    html = _page(client_of(ada))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


@pytest.mark.parametrize("slug", ["attention", "gradient-descent", "matrix-map", "overfitting"])
def test_own_output_of_the_wrong_shape_draws_nothing(
    slug: str, exercise: Exercise, ada: User, client_of: ClientOf
) -> None:
    explorable = BY_SLUG[slug]
    exercise.slug = explorable.exercise
    exercise.save()
    run = Submission.objects.create(exercise=exercise, learner=ada, source="x")
    check = check_of("A check", "passed", picture=_chart(0.5, 0.5)) | {"name": explorable.checks[0]}
    record_report(data=report_on(run, "passed", check))
    assert "passed." not in client_of(ada).get(explorable.get_absolute_url()).content.decode()


def test_more_submissions_need_no_more_queries(
    sampling: Exercise, ada: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(ada)
    for _ in range(5):
        _graded(sampling, ada, "passed", _chart(0.24, 0.76))
    _page(client)
    with django_assert_max_num_queries(11):
        _page(client)


@pytest.mark.usefixtures("exercise")
@each_explorable
def test_a_visitor_reads_it_without_the_exercise_too(explorable: Explorable) -> None:
    html = Client().get(explorable.get_absolute_url()).content.decode()
    assert explorable.guess.why in html.replace("&#x27;", "'")
    assert 'style="' not in html
