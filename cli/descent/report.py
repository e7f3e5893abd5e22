"""A submission's report as text for a terminal."""

import os
import sys
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from descent.waiting import FINE

GREEN, RED, BOLD, RESET = "\033[32m", "\033[31m", "\033[1m", "\033[0m"
MARKS = {"passed": ("ok", GREEN), "failed": ("no", RED), "not run": ("--", "")}
NO_VERDICT = "Cancelled. It has no verdict."


def plain(text: object) -> str:
    """Without control characters, which could move the cursor or rename the terminal's window.

    >>> plain("a\\x1b[2Jb\\n")
    'a[2Jb\\n'
    """
    characters = (" " if unicodedata.category(one) == "Zs" else one for one in str(text))
    return "".join(one for one in characters if one in "\n\t" or one.isprintable())


def has_colours() -> bool:
    """https://no-color.org: any value that isn't empty turns colours off."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def text_report(submission: dict[str, Any], *, shows_fix: bool = False, colours: bool = False) -> str:
    def paint(text: str, style: str) -> str:
        return f"{style}{text}{RESET}" if colours else text

    style = GREEN if submission["verdict"] in FINE else RED
    lines = [paint(headline(submission), BOLD + style)]
    lines += [cause(submission)] if cause(submission) else []
    lines += [f"To fix it: {plain(submission['mistake_fix'])}"] if shows_fix and submission["mistake_fix"] else []
    for check, message in zip(submission["checks"], _messages(submission), strict=True):
        mark, tone = MARKS[mark_of(check)]
        lines.append(f"  {paint(mark, tone) if tone else mark}  {plain(check['title'])}")
        if message:
            lines.append(textwrap.indent(message, "      "))
    if submission["output"]:
        lines += ["Output:", textwrap.indent(plain(submission["output"]).rstrip("\n"), "  ")]
    return "\n".join(lines)


def gnu_report(submission: dict[str, Any], path: Path) -> str:
    """Each problem as FILE:LINE: error: MESSAGE, so that editors lead to the line.

    This is the GNU Coding Standards' format for errors, which Emacs, Vim and VS Code read. A check has no line of its
    own: all are at the line that the site names, or at the first.
    """
    place = f"{path}:{submission['line'] or 1}: error:"
    lines = [f"{place} {' '.join(problem.text.split())}" for problem in problems_of(submission)]
    return "\n".join(lines) or headline(submission)


@dataclass(frozen=True, kw_only=True)
class ReportedProblem:
    """Something that a failed submission has to change."""

    rule: str
    """An id such as matmul/two_by_two, by which programs tell problems apart."""
    message: str
    title: str
    """Of the check that failed; of the whole, its verdict."""
    is_whole: bool = False

    @property
    def text(self) -> str:
        return self.message if self.is_whole else f"{self.title}: {self.message}"


def problems_of(submission: Mapping[str, Any]) -> list[ReportedProblem]:
    """Return what went wrong in all, then in each check. Nothing for a pass, or without a verdict."""
    if submission["verdict"] in FINE or submission["state"] != "done":
        return []
    slug, verdict = submission["exercise"], plain(submission["verdict"])
    message = cause(submission) or headline(submission)
    checks = zip(submission["checks"], _messages(submission), strict=True)
    return [
        ReportedProblem(rule=f"{slug}/{verdict}", message=message, title=verdict, is_whole=True),
        *(
            ReportedProblem(rule=f"{slug}/{plain(check['name'])}", message=text, title=plain(check["title"]))
            for check, text in checks
            if text
        ),
    ]


def _messages(submission: Mapping[str, Any]) -> list[str]:
    """Each check's message, without what was said before: by the cause, or by a check above."""
    said, messages = {cause(submission)}, []
    for check in submission["checks"]:
        message = plain(check["message"] or "") if mark_of(check) == "failed" else ""
        messages.append("" if any(message in text for text in said) else message)
        said.add(message)
    return messages


def mark_of(check: dict[str, Any]) -> str:
    """A check that took no time wasn't run, because the code had ended before."""
    return "passed" if check["verdict"] == "passed" else "failed" if check["ms"] > 0 else "not run"


def headline(submission: Mapping[str, Any]) -> str:
    if submission["state"] != "done":
        return NO_VERDICT
    checks = submission["checks"]
    count = sum(check["verdict"] == "passed" for check in checks)
    if submission["verdict"] in FINE or not checks:
        return plain(submission["message"])
    return f"{count} of {len(checks)} checks passed."


def cause(submission: Mapping[str, Any]) -> str:
    """What went wrong, and the line if the site knows it. Nothing where the headline says it."""
    text = plain(submission["mistake_message"] or submission["message"] or "").removeprefix(headline(submission))
    text, line = text.strip(), f"Line {submission['line']}"
    return f"{line}: {text}" if text and submission["line"] and line not in text else text
