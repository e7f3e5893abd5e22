"""The commands that find and read exercises: list, next, show, hint and solution."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from typing import Any

from descent import files, places
from descent.api import Api, ApiError, connect
from descent.errors import DescentError, ExitCode, UsageError
from descent.output import Arguments, write, write_json
from descent.plain_text import text_of
from descent.report import plain

NO_EXERCISE = "{site} has no exercise “{slug}”."
DID_YOU_MEAN = "Did you mean {names}?"
FIND_ONE = "Find one with: descent list WORD"
NOTHING_FOUND = "No exercise fits. descent list without words shows all."
LIST_END = "{count}, of which you have passed {passed}. Read one: descent show SLUG"
NOTHING_NEXT = "No exercise of your next topic is open. See all with: descent list --open"
NO_HINTS = "This exercise has no hints."
NEXT_HINT = "For the next hint: descent hint {slug} {number}"
MARKS = {"passed": "ok", "begun": "..", "open": "  "}


def list_exercises(arguments: Arguments) -> ExitCode:
    """Those that fit the words and options, by section."""
    options = {"section": arguments.section, "topic": arguments.topic, "progress": arguments.progress}
    options = {name: value for name, value in options.items() if value}
    api = connect()
    rows = api.rows("exercises/", **options)
    if not options:
        remember_slugs(api.site, rows)
    if arguments.due:
        due = {review["exercise"] for review in api.rows("reviews/")}
        rows = [row for row in rows if row["slug"] in due]
    words = [word.casefold() for word in arguments.words]
    rows = [row for row in rows if all(word in _searched(row) for word in words)]
    if arguments.json:
        write_json(rows)
    elif not rows:
        write(NOTHING_FOUND)
    else:
        write("\n".join(_list_lines(rows)))
    return ExitCode.PASSED


def _searched(row: dict[str, Any]) -> str:
    return " ".join([row["slug"], row["title"], row["summary"], row["section"], *row["topics"]]).casefold()


def _list_lines(rows: list[dict[str, Any]]) -> list[str]:
    lines, section, width = [], "", max(len(row["slug"]) for row in rows)
    for row in rows:
        if row["section"] != section:
            section = row["section"]
            lines.append(plain(section))
        slug, level = plain(row["slug"]).ljust(width), "*" * row["difficulty"]
        lines.append(f"  {MARKS[row['progress']]}  {slug}  {level:<3}  {row['minutes']:>3} min  {plain(row['title'])}")
    passed = sum(row["progress"] == "passed" for row in rows)
    count = f"{len(rows)} exercise{'' if len(rows) == 1 else 's'}"
    return [*lines, "", LIST_END.format(count=count, passed=passed)]


def next_exercise(arguments: Arguments) -> ExitCode:
    api = connect()
    following = api.get("status/")["exercise"]
    if following is None:
        write_json(None) if arguments.json else write(NOTHING_NEXT)
        return ExitCode.PASSED
    exercise = api.get(f"exercises/{following['slug']}/")
    write_json(exercise) if arguments.json else write("\n".join(_head(exercise)))
    return ExitCode.PASSED


def show(arguments: Arguments) -> ExitCode:
    """The statement as its author wrote it, in Markdown with TeX."""
    exercise = exercise_at(*_chosen(arguments.slug))
    write_json(exercise) if arguments.json else write(statement(exercise))
    return ExitCode.PASSED


def statement(exercise: dict[str, Any]) -> str:
    return "\n".join([*_head(exercise), "", plain(exercise["statement"]).strip()])


def _head(exercise: dict[str, Any]) -> list[str]:
    slug, hints = plain(exercise["slug"]), exercise["hints"]
    facts = [f"difficulty {exercise['difficulty']} of 3", f"{exercise['minutes']} min"]
    facts += [f"{hints} hint{'' if hints == 1 else 's'}"] if hints else []
    missing = exercise["missing_runner"]
    return [
        f"# {plain(exercise['title'])}",
        "",
        plain(exercise["summary"]),
        f"({', '.join(facts)}. Start it: descent start {slug})",
        *([f"No runner can grade it now: {plain(missing)}."] if missing else []),
    ]


def hint(arguments: Arguments) -> ExitCode:
    """One hint, the gentlest unless a number says otherwise."""
    api, slug = _chosen(arguments.slug)
    if not exercise_at(api, slug)["hints"]:
        raise UsageError(NO_HINTS)
    shown = api.get(f"exercises/{slug}/hints/{arguments.number}/")
    if arguments.json:
        write_json(shown)
    else:
        write(plain(text_of(shown["html"])))
        if shown["next"]:
            write(f"\n{NEXT_HINT.format(slug=slug, number=shown['next'])}")
    return ExitCode.PASSED


def solution(arguments: Arguments) -> ExitCode:
    """Ours, and other correct ones, once it's passed."""
    api, slug = _chosen(arguments.slug)
    exercise_at(api, slug)
    rows = api.rows(f"exercises/{slug}/solutions/")
    if arguments.json:
        write_json(rows)
    else:
        write("\n\n".join(f"# {plain(row['title'])}\n{plain(row['source']).strip()}" for row in rows))
    return ExitCode.PASSED


def _chosen(slug: str) -> tuple[Api, str]:
    """The slug that was typed, at the current site. Without one, the exercise in this folder that was changed last, at
    the site that it came from.
    """
    if slug:
        return connect(), slug
    path = files.choose_file("")
    return connect(files.started_for(path).site), files.slug_of(path, "")


def exercise_at(api: Api, slug: str) -> dict[str, Any]:
    """Raises UsageError: there's none of this name. The message names those that are like it."""
    try:
        if files.SLUG.fullmatch(slug):
            return api.get(f"exercises/{slug}/")
    except ApiError as error:
        if error.status != 404:
            raise
    raise UsageError(no_exercise(api, slug))


@contextmanager
def suggestions(api: Api, slug: str) -> Iterator[None]:
    """Answer a slug that isn't one with those like it."""
    try:
        yield
    except ApiError as error:
        if "exercise" in error.data.get("errors", {}):
            raise UsageError(no_exercise(api, slug)) from error
        raise


def no_exercise(api: Api, slug: str) -> str:
    rows = api.rows("exercises/")
    remember_slugs(api.site, rows)
    names = [row["slug"] for row in rows]
    close = get_close_matches(slug.lower(), names, n=3, cutoff=0.5)
    close = close or [name for name in names if slug.lower() in name][:3]
    suggestion = DID_YOU_MEAN.format(names=" or ".join(close)) if close else FIND_ONE
    return f"{NO_EXERCISE.format(site=api.site, slug=plain(slug))} {suggestion}"


def remember_slugs(site: str, rows: list[dict[str, Any]]) -> None:
    """Only a shell that completes needs them, so a home that can't be written to does no harm."""
    known = places.read_json(places.slugs_file())
    with suppress(OSError):
        places.write_json(places.slugs_file(), known | {site: [row["slug"] for row in rows]})


def known_slugs(prefix: str, **_: Any) -> list[str]:
    """The exercises of the current site that begin so, for completion in a shell.

    They are as the last `descent list` found them. Only if there was none, the site is asked.
    """
    with suppress(DescentError):
        api = connect()
        if api.site not in places.read_json(places.slugs_file()):
            remember_slugs(api.site, api.rows("exercises/"))
        known = places.read_json(places.slugs_file()).get(api.site, [])
        return [slug for slug in known if slug.startswith(prefix)]
    return []
