"""A learner finds and reads exercises in a terminal, without knowing a slug."""

import json
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from threading import Thread

import pytest
from descent.catalogue import DID_YOU_MEAN, FIND_ONE, NOTHING_FOUND
from descent.errors import ExitCode
from descent.http import UNTRUSTED
from descent.plain_text import text_of
from descent.planning import NOTHING_DUE
from django.utils import timezone

from accounts.api_tokens.actions import create_api_token
from accounts.models import User
from exercises.models import Exercise, Submission
from exercises.submissions.actions import submit
from lib.markdown import render
from progress.plan.actions import save_plan
from progress.plan.page import plan_page
from tests.certificates import Authority
from tests.cli.conftest import FOLDER, SLUG, Shell
from tests.patience import PATIENCE_S, comes_true

pytestmark = [pytest.mark.host_clock, pytest.mark.django_db(transaction=True)]  # its workers send heartbeats


@pytest.fixture
def ada_s(catalogue: None, shell: Shell, ada: User) -> Shell:
    """A shell in which she's signed in by a token."""
    token = create_api_token(person=ada, name="laptop", days=1)
    shell.environment |= {"DESCENT_TOKEN": token, "DESCENT_URL": shell.site}
    return shell


def said(shell: Shell, *words: str) -> str:
    done = shell.descent(*words)
    assert (done.returncode, done.stderr) == (ExitCode.PASSED, "")
    return done.stdout


def test_the_list_has_each_exercise_once_with_how_far_they_are(ada_s: Shell, ada: User) -> None:
    submit(exercise=Exercise.objects.get(slug=SLUG), learner=ada, source="x = 1\n", mode="submit")
    listed = said(ada_s, "list")
    slugs = set(Exercise.objects.on_offer().values_list("slug", flat=True))
    found = re.findall(r"^  (?:ok|\.\.|  )  (\S+) ", listed, re.MULTILINE)
    assert (len(found), set(found)) == (len(slugs), slugs)
    assert re.search(rf"^  \.\.  {SLUG} ", listed, re.MULTILINE)
    assert {row["slug"] for row in json.loads(said(ada_s, "list", "--json"))} == slugs


def test_words_and_options_narrow_the_list(ada_s: Shell) -> None:
    assert SLUG in said(ada_s, "search", "attention", "scaled")
    assert SLUG in said(ada_s, "list", "--open", "--section", "transformers")
    assert SLUG not in said(ada_s, "list", "--passed")
    assert said(ada_s, "search", "no such thing").strip() == NOTHING_FOUND


def test_the_plan_and_what_is_due_are_those_of_the_site(ada_s: Shell, ada: User) -> None:
    save_plan(learner=ada, minutes_a_day=60, weekdays=range(1, 8), start=ada.today)
    shown = said(ada_s, "plan")
    assert shown.startswith(plan_page(ada, today=ada.today).headline.replace("\N{NO-BREAK SPACE}", " "))
    assert re.search(r"^Week of \d{4}-\d\d-\d\d: 7 h$", shown, re.MULTILINE)
    assert said(ada_s, "review").strip() == NOTHING_DUE
    submission = submit(exercise=Exercise.objects.get(slug=SLUG), learner=ada, source="x = 1\n", mode="submit")
    Submission.objects.filter(pk=submission.pk).update(
        state="done", verdict="passed", created_at=timezone.now() - timedelta(days=9), graded_at=timezone.now()
    )
    assert f"descent show {SLUG}" in said(ada_s, "review")
    assert [row["slug"] for row in json.loads(said(ada_s, "list", "--due", "--json"))] == [SLUG]


def test_next_names_the_exercise_that_the_site_offers(ada_s: Shell) -> None:
    offered = json.loads(said(ada_s, "status", "--json"))["exercise"]
    assert f"descent start {offered['slug']}" in said(ada_s, "next")
    assert json.loads(said(ada_s, "next", "--json"))["slug"] == offered["slug"]


def test_what_an_exercise_asks_is_shown_and_written_beside_its_code(ada_s: Shell) -> None:
    exercise = Exercise.objects.get(slug=SLUG)
    assert exercise.statement.strip() in said(ada_s, "show", SLUG)
    said(ada_s, "start", SLUG)
    description = ada_s.home / f"{SLUG}.md"
    assert exercise.statement.strip() in description.read_text()
    description.write_text("my notes")
    said(ada_s, "start", SLUG, "--file", f"{SLUG}.v2.py")
    (ada_s.home / f"{SLUG}.py").unlink()
    said(ada_s, "start", SLUG)
    assert description.read_text() == "my notes"


def test_hints_come_one_by_one_for_the_exercise_at_hand(ada_s: Shell) -> None:
    said(ada_s, "start", SLUG)
    exercise = Exercise.objects.get(slug=SLUG)
    first, second = said(ada_s, "hint"), said(ada_s, "hint", SLUG, "2")
    assert first.startswith(text_of(exercise.hints_html[0]))
    assert f"descent hint {SLUG} 2" in first
    assert second.startswith(text_of(exercise.hints_html[1]))
    too_far = ada_s.descent("hint", SLUG, "90")
    assert (too_far.returncode, too_far.stdout) == (ExitCode.USAGE, "")
    assert str(len(exercise.hints_html)) in too_far.stderr


def test_a_solution_is_shown_once_the_exercise_is_passed(workers: None, ada_s: Shell) -> None:
    right = (FOLDER / "solution.py").read_text()
    refused = ada_s.descent("solution", SLUG)
    assert (refused.returncode, refused.stdout) == (ExitCode.USAGE, "")
    (ada_s.home / f"{SLUG}.py").write_text(right)
    assert ada_s.descent("submit", f"{SLUG}.py").returncode == ExitCode.PASSED
    assert right.strip() in said(ada_s, "solution", SLUG)


def test_a_wrong_name_is_answered_with_those_like_it(ada_s: Shell) -> None:
    (ada_s.home / "scaled-dot-attention.py").write_text("x = 1\n")
    like = DID_YOU_MEAN.partition("{")[0]
    for words in (("start", "scaled-dot-attention"), ("show", "../x"), ("submit", "scaled-dot-attention.py")):
        answer = ada_s.descent(*words)
        assert (answer.returncode, answer.stdout) == (ExitCode.USAGE, ""), words
        assert SLUG in answer.stderr.partition(like)[2] or FIND_ONE in answer.stderr
    assert SLUG in ada_s.descent("open", "scaled-dot-attention").stderr


def test_whoami_names_the_person_and_the_site(ada_s: Shell, ada: User) -> None:
    assert said(ada_s, "whoami").strip() == f"{ada.name} at {ada_s.site}"


def test_watching_tests_again_after_each_change(workers: None, ada_s: Shell) -> None:
    said(ada_s, "start", SLUG)
    program = ada_s.home / f"{SLUG}.py"
    log = ada_s.home / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            ada_s.command("test", "--watch"), cwd=ada_s.home, env=ada_s.environment, stdout=output, stderr=output
        )
    comes_true(lambda: "Ctrl-C" in log.read_text())
    program.write_text((FOLDER / "solution.py").read_text())
    comes_true(lambda: log.read_text().count("Ctrl-C") == 2)
    process.terminate()  # where these tests run in the background, it would ignore Ctrl-C
    process.wait(PATIENCE_S)
    first, second, _ = log.read_text().split("Ctrl-C")
    assert "  no  " in first
    assert "  no  " not in second


@pytest.fixture
def school(tmp_path: Path) -> Iterator[str]:
    """The address of a site whose certificate only the school's own authority has signed."""
    server = HTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    server.socket = Authority(tmp_path).server().wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_school_s_own_certificate_is_explained(shell: Shell, school: str) -> None:
    answer = shell.descent("login", school)
    assert (answer.returncode, answer.stderr.strip()) == (ExitCode.GRADER, UNTRUSTED.format(host="127.0.0.1"))


def test_html_becomes_text_with_formulas_on_one_line() -> None:
    markdown = "Divide by $\\sqrt{d_k}$, so `a` is $e^{-x} \\le 1$:\n\n1. one\n2. two\n\n```python\nx = 1\ny = 2\n```\n"
    assert text_of(render(markdown)) == ("Divide by √d_k, so `a` is e^(− x) ≤ 1:\n\n1. one\n2. two\n\nx = 1\ny = 2")
