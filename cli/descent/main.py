"""The command `descent`: its arguments, and what it prints when something goes wrong."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from descent import catalogue, commands, configuration, planning
from descent.commands import Command
from descent.errors import DescentError, ExitCode
from descent.report import plain

ABOUT = "Work on a Descent site’s exercises from the terminal."
EXIT_CODES = """exit codes:
  0  passed, or done          3  signed out
  1  not passed               4  the site or its grader failed
  2  wrong usage, or refused  5  no verdict in time

environment:
  DESCENT_URL    the site, instead of the current one
  DESCENT_TOKEN  an API token, for CI; needs DESCENT_URL
  NO_COLOR       no colours"""


def main(argv: Sequence[str] | None = None) -> int:
    parser = build_parser()
    _complete(parser)
    arguments = parser.parse_args(argv)
    command: Command = arguments.command
    try:
        return int(command(arguments))
    except DescentError as error:
        sys.stderr.write(f"{plain(error)}\n")
        return int(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    except BrokenPipeError:  # the reader of our output has ended, as head does
        sys.stderr.close()
        return int(ExitCode.PASSED)


def _complete(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that completes a command line, if argcomplete is installed."""
    with suppress(ImportError):
        import argcomplete

        argcomplete.autocomplete(parser)


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], **options: Any) -> None:
        super().__init__(option_strings, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        commands.show_versions()
        parser.exit()


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="descent", description=ABOUT, epilog=EXIT_CODES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action=_Version, help="show the version of this command, and that of the site")
    names = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        name: str, command: Command, about: str, *, has_json: bool = True, aliases: Sequence[str] = ()
    ) -> argparse.ArgumentParser:
        one = names.add_parser(name, aliases=aliases, help=about, description=f"{about[0].upper()}{about[1:]}.")
        one.set_defaults(command=command)
        if has_json:
            one.add_argument("--json", action="store_true", help="print the REST API’s answer")
        return one

    login = add("login", commands.login, "sign in to a site with a code", has_json=False)
    login.add_argument("url", nargs="?", default="", help="the site’s address; by default, where you signed in last")
    add("logout", commands.logout, "sign out", has_json=False)
    add("whoami", commands.whoami, "show who is signed in, and where")
    config = add("config", configuration.config, "show the sites, the settings and their files, or change one")
    config.add_argument("name", nargs="?", choices=list(configuration.SETTERS), help="what to change")
    config.add_argument("value", nargs="?", default="", help="an address where you’re signed in, or seconds")
    _add_catalogue(add)
    start = add("start", commands.start, "write an exercise’s starter code and description to files")
    _add_slug(start, help="the last part of the exercise’s address")
    start.add_argument("--file", default="", help="where to write it; by default, SLUG.py")
    test = add("test", commands.test, "run the examples; this doesn’t count")
    test.add_argument("--call", default="", metavar="CODE", help="run your own call instead, and show what it prints")
    test.add_argument("--watch", action="store_true", help="again after each change of the file, until Ctrl-C")
    submit = add("submit", commands.submit, "submit a file for grading")
    for one in (test, submit):
        _add_file_arguments(one)
    add("status", commands.status, "show your progress and your last submissions")
    add("plan", planning.plan, "show when you would finish, and the weeks ahead")
    add("review", planning.review, "show what is due for review")
    log = add("log", commands.log, "log study time")
    log.add_argument("line", nargs="+", help='such as "1h30 reading" or "yesterday 45m coding attention"')
    _add_slug(add("open", commands.open_page, "open an exercise in the browser", has_json=False))
    return parser


def _add_slug(parser: argparse.ArgumentParser, **options: Any) -> None:
    parser.add_argument("slug", **options).completer = catalogue.known_slugs  # type: ignore[attr-defined]  # argcomplete's


def _add_catalogue(add: Callable[..., argparse.ArgumentParser]) -> None:
    listed = add("list", catalogue.list_exercises, "list the exercises", aliases=["search"])
    listed.add_argument("words", nargs="*", metavar="WORD", help="only those with these words in title or summary")
    listed.add_argument("--section", default="", help="only those of a section, such as transformers")
    listed.add_argument("--topic", default="", metavar="UID", help="only those of a topic")
    progress = listed.add_mutually_exclusive_group()
    for state, about in (("passed", "you passed"), ("begun", "you began"), ("open", "you haven’t begun")):
        progress.add_argument(
            f"--{state}", dest="progress", action="store_const", const=state, default="", help=f"only those {about}"
        )
    progress.add_argument("--due", action="store_true", help="only those due for review")
    add("next", catalogue.next_exercise, "show what to do next")
    reading = {
        "show": (catalogue.show, "show what an exercise asks"),
        "hint": (catalogue.hint, "show a hint, the gentlest first"),
        "solution": (catalogue.solution, "show our solution and others, once you have passed"),
    }
    for name, (command, about) in reading.items():
        one = add(name, command, about)
        _add_slug(one, nargs="?", default="", help="by default, the exercise in this folder changed last")
        if name == "hint":
            one.add_argument("number", nargs="?", type=int, default=1, help="by default, 1")


def _add_file_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", default="", help="by default, the exercise in this folder that you changed last"
    )
    parser.add_argument("--exercise", default="", metavar="SLUG", help="if the file isn’t from descent start")
    parser.add_argument(
        "--format", choices=("text", "gnu", "sarif"), default="text",
        help="gnu: FILE:LINE: MESSAGE, which editors read; sarif: JSON, which code scanning in CI reads",
    )  # fmt: skip
    parser.add_argument("--fix", action="store_true", help="also show how to fix a recognised mistake")
    parser.add_argument(
        "--timeout",
        type=float,
        default=configuration.timeout(),
        metavar="SECONDS",
        help="how long to wait for a verdict; by default, %(default)g",
    )
