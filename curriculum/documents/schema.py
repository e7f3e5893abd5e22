"""The content format: the kinds of node, the fields of each, and how they are written in TOML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lib.durations import CountRange, Hours, HoursRange, WeekSpan

DEFAULT_BADGE_SHARE = 60  # percent of a phase's exercises


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """The type of a field, which reads a value from TOML and writes it back.

    `read` raises TypeError, ValueError or KeyError for anything but `expected`. A value equal to `empty` is left out of
    the files. Prose is written in '…', where a backslash is a backslash.
    """

    expected: str
    empty: Any
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    prose: bool = False


def _instance_of(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(value)
        return value

    return read


def _percent(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 100:
        raise ValueError(value)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise TypeError(value)
    return tuple(value)


def _hours(value: dict[str, Any]) -> Hours:
    if value.keys() == {"any"}:
        hours = HoursRange.from_figures(value["any"])
        return Hours(hours, hours)
    if value.keys() != {"refresher", "from_scratch"}:
        raise ValueError(value)
    return Hours(HoursRange.from_figures(value["refresher"]), HoursRange.from_figures(value["from_scratch"]))


def _hours_figures(hours: Hours) -> dict[str, list[int | float]]:
    if not hours.differ:
        return {"any": hours.refresher.figures}
    return {"refresher": hours.refresher.figures, "from_scratch": hours.from_scratch.figures}


def _shares(value: dict[str, int]) -> dict[str, int]:
    if value.keys() != {"coding", "reading", "watching"} or sum(value.values()) != 100:
        raise ValueError(value)
    return dict(value)


def _same(value: Any) -> Any:
    return value


def _figures(value: Any) -> list[int | float]:
    return list(value.figures)


TEXT = FieldType(expected="a text", empty="", read=_instance_of(str), write=_same)
PROSE = FieldType(expected="a text", empty="", read=_instance_of(str), write=_same, prose=True)
NUMBER = FieldType(expected="a whole number", empty=None, read=_instance_of(int), write=_same)
PERCENT = FieldType(expected="a whole number from 0 to 100", empty=DEFAULT_BADGE_SHARE, read=_percent, write=_same)
FLAG = FieldType(expected="true or false", empty=False, read=_instance_of(bool), write=_same)
LINES = FieldType(expected="a list of texts", empty=(), read=_texts, write=list, prose=True)
UIDS = FieldType(expected="a list of uids", empty=(), read=lambda value: tuple(sorted(_texts(value))), write=list)
HOURS = FieldType(
    expected="{any = [low, high]} or {refresher = …, from_scratch = …}", empty=None, read=_hours, write=_hours_figures
)
HOURS_RANGE = FieldType(expected="[low, high] in hours", empty=None, read=HoursRange.from_figures, write=_figures)
COUNT_RANGE = FieldType(expected="[low, high]", empty=None, read=CountRange.from_figures, write=_figures)
WEEK_SPAN = FieldType(expected="[first, last] or [first]", empty=None, read=WeekSpan.from_figures, write=_figures)
SHARES = FieldType(expected="coding, reading and watching, together 100", empty=None, read=_shares, write=_same)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeKind:
    """A kind of node.

    `heading` is the field that is written as a heading, and empty for a kind with files of its own. `folder` and
    `named_by` give the path of those files: `topics/1.1-linear-algebra.md` is named by its number and its uid.
    """

    name: str
    fields: Mapping[str, FieldType]
    required_fields: tuple[str, ...] = ()
    heading: str = ""
    children: tuple[str, ...] = ()
    folder: str = ""
    named_by: str = "uid"


LIST_NAMES = """
    practice path key_ideas survey what_you_need time_allocation when skip dont_implement good_to_have add_later
    abbreviations
"""
LISTS = dict.fromkeys(LIST_NAMES.split(), LINES)
REASONS = {"note": TEXT, "depth": TEXT, "why": PROSE, "skip_if": TEXT}


def _kind(name: str, fields: dict[str, FieldType], **options: Any) -> NodeKind:
    return NodeKind(name=name, fields={"uid": TEXT, **fields, "retired": FLAG}, **options)


KINDS = {
    kind.name: kind
    for kind in (
        _kind(
            "roadmap",
            {"title": TEXT, "summary": TEXT, "weeks": COUNT_RANGE, "balance": SHARES, "balance_rule": PROSE},
            required_fields=("title", "balance"),
            children=("star", "pace", "track", "resource", "tip", "strength", "gap", "section", "phase"),
        ),
        _kind("star", {"title": TEXT, "stars": NUMBER}, required_fields=("stars",), heading="title"),
        _kind(
            "pace",
            {"title": TEXT, "daily_hours": HOURS_RANGE, "weeks": COUNT_RANGE, "months": COUNT_RANGE},
            required_fields=("daily_hours", "weeks", "months"),
            heading="title",
        ),
        _kind(
            "track",
            {
                "title": TEXT,
                "weekly_hours": HOURS_RANGE,
                "habits": LINES,
                "rules": LINES,
                "papers": LINES,
                "places": LINES,
            },
            heading="title",
        ),
        _kind(
            "resource",
            {"title": TEXT, "by": TEXT, "area": TEXT, "label": TEXT, "medium": TEXT, "url": TEXT, "topics": UIDS},
            required_fields=("area", "label", "medium"),
            heading="title",
        ),
        _kind("tip", {"title": TEXT}, heading="title"),
        _kind("strength", {"title": TEXT}, heading="title"),
        _kind("gap", {"title": TEXT}, heading="title"),
        _kind(
            "section",
            {"number": TEXT, "title": TEXT, "note": TEXT, "hours": HOURS, "shared_topics": UIDS, **LISTS},
            required_fields=("number", "title"),
            children=("topic",),
            folder="sections",
        ),
        _kind(
            "topic",
            {
                "number": TEXT,
                "title": TEXT,
                "label": TEXT,
                "stars": NUMBER,
                **REASONS,
                "hours": HOURS,
                **LISTS,
                "successor": TEXT,
            },
            required_fields=("number", "title"),
            children=("subtopic",),
            folder="topics",
        ),
        _kind(
            "subtopic",
            {
                "title": TEXT,
                "stars": NUMBER,
                "part": TEXT,
                **REASONS,
                "hours": HOURS,
                **LISTS,
                "exercises": LINES,
                "successor": TEXT,
            },
            heading="title",
            children=("subtopic",),
        ),
        _kind(
            "phase",
            {
                "number": NUMBER,
                "title": TEXT,
                "label": TEXT,
                "stars": NUMBER,
                "note": TEXT,
                "depth": TEXT,
                "weeks": COUNT_RANGE,
                "ongoing": FLAG,
                "daily_hours": HOURS_RANGE,
            },
            required_fields=("number", "title", "label"),
            children=("activity", "checkpoint", "assessment"),
            folder="phases",
            named_by="label",
        ),
        _kind(
            "activity",
            {
                "title": TEXT,
                "weeks": WEEK_SPAN,
                "hours": HOURS_RANGE,
                "emphasis": TEXT,
                "goal": PROSE,
                "topics": UIDS,
                "resources": UIDS,
                "items": LINES,
            },
            heading="title",
        ),
        _kind(
            "checkpoint",
            {"title": TEXT, "if_yes": TEXT, "if_no": TEXT, "badge_share": PERCENT},
            heading="title",
            children=("criterion",),
        ),
        _kind("assessment", {"title": TEXT}, heading="title", children=("criterion",)),
        _kind("criterion", {"text": PROSE, "topics": UIDS}, heading="text"),
    )
}
