"""The notebook magic `%%submit SLUG`: submit the cell, and show the report with its pictures below it."""

import shlex
from typing import Any

from descent.api import connect
from descent.errors import DescentError, UsageError
from descent.html_report import html_report
from descent.report import text_report
from descent.waiting import DEFAULT_TIMEOUT_S, wait_for_verdict

USAGE = "Write %%submit and an exercise’s slug, such as %%submit matmul. Add --test to run only the examples."


class CellReport:
    """A notebook shows the HTML, a terminal the text."""

    def __init__(self, submission: dict[str, Any], site: str) -> None:
        self.submission = submission
        self.site = site

    def _repr_html_(self) -> str:
        return html_report(self.submission, site=self.site)

    def __repr__(self) -> str:
        return text_report(self.submission, site=self.site)


def submit(line: str, cell: str) -> CellReport | None:
    """%%submit SLUG [--test]: submit this cell to Descent. With --test, run only the examples."""
    try:
        slug, mode = _parse(line)
        api = connect()
        new = api.submit(exercise=slug, source=cell, mode=mode)
        return CellReport(
            wait_for_verdict(api, new, timeout=DEFAULT_TIMEOUT_S, watch=lambda state, seconds: None), api.site
        )
    except DescentError as error:
        print(error)  # noqa: T201  a cell's error for the person who ran it, without a traceback of ours
        return None


def _parse(line: str) -> tuple[str, str]:
    words = shlex.split(line, comments=True)
    slugs = [word for word in words if not word.startswith("-")]
    options = {word for word in words if word.startswith("-")}
    if len(slugs) != 1 or not options <= {"--test"}:
        raise UsageError(USAGE)
    return slugs[0], "try" if options else "submit"


def register(shell: Any) -> None:
    shell.register_magic_function(submit, magic_kind="cell", magic_name="submit")
