"""The commands that say what to do when: plan and review."""

from typing import Any

from descent.api import connect
from descent.errors import ExitCode
from descent.output import Arguments, write, write_json
from descent.report import plain

NO_PLAN = "Make a plan at {site}/plan/"
NOTHING_DUE = "Nothing is due for review."
REVIEW_END = "Answer them at {site}/review/"


def plan(arguments: Arguments) -> ExitCode:
    """When they would finish, and what is in the weeks ahead."""
    api = connect()
    found = api.get("plan/")
    write_json(found) if arguments.json else write("\n".join(_plan_lines(found, api.site)))
    return ExitCode.PASSED


def _plan_lines(plan: dict[str, Any], site: str) -> list[str]:
    lines = [f"{plain(plan['headline'])}", *([plain(plan["catch_up"])] if plan["catch_up"] else [])]
    for week in plan["weeks"]:
        lines += ["", f"Week of {week['monday']}: {_hours(week['minutes']) or 'a pause'}"]
        lines += [f"  {_hours(share['minutes']):>10}  {plain(share['title'])}" for share in week["shares"]]
    phases = [f"  {plain(row['title'])}: {_sentence(row)}" for row in plan["phases"]]
    return [*lines, "", *phases, *([] if plan["weeks"] else ["", NO_PLAN.format(site=site)])]


def _sentence(phase: dict[str, Any]) -> str:
    finish = f", {plain(phase['finish'])}" if phase["finish"] else ""
    return f"{plain(phase['hours_left'])}{finish}"


def _hours(minutes: int) -> str:
    """ "1 h 30 min"; empty for none."""
    parts = (f"{minutes // 60} h" if minutes >= 60 else "", f"{minutes % 60} min" if minutes % 60 else "")
    return " ".join(filter(None, parts))


def review(arguments: Arguments) -> ExitCode:
    """What is due for review, the longest first."""
    api = connect()
    rows = api.rows("reviews/")
    if arguments.json:
        write_json(rows)
    elif not rows:
        write(NOTHING_DUE)
    else:
        lines = [f"  {row['since'][:10]}  {plain(row['title'])}{_how(row)}" for row in rows]
        write("\n".join(["Due since", *lines, "", REVIEW_END.format(site=api.site)]))
    return ExitCode.PASSED


def _how(row: dict[str, Any]) -> str:
    return f" (descent show {plain(row['exercise'])})" if row["exercise"] else ""
