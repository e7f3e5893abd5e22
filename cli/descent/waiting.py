"""Send code, and wait for its verdict."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from descent import pending
from descent.api import Api
from descent.errors import ExitCode, NoAnswerError, SiteError, TooManyRequestsError

DEFAULT_TIMEOUT_S = 120
LONGEST_WAIT_S = 20  # that a site keeps a response open
PAUSE_AFTER_ERROR_S = 2
ENDED = ("done", "cancelled")
FINE = ("passed", "ran")  # a run of your own call has no checks to pass
NO_VERDICT = (
    "No verdict within {seconds:g} s. The site has your code, and its verdict will be at {page} To go on waiting, run "
    "the same command again."
)


def submit(
    api: Api, data: dict[str, Any], *, timeout: float, accepted: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """Send code and wait for its verdict. `accepted` gets the submission once the site has it.

    Until there is a verdict, the same code is the same submission, even if this process ends and another one sends it.
    """
    key = pending.key_for(api.site, data)
    new = api.submit(key, **data)
    accepted(new)
    ended = wait_for_verdict(api, new, timeout=timeout)
    pending.forget(key)
    return ended


def wait_for_verdict(api: Api, submission: dict[str, Any], *, timeout: float) -> dict[str, Any]:
    """Wait until it's done or cancelled.

    The site has the code. So a site that can't be reached, or that has had too many requests, is asked again.

    Raises:
        NoAnswerError: it took longer than ``timeout``.
    """
    deadline = time.monotonic() + timeout
    while submission["state"] not in ENDED:
        left = deadline - time.monotonic()
        if left <= 0:
            raise NoAnswerError(NO_VERDICT.format(seconds=timeout, page=page_of(api.site, submission)))
        try:
            submission, pause = api.wait(submission["uid"], seconds=max(1, min(LONGEST_WAIT_S, int(left))))
        except (SiteError, TooManyRequestsError) as error:
            pause = max(PAUSE_AFTER_ERROR_S, getattr(error, "pause", 0))
        if submission["state"] not in ENDED:
            time.sleep(max(0.0, min(pause, deadline - time.monotonic())))
    return submission


def page_of(site: str, submission: dict[str, Any]) -> str:
    return f"{site}/exercises/{submission['exercise']}/submissions/{submission['uid']}/"


def exit_code_of(submission: dict[str, Any]) -> ExitCode:
    if submission["verdict"] in FINE:
        return ExitCode.PASSED
    is_ours = submission["state"] != "done" or submission["verdict"] == "internal"
    return ExitCode.GRADER if is_ours else ExitCode.FAILED


class Progress:
    """Counts the seconds in a line of a terminal, which is gone when the verdict comes. Elsewhere nothing."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._count, daemon=True)

    def start(self) -> None:
        if self.is_shown:
            self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        if self.is_shown:
            self._write("")

    def _count(self) -> None:
        seconds = 0
        while not self._ended.wait(1):
            seconds += 1
            self._write(f"Waiting for the verdict… {seconds} s")

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()
