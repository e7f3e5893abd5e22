"""One function for each command. Each prints for a person, or JSON, and returns the exit code."""

import argparse
import json
import os
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from descent import __version__, files, oauth, sign_in
from descent.api import ApiError, connect, site_address
from descent.errors import ExitCode, UsageError
from descent.report import has_colours, plain, text_report
from descent.waiting import Progress, exit_code_of, wait_for_verdict

NAME_THE_SITE = "Name your site: descent login https://descent.example.org"
HTTP_WARNING = "Warning: {site} is not encrypted. Others on the network could use your sign-in."
ASK = """Open this page in a browser, and enter the code {user_code}:

  {verification_uri}

Or open {verification_uri_complete} and compare the code.
Waiting for you to allow it…"""
SIGNED_IN = "You’re signed in to {site}."
SIGNED_OUT = "You’re signed out of {site}."
ONLY_HERE = "You’re signed out here, but {site} couldn’t be told. Sign the app out in your settings there."
NOT_SIGNED_IN = "You weren’t signed in."
START_MESSAGE = "Wrote {path}. Submit it with: descent submit {path}"
LOG_MESSAGE = "Logged {minutes} min on {day}."
SAY_WHICH = "{question} You can write:"

Arguments = argparse.Namespace


def write(text: object) -> None:
    sys.stdout.write(f"{text}\n")


def write_json(data: object) -> None:
    write(json.dumps(data, ensure_ascii=False, indent=2))


def login(arguments: Arguments) -> ExitCode:
    current = sign_in.load()
    site = site_address(arguments.url or os.environ.get("DESCENT_URL", "")) or (current.site if current else "")
    if not site:
        raise UsageError(NAME_THE_SITE)
    signed_in = oauth.sign_in(site, show=_show_code)
    sign_in.save(signed_in)
    write(SIGNED_IN.format(site=signed_in.site))
    return ExitCode.PASSED


def _show_code(device: dict[str, Any]) -> None:
    page = str(device["verification_uri"])
    if page.startswith("http:") and "//localhost" not in page and "//127.0.0.1" not in page:
        sys.stderr.write(f"{HTTP_WARNING.format(site=page)}\n")
    write(ASK.format(**{name: plain(device.get(name, page)) for name in _CODE_FIELDS}))
    sys.stdout.flush()


_CODE_FIELDS = ("user_code", "verification_uri", "verification_uri_complete")


def logout(arguments: Arguments) -> ExitCode:
    current = sign_in.load()
    if current is None:
        write(NOT_SIGNED_IN)
        return ExitCode.PASSED
    was_told = oauth.revoke(current)
    sign_in.forget()
    write((SIGNED_OUT if was_told else ONLY_HERE).format(site=current.site))
    return ExitCode.PASSED


def start(arguments: Arguments) -> ExitCode:
    slug = _slug(arguments.slug)
    exercise = connect().get(f"exercises/{slug}/")
    path = Path(arguments.file or f"{exercise['slug']}.py")
    files.write_starter(path, slug=exercise["slug"], source=exercise["starter"])
    write_json(exercise) if arguments.json else write(START_MESSAGE.format(path=path))
    return ExitCode.PASSED


def _slug(text: str) -> str:
    if not files.SLUG.fullmatch(text):
        raise UsageError(f"{text} isn’t an exercise. Its slug is the last part of its page’s address, such as matmul.")
    return text


def test(arguments: Arguments) -> ExitCode:
    return _send(arguments, mode="run" if arguments.call else "try", call=arguments.call)


def submit(arguments: Arguments) -> ExitCode:
    return _send(arguments, mode="submit", call="")


def _send(arguments: Arguments, *, mode: str, call: str) -> ExitCode:
    path = files.choose_file(arguments.file)
    slug, source = files.slug_of(path, arguments.exercise), files.read_source(path)
    api, progress = connect(), Progress()
    new = api.submit(exercise=slug, source=source, mode=mode, call=call)
    try:
        submission = wait_for_verdict(api, new, timeout=arguments.timeout, watch=progress)
    finally:
        progress.clear()
    if arguments.json:
        write_json(submission)
    else:
        write(text_report(submission, site=api.site, shows_fix=arguments.fix, colours=has_colours()))
    return exit_code_of(submission)


def status(arguments: Arguments) -> ExitCode:
    data = connect().get("status/")
    write_json(data) if arguments.json else write(_status_text(data))
    return ExitCode.PASSED


def _status_text(data: dict[str, Any]) -> str:
    topics = f"{data['topics_done']} of {data['topics']} topics done, {plain(data['hours_left'])}"
    lines = [f"{plain(data['roadmap'])}: {topics}, {data['exercises_passed']} exercises passed.", plain(data["week"])]
    if data["topic"]:
        lines.append(f"Next topic: {plain(data['topic']['title'])}.")
    if data["exercise"]:
        lines.append(f"Next exercise: {plain(data['exercise']['title'])} (descent start {data['exercise']['slug']}).")
    rows = [
        f"  {row['created_at'][:16].replace('T', ' ')}  {row['verdict'] or row['state']:<9}  {row['exercise']}"
        for row in data["submissions"]
    ]
    if rows:
        lines += ["Last submissions (times in UTC):", *rows]
    return "\n".join([*lines, *_site_lines(data.get("site"))])


def _site_lines(site: dict[str, str] | None) -> list[str]:
    """The version of the site; none from one that is older than this command."""
    if not site:
        return []
    commit = f", commit {plain(site['commit'][:8])}" if site["commit"] else ""
    return [f"The site runs Descent {plain(site['version'])}{commit}. This command is {__version__}."]


def log(arguments: Arguments) -> ExitCode:
    try:
        entry = connect().post("study-entries/", line=" ".join(arguments.line))
    except ApiError as error:
        if choices := error.data.get("choices"):
            lines = [
                f"  descent log {json.dumps(choice['line'], ensure_ascii=False)}  ({choice['label']})"
                for choice in choices
            ]
            question = " ".join(error.data.get("errors", {}).get("line", []))
            raise UsageError("\n".join([SAY_WHICH.format(question=question), *map(plain, lines)])) from error
        raise
    write_json(entry) if arguments.json else write(LOG_MESSAGE.format(minutes=entry["minutes"], day=entry["day"]))
    return ExitCode.PASSED


def open_page(arguments: Arguments) -> ExitCode:
    slug = _slug(arguments.slug)
    address = f"{connect().site}/exercises/{slug}/"
    write(address)
    webbrowser.open(address)
    return ExitCode.PASSED


Command = Callable[[Arguments], ExitCode]
