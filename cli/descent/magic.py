"""The notebook magic `%%submit SLUG`: submit the cell, and show the report with its pictures below it."""

import shlex
from typing import Any

from descent import waiting
from descent.api import connect
from descent.catalogue import known_slugs, suggestions
from descent.errors import NotPassedError, UsageError
from descent.html_report import html_report
from descent.report import text_report
from descent.waiting import DEFAULT_TIMEOUT_S, FINE, page_of

USAGE = (
    "Write %%submit and an exercise’s slug, such as %%submit matmul. Add --test to run only the examples, and --strict "
    "to stop the notebook if it doesn’t pass."
)
OPTIONS = {"--test", "--strict"}
NOT_PASSED = "It didn’t pass, and --strict stops here."


class CellReport:
    """A notebook shows the HTML, a terminal the text."""

    def __init__(self, submission: dict[str, Any], site: str) -> None:
        self.submission = submission
        self.site = site

    def _repr_html_(self) -> str:
        return html_report(self.submission, site=self.site)

    def __repr__(self) -> str:
        return f"{text_report(self.submission)}\n{page_of(self.site, self.submission)}"


def submit(line: str, cell: str) -> CellReport:
    """%%submit SLUG [--test] [--strict]: submit this cell to Descent. With --test, run only the examples.

    Raises:
        DescentError: there is no verdict, so what runs the notebook must stop.
        NotPassedError: with --strict, it didn't pass.
    """
    slug, options = _parse(line)
    api = connect()
    data = {"exercise": slug, "source": cell, "mode": "try" if "--test" in options else "submit"}
    with suggestions(api, slug):
        submission = waiting.submit(api, data, timeout=DEFAULT_TIMEOUT_S, accepted=lambda new: None)
    report = CellReport(submission, api.site)
    if "--strict" in options and submission["verdict"] not in FINE:
        raise NotPassedError(f"{text_report(submission)}\n{page_of(api.site, submission)}\n{NOT_PASSED}")
    return report


def _parse(line: str) -> tuple[str, set[str]]:
    words = shlex.split(line, comments=True)
    slugs = [word for word in words if not word.startswith("-")]
    options = {word for word in words if word.startswith("-")}
    if len(slugs) != 1 or not options <= OPTIONS:
        raise UsageError(USAGE)
    return slugs[0], options


def _complete(_: Any, event: Any) -> list[str]:
    """Complete what follows %%submit."""
    return [*known_slugs(event.symbol), *(option for option in OPTIONS if option.startswith(event.symbol))]


def register(shell: Any) -> None:
    shell.register_magic_function(submit, magic_kind="cell", magic_name="submit")
    shell.set_hook("complete_command", _complete, str_key="%%submit")
