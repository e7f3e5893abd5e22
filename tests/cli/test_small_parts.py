"""The command line's files, waiting and errors, each by itself."""

import json
import multiprocessing
import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from descent import catalogue, files, http, oauth, pending, places, sign_in
from descent.api import connect, site_address
from descent.catalogue import remember_slugs
from descent.errors import ExitCode, NoAnswerError, SignedOutError, SiteError, TooManyRequestsError, UsageError
from descent.main import build_parser, main
from descent.report import gnu_report, has_colours, text_report
from descent.sarif import sarif_report
from descent.sign_in import SiteSession
from descent.waiting import DEFAULT_TIMEOUT_S, Progress, exit_code_of, wait_for_verdict

from tests.site import ROOT

SITE, OTHER = "https://descent.example.org", "https://school.example.org"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("DESCENT_TOKEN", "DESCENT_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.mark.parametrize(
    ("state", "verdict", "code"),
    [
        ("done", "passed", ExitCode.PASSED),
        ("done", "ran", ExitCode.PASSED),
        ("done", "failed", ExitCode.FAILED),
        ("done", "timeout", ExitCode.FAILED),
        ("done", "internal", ExitCode.GRADER),
        ("cancelled", "", ExitCode.GRADER),
    ],
)
def test_the_exit_code_says_whose_fault_it_was(state: str, verdict: str, code: ExitCode) -> None:
    assert exit_code_of({"state": state, "verdict": verdict}) == code


class Clock:
    """Stands in for the module `time`, and nobody has to wait."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


class Site:
    """Answers with one state after the other, or fails. What it answers it has held back as long as it was asked to."""

    site = "https://descent.example.org"

    def __init__(self, clock: Clock, *states: str) -> None:
        self.clock, self.states = clock, list(states)
        self.waits: list[int] = []

    def wait(self, uid: str, *, seconds: int) -> tuple[dict[str, Any], int]:
        self.waits.append(seconds)
        state = self.states.pop(0)
        if state == "down":
            raise SiteError("The site failed.")
        if state == "busy":
            raise TooManyRequestsError("Too many requests.", pause=5)
        if state == "full":  # it keeps no more responses open
            return {"uid": "1", "exercise": "matmul", "state": "queued"}, 1
        self.clock.seconds += seconds if state == "queued" else 0
        return {"uid": "1", "exercise": "matmul", "state": state}, 0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("descent.waiting.time", clock)
    return clock


FIRST = {"uid": "1", "exercise": "matmul", "state": "queued"}


def test_it_lets_the_site_hold_its_answer_until_there_is_a_verdict(clock: Clock) -> None:
    site: Any = Site(clock, "queued", "queued", "done")
    assert wait_for_verdict(site, FIRST, timeout=60)["state"] == "done"
    assert (site.waits, clock.seconds) == ([20, 20, 20], 40)


def test_it_goes_on_waiting_while_the_site_is_down_or_counts_too_many_requests(clock: Clock) -> None:
    site: Any = Site(clock, "down", "full", "busy", "down", "done")
    assert wait_for_verdict(site, FIRST, timeout=60)["state"] == "done"
    assert clock.seconds == 2 + 1 + 5 + 2


def test_it_gives_up_in_time_and_names_the_page(clock: Clock) -> None:
    for states in (["queued"] * 100, ["down"] * 100):
        site: Any = Site(clock, *states)
        began = clock.seconds
        with pytest.raises(NoAnswerError, match="/exercises/matmul/submissions/1/"):
            wait_for_verdict(site, FIRST, timeout=50)
        assert clock.seconds - began == 50
    assert len(site.states) > 70


def test_the_same_code_has_the_same_key_until_it_has_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    code = {"exercise": "matmul", "source": "x = 1", "mode": "submit"}
    key = pending.key_for(SITE, code)
    assert pending.key_for(SITE, dict(code)) == key
    assert len({key, pending.key_for(OTHER, code), pending.key_for(SITE, code | {"mode": "try"})}) == 3
    pending.forget(key)
    newer = pending.key_for(SITE, code)
    assert newer != key
    tomorrow = time.time() + 86_400  # the site has forgotten it
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    assert pending.key_for(SITE, code) != newer


def test_progress_and_colours_are_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress()
    progress.start()
    progress.stop()
    assert capsys.readouterr().err == ""
    assert not has_colours()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert has_colours()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not has_colours()


def test_a_fix_is_shown_on_request_only() -> None:
    failed: dict[str, Any] = {
        "uid": "1", "exercise": "matmul", "state": "done", "verdict": "failed", "message": "", "line": None,
        "mistake_message": "You add.", "mistake_fix": "Multiply.", "output": "", "checks": [],
    }  # fmt: skip
    assert "Multiply." not in text_report(failed)
    assert "Multiply." in text_report(failed, shows_fix=True)
    assert "\033[" in text_report(failed, colours=True)


def test_the_same_error_is_told_once() -> None:
    message = "0 of 3 checks passed. Line 9 raised NotImplementedError."
    check = {"verdict": "failed", "ms": 1.0, "message": "Line 9 raised NotImplementedError."}
    failed: dict[str, Any] = {
        "uid": "1", "exercise": "matmul", "state": "done", "verdict": "failed", "message": message, "line": 9,
        "mistake_message": "", "mistake_fix": "", "output": "",
        "checks": [check | {"title": title} for title in "abc"],
    }  # fmt: skip
    lines = ["0 of 3 checks passed.", "Line 9 raised NotImplementedError.", "  no  a", "  no  b", "  no  c"]
    assert text_report(failed).splitlines() == lines


def test_an_editor_is_led_to_the_line_of_each_problem() -> None:
    check: dict[str, Any] = {"verdict": "failed", "ms": 1.0}
    failed: dict[str, Any] = {
        "uid": "1", "exercise": "matmul", "state": "done", "verdict": "failed", "message": "", "line": 9,
        "mistake_message": "You add.\nMultiply.", "mistake_fix": "", "output": "",
        "checks": [
            check | {"name": "two_by_two", "title": "Two by two", "message": "Got 3,\nnot 4."},
            check | {"name": "b", "title": "B", "message": ""},
        ],
    }  # fmt: skip
    told = ["matmul.py:9: error: Line 9: You add. Multiply.", "matmul.py:9: error: Two by two: Got 3, not 4."]
    assert gnu_report(failed, Path("matmul.py")).splitlines() == told
    passed = failed | {"verdict": "passed", "message": "All checks passed.", "checks": []}
    assert gnu_report(passed, Path("matmul.py")) == "All checks passed."


@pytest.mark.parametrize(
    ("path", "address"),
    [("week 1/matmul.py", "week%201/matmul.py"), ("/home/ada/matmul.py", "file:///home/ada/matmul.py")],
)
def test_code_scanning_gets_each_problem_as_sarif(path: str, address: str) -> None:
    failed: dict[str, Any] = {
        "uid": "1", "exercise": "matmul", "state": "done", "verdict": "failed", "message": "", "line": 9,
        "mistake_message": "You add.", "mistake_fix": "", "output": "",
        "checks": [
            {"name": "two_by_two", "title": "Two by two", "verdict": "failed", "ms": 1.0, "message": "Got 3, not 4."},
            {"name": "values", "title": "Values", "verdict": "passed", "ms": 1.0, "message": ""},
        ],
    }  # fmt: skip
    log = sarif_report(failed, Path(path))
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    results = run["results"]
    assert [(row["ruleId"], row["message"]["text"]) for row in results] == [
        ("matmul/failed", "Line 9: You add."),
        ("matmul/two_by_two", "Got 3, not 4."),
    ]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [row["ruleId"] for row in results]
    places = [row["locations"][0]["physicalLocation"] for row in results]
    assert places == [{"artifactLocation": {"uri": address}, "region": {"startLine": 9}}] * 2
    assert run["invocations"] == [{"executionSuccessful": True}]
    passed = failed | {"verdict": "passed", "message": "All checks passed.", "checks": []}
    assert sarif_report(passed, Path(path))["runs"][0]["results"] == []
    late = failed | {"state": "queued", "verdict": ""}
    assert sarif_report(late, Path(path))["runs"][0]["invocations"] == [{"executionSuccessful": False}]


def signed_in(site: str) -> SiteSession:
    return SiteSession(site=site, access_token="a", refresh_token="r", expires_at=time.time() + 3600)


def test_commands_go_to_the_site_signed_in_to_last_or_the_one_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for site in (SITE, OTHER):
        sign_in.save(signed_in(site))
    assert (connect().site, connect(SITE).site) == (OTHER, SITE)
    monkeypatch.setenv("DESCENT_URL", SITE)
    assert connect().site == SITE
    monkeypatch.delenv("DESCENT_URL")
    assert main(["config", "site", SITE]) == 0
    assert connect().site == SITE
    assert main(["config", "site", "https://nobody.example.org"]) == ExitCode.SIGNED_OUT
    sign_in.forget(SITE)
    assert connect().site == OTHER
    with pytest.raises(SignedOutError, match=f"descent login {SITE}"):
        connect(SITE)
    sign_in.forget(OTHER)
    assert not places.sign_in_file().exists()


def test_a_file_of_another_site_is_asked_about_there() -> None:
    files.write_starter(Path("a.py"), started=files.Started("matmul", SITE), source="x = 1\n")
    for site in (SITE, OTHER):
        sign_in.save(signed_in(site))
    asked = [catalogue._chosen(typed) for typed in ("", "dropout")]
    assert [(api.site, slug) for api, slug in asked] == [(SITE, "matmul"), (OTHER, "dropout")]


def test_a_home_that_cannot_be_written_to_lists_exercises_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder would be")
    remember_slugs(SITE, [{"slug": "matmul"}])
    sign_in.save(signed_in(SITE))
    places.write_json(places.sign_in_file(), {"site": "x", "sites": "not an object"})
    assert (sign_in.load(), sign_in.sites()) == (None, [])


def test_how_long_to_wait_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_parser().parse_args(["submit"]).timeout == DEFAULT_TIMEOUT_S
    assert main(["config", "timeout", "300"]) == 0
    assert build_parser().parse_args(["submit"]).timeout == 300
    for value in ("0", "inf", "soon", ""):
        assert main(["config", "timeout", value]) == ExitCode.USAGE
    places.settings_file().write_text('{"timeout": []}')
    assert build_parser().parse_args(["submit"]).timeout == DEFAULT_TIMEOUT_S


@pytest.mark.parametrize(("typed", "shown"), [("descent sh", {"show"}), ("descent show mat", {"matmul", "matvec"})])
def test_a_shell_completes_commands_and_exercises(typed: str, shown: set[str], tmp_path: Path) -> None:
    sign_in.save(signed_in(SITE))
    remember_slugs(SITE, [{"slug": slug} for slug in ("matmul", "matvec", "dropout")])
    answer = tmp_path / "answer"
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "cli"), "_ARGCOMPLETE": "1", "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": typed, "COMP_POINT": str(len(typed)), "_ARGCOMPLETE_SUPPRESS_SPACE": "1",
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", "descent"], env=environment, check=True)
    assert set(answer.read_text().split("\013")) == shown


def test_files_are_private_from_their_first_byte(tmp_path: Path) -> None:
    path = places.sign_in_file()
    old = os.umask(0)
    try:
        places.write_json(path, {"a": 1})
        with places.lock(path):
            pass
    finally:
        os.umask(old)
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert json.loads(path.read_text()) == {"a": 1}


def _count_up(path: Path) -> None:
    for _ in range(50):
        with places.lock(path):
            places.write_json(path, {"count": places.read_json(path).get("count", 0) + 1})


def test_two_processes_take_turns(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = tmp_path / "state" / "count.json"
    workers = [context.Process(target=_count_up, args=(path,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert places.read_json(path) == {"count": 100}


def test_without_a_name_it_takes_the_exercise_changed_last(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=files.NOTHING_HERE[:20]):
        files.choose_file("")
    for age, slug in ((10, "newer"), (20, "older")):
        files.write_starter(Path(f"{slug}.py"), started=files.Started(slug), source="x = 1\n")
        os.utime(f"{slug}.py", (time.time() - age, time.time() - age))
    Path("mine.py").write_text("x = 2\n")
    assert files.choose_file("").name == "newer.py"
    assert files.choose_file("mine.py") == Path("mine.py")


def test_a_file_keeps_its_exercise_under_any_name() -> None:
    files.write_starter(Path("a.py"), started=files.Started("matmul", SITE), source="x = 1\n")
    assert files.started_for(Path("a.py")).site == SITE
    assert files.slug_of(Path("a.py"), "") == "matmul"
    assert files.slug_of(Path("a.py"), "dropout") == "dropout"
    assert files.slug_of(Path("softmax.py"), "") == "softmax"
    with pytest.raises(UsageError):
        files.slug_of(Path("no slug.py"), "")


@pytest.mark.parametrize("data", [b"\xff", b"x" * (2**20 + 1)])
def test_what_is_no_source_is_not_sent(data: bytes) -> None:
    Path("a.py").write_bytes(data)
    with pytest.raises(UsageError):
        files.read_source(Path("a.py"))


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("", ""),
        ("descent.example.org", "https://descent.example.org"),
        ("https://descent.example.org/exercises/", "https://descent.example.org"),
        ("localhost:8000", "http://localhost:8000"),
        ("localhost", "http://localhost"),
        ("localhost:8443", "https://localhost:8443"),
        ("localhost.example.org", "https://localhost.example.org"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, address: str) -> None:
    assert site_address(typed) == address


@pytest.mark.parametrize("typed", ["ftp://descent.example.org", "https://", "https://[x"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        site_address(typed)


@pytest.mark.parametrize("words", [["login"], ["submit"], ["start", "a/b"], ["status"], ["log", "1h"], ["logout"]])
def test_no_command_ends_in_a_traceback(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = main(words)
    said = capsys.readouterr()
    assert code == (
        ExitCode.SIGNED_OUT if words[0] in ("start", "status", "log") else 0 if words == ["logout"] else ExitCode.USAGE
    )
    assert bool(said.err) == (code != 0)


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    usage = build_parser().format_help()
    commands = "login logout whoami config list search next show hint solution start test submit status plan review"
    for name in [*commands.split(), "log", "open"]:
        assert name in usage
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        assert len(capsys.readouterr().out.splitlines()) > 4


def answer_with_metadata(monkeypatch: pytest.MonkeyPatch, *origins: str) -> None:
    """Let each site say that its endpoints are at these."""
    names = ("device_authorization", "token", "revocation")
    data = {f"{name}_endpoint": f"{origins[n % len(origins)]}/{name}" for n, name in enumerate(names)}
    monkeypatch.setattr(
        http, "send", lambda method, url, **_: httpx.Response(200, json=data, request=httpx.Request(method, url))
    )


@pytest.mark.parametrize("typed", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_the_names_of_this_machine_are_one_site(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with_metadata(monkeypatch, "http://127.0.0.1:8000")
    assert oauth.find_endpoints(typed).site == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("typed", "origins"),
    [
        ("http://localhost:8000", ["http://127.0.0.1:8001"]),
        ("http://localhost:8000", ["https://127.0.0.1:8000"]),
        ("http://localhost:8000", ["http://127.0.0.1:8000", "http://[::1]:8000"]),
        ("http://localhost:8000", ["http://localhost:8000.example.org"]),
        ("http://localhost:8000", ["http://descent.example.org:8000"]),
        ("https://descent.example.org", ["https://localhost"]),
    ],
)
def test_no_other_address_is_the_same_site(typed: str, origins: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with_metadata(monkeypatch, *origins)
    with pytest.raises(SiteError):
        oauth.find_endpoints(typed)
