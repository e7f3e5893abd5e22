"""Wait for a verdict."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from descent.api import Api
from descent.errors import ExitCode, NoAnswerError, SiteError, TooManyRequestsError

DEFAULT_TIMEOUT_S = 120
FINE = ("passed", "ran")  # a run of your own call has no checks to pass
NO_VERDICT = "No verdict within {seconds:g} s. The site has your code, and its verdict will be at {page}"
Watch = Callable[[str, float], None]


def wait_for_verdict(api: Api, submission: dict[str, Any], *, timeout: float, watch: Watch) -> dict[str, Any]:
    """Ask until it's done or cancelled. `watch` gets the state and the seconds so far.

    The site has the code. So a site that can't be reached, or that has had too many requests, is asked again.

    Raises:
        NoAnswerError: it took longer than ``timeout``.
    """
    began = time.monotonic()
    for pause in _pauses():
        if submission["state"] in ("done", "cancelled"):
            return submission
        seconds = time.monotonic() - began
        if seconds + pause > timeout:
            raise NoAnswerError(NO_VERDICT.format(seconds=timeout, page=page_of(api.site, submission)))
        watch(str(submission["state"]), seconds)
        time.sleep(pause)
        with suppress(SiteError, TooManyRequestsError):
            submission = api.get(f"submissions/{submission['uid']}/")
    raise AssertionError("the pauses never end")


def _pauses() -> Iterator[float]:
    """A verdict usually takes milliseconds. Where it doesn't, ask less and less often: the site counts requests."""
    pause = 0.2
    while True:
        yield pause
        pause = min(5.0, 1.5 * pause)


def page_of(site: str, submission: dict[str, Any]) -> str:
    return f"{site}/exercises/{submission['exercise']}/submissions/{submission['uid']}/"


def exit_code_of(submission: dict[str, Any]) -> ExitCode:
    if submission["verdict"] in FINE:
        return ExitCode.PASSED
    is_ours = submission["state"] != "done" or submission["verdict"] == "internal"
    return ExitCode.GRADER if is_ours else ExitCode.FAILED


class Progress:
    """One line on a terminal, which is gone when the verdict comes. Elsewhere nothing."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()

    def __call__(self, state: str, seconds: float) -> None:
        if self.is_shown:
            doing = "Grading" if state == "running" else "Waiting for a runner"
            sys.stderr.write(f"\r\033[K{doing}… {seconds:.0f} s")
            sys.stderr.flush()

    def clear(self) -> None:
        if self.is_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
