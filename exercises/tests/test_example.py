"""The verdict on the front page is real: the shipped run is what the sandbox says of that mistake today."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as site
from django.test import Client

from exercises.grading.catalogue_runs import CatalogueRun, grade_catalogue
from exercises.lifecycle.folders import read_catalogs
from exercises.models import Exercise
from exercises.trials.example import EXAMPLE_FILE, MISTAKE, SLUG

AGAIN = "the exercise has changed: run `manage.py take_example`, and look at the front page"
ATTEMPT = CatalogueRun(SLUG, f"mistakes/{MISTAKE}")


@pytest.fixture(autouse=True)
def _nothing_to_try(settings: LazySettings) -> None:
    """Leave visitors nothing to try, since the front page shows the example only then."""
    settings.TRIAL_EXERCISES = []


@pytest.fixture
def shipped() -> dict[str, Any]:
    run: dict[str, Any] = json.loads(EXAMPLE_FILE.read_text())
    return run


def front() -> str:
    return " ".join(unescape(Client().get("/").text).split())


def facts_of(run: dict[str, Any]) -> dict[str, Any]:
    """All of a run that does not depend on the inputs drawn for it, or on the host."""
    report = run["report"]
    checks = [(check["name"], check["title"], check["verdict"]) for check in report["checks"]]
    charts = [(check["picture"] or {}).get("kind") for check in report["checks"]]
    fields = {name: report[name] for name in ("verdict", "message", "mistake", "digest", "output", "weak")}
    return {"source": run["source"], "checks": checks, "seen": charts} | fields


def test_the_sandbox_still_gives_the_same_verdict(shipped: dict[str, Any]) -> None:
    again = grade_catalogue([ATTEMPT])[ATTEMPT]
    assert facts_of(shipped) == facts_of(again), AGAIN
    assert again["report"]["mistake"]["name"] == MISTAKE


def test_it_was_judged_by_todays_version_of_the_exercise(shipped: dict[str, Any]) -> None:
    digest = next(folder.digest for folder in read_catalogs(*site.EXERCISE_CATALOGS) if folder.spec.slug == SLUG)
    assert shipped["report"]["digest"] == digest, AGAIN


def test_a_visitor_sees_the_code_the_sentence_and_the_check_that_failed(roadmap: None, shipped: dict[str, Any]) -> None:
    page, report = front(), shipped["report"]
    failed = next(check for check in report["checks"] if check["verdict"] != "passed")
    pass_count = sum(check["verdict"] == "passed" for check in report["checks"])
    code = re.sub(r"<[^>]+>", "", page.partition('aria-label="The submitted code"')[2].partition("</pre>")[0])
    assert "".join(shipped["source"].split()) in "".join(code.split())
    assert f"{pass_count} of {len(report['checks'])} checks passed" in page
    assert " ".join(report["mistake"]["message"].split()) in page
    for sentence in (failed["title"], failed["message"], failed["detail"]["yours"]):
        assert " ".join(sentence.split()) in page


def test_the_web_needs_no_catalogue_for_it(roadmap: None, settings: LazySettings, tmp_path: Path) -> None:
    settings.EXERCISE_CATALOGS = (tmp_path,)
    assert "checks passed" in front()


@pytest.mark.parametrize("change", [{"digest": "0" * 16}, {"retired": True}])
def test_the_example_is_hidden_if_the_exercise_differs(roadmap: None, change: dict[str, Any]) -> None:
    Exercise.objects.filter(slug=SLUG).update(**change)
    assert "checks passed" not in front()
    assert 'id="way"' in front()
