"""What can go wrong, and the exit code of each."""

from enum import IntEnum


class ExitCode(IntEnum):
    PASSED = 0
    FAILED = 1
    USAGE = 2
    SIGNED_OUT = 3
    GRADER = 4
    TIMEOUT = 5


class DescentError(Exception):
    """The message says what happened and what to do."""

    exit_code = ExitCode.USAGE

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of it: the message alone."""
        return [str(self)]


class UsageError(DescentError):
    """The command, or what it was given, is wrong."""


class TooManyRequestsError(UsageError):
    """The site has had too many requests from this person. It takes the next one after ``pause`` seconds."""

    def __init__(self, message: str, *, pause: int = 0) -> None:
        super().__init__(message)
        self.pause = pause


class SignedOutError(DescentError):
    exit_code = ExitCode.SIGNED_OUT


class SiteError(DescentError):
    """The site or its grader failed, or can't be reached."""

    exit_code = ExitCode.GRADER


class NoAnswerError(DescentError):
    """No verdict came in time."""

    exit_code = ExitCode.TIMEOUT


class NotPassedError(DescentError):
    """The code didn't pass, where somebody asked for an error then."""

    exit_code = ExitCode.FAILED
