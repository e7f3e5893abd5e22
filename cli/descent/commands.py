"""One function for each command. Each prints for a person, or JSON, and returns the exit code."""

import json
import os
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from descent import __version__, files, oauth, sign_in, waiting
from descent.api import ApiError, connect, site_address
from descent.catalogue import exercise_at, statement, suggestions
from descent.errors import DescentError, ExitCode, SignedOutError, UsageError
from descent.output import Arguments, note, write, write_json
from descent.report import gnu_report, has_colours, plain, text_report
from descent.sarif import sarif_report
from descent.waiting import Progress, exit_code_of, page_of

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
STATEMENT_MESSAGE = "The exercise is described in {path}."
WHO = "{name} at {site}"
WATCHING = "Waiting for {path} to change. Stop with Ctrl-C."
LOG_MESSAGE = "Logged {minutes} min on {day}."
SAY_WHICH = "{question} You can write:"


def login(arguments: Arguments) -> ExitCode:
    site = site_address(arguments.url or os.environ.get("DESCENT_URL", "")) or sign_in.current_site()
    if not site:
        raise UsageError(NAME_THE_SITE)
    signed_in = oauth.sign_in(site, show=_show_code)
    sign_in.save(signed_in)
    write(SIGNED_IN.format(site=signed_in.site))
    return ExitCode.PASSED


def _show_code(device: dict[str, Any]) -> None:
    page = str(device["verification_uri"])
    if page.startswith("http:") and "//localhost" not in page and "//127.0.0.1" not in page:
        note(HTTP_WARNING.format(site=page))
    write(ASK.format(**{name: plain(device.get(name, page)) for name in _CODE_FIELDS}))


_CODE_FIELDS = ("user_code", "verification_uri", "verification_uri_complete")


def logout(arguments: Arguments) -> ExitCode:
    current = sign_in.load(site_address(os.environ.get("DESCENT_URL", "")))
    if current is None:
        write(NOT_SIGNED_IN)
        return ExitCode.PASSED
    was_told = oauth.revoke(current)
    sign_in.forget(current.site)
    write((SIGNED_OUT if was_told else ONLY_HERE).format(site=current.site))
    return ExitCode.PASSED


def start(arguments: Arguments) -> ExitCode:
    """Write the starter code, and what the exercise asks beside it."""
    api = connect()
    exercise = exercise_at(api, arguments.slug)
    path = Path(arguments.file or f"{exercise['slug']}.py")
    files.write_starter(path, started=files.Started(exercise["slug"], api.site), source=exercise["starter"])
    described_in = files.write_beside(path, statement(exercise))
    if arguments.json:
        write_json(exercise)
    else:
        write(START_MESSAGE.format(path=path))
        write(STATEMENT_MESSAGE.format(path=described_in))
    return ExitCode.PASSED


def test(arguments: Arguments) -> ExitCode:
    if not arguments.watch:
        return _send(arguments, mode="run" if arguments.call else "try", call=arguments.call)
    path = files.choose_file(arguments.file)
    while True:
        seen = path.stat().st_mtime_ns
        _send(arguments, mode="run" if arguments.call else "try", call=arguments.call)
        note(WATCHING.format(path=path))
        while not path.exists() or path.stat().st_mtime_ns == seen:
            time.sleep(_WATCH_PAUSE_S)


_WATCH_PAUSE_S = 0.2


def submit(arguments: Arguments) -> ExitCode:
    return _send(arguments, mode="submit", call="")


def _send(arguments: Arguments, *, mode: str, call: str) -> ExitCode:
    path = files.choose_file(arguments.file)
    slug, source = files.slug_of(path, arguments.exercise), files.read_source(path)
    api, progress = connect(files.started_for(path).site), Progress()

    def accepted(new: dict[str, Any]) -> None:
        note(page_of(api.site, new))  # at once: from now on it's graded, whatever becomes of this process
        progress.start()

    data = {"exercise": slug, "source": source, "mode": mode, "call": call}
    try:
        with suggestions(api, slug):
            submission = waiting.submit(api, data, timeout=arguments.timeout, accepted=accepted)
    finally:
        progress.stop()
    if arguments.json:
        write_json(submission)
    elif arguments.format == "gnu":
        write(gnu_report(submission, path))
    elif arguments.format == "sarif":
        write_json(sarif_report(submission, path))
    else:
        write(text_report(submission, shows_fix=arguments.fix, colours=has_colours()))
    return exit_code_of(submission)


def status(arguments: Arguments) -> ExitCode:
    data = connect().get("status/")
    write_json(data) if arguments.json else write(_status_text(data))
    return ExitCode.PASSED


def whoami(arguments: Arguments) -> ExitCode:
    api = connect()
    data = {"name": api.get("status/")["name"], "site": api.site}
    write_json(data) if arguments.json else write(WHO.format(name=plain(data["name"]), site=data["site"]))
    return ExitCode.PASSED


def show_versions() -> None:
    """This command's, and below it the site's, if somebody is signed in."""
    write(__version__)
    try:
        for line in _site_lines(connect().get("status/").get("site")):
            write(line)
    except SignedOutError:
        pass  # there is no site to ask
    except DescentError as error:
        note(error)


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
    api = connect()
    address = f"{api.site}/exercises/{exercise_at(api, arguments.slug)['slug']}/"
    write(address)
    webbrowser.open(address)
    return ExitCode.PASSED


Command = Callable[[Arguments], ExitCode]
