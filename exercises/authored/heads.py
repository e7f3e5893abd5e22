"""The head of ``exercise.md`` as separate values, and back to text."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runner.protocol import FENCE, read_front_matter
from runner.protocol.scaffold import MARK

FIELDS = ("title", "summary", "topics", "criteria", "stars", "difficulty", "minutes", "entry")
"""Those that a form has a field for, in the order of the file. The others are its settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """``settings`` are TOML, with whatever has no field."""

    uid: str
    fields: Mapping[str, Any]
    settings: str
    statement: str


def read_head(text: str) -> Head:
    """Take an ``exercise.md`` apart.

    Raises:
        FrontMatterError: its head can't be read. It has the line.
    """
    lines = text.split("\n")
    front = read_front_matter(lines)
    values = dict(front.values)
    uid = str(values.pop("uid", ""))
    fields = {name: values.pop(name) for name in FIELDS if name in values}
    for name in ("topics", "criteria"):
        chosen = fields.get(name)
        fields[name] = [str(item) for item in chosen if MARK not in str(item)] if isinstance(chosen, list) else []
    settings = "\n".join(f"{name} = {_toml(value)}" for name, value in values.items())
    return Head(uid=uid, fields=fields, settings=settings, statement="\n".join(lines[front.end :]).strip("\n"))


def lines_before_statement(text: str) -> int:
    """How many lines of an ``exercise.md`` come before the statement, as `read_head` takes it out."""
    lines = text.split("\n")
    end = read_front_matter(lines).end
    return end + next((index for index, line in enumerate(lines[end:]) if line), 0)


def title_of(files: Mapping[str, str]) -> str:
    return str(read_head(files["exercise.md"]).fields.get("title", ""))


def write_head(head: Head) -> str:
    """Put an ``exercise.md`` together. The settings come last, because a table of theirs ends with the head."""
    values = {"uid": head.uid, **{name: head.fields[name] for name in FIELDS if name in head.fields}}
    lines = [f"{name} = {_toml(value)}" for name, value in values.items() if value is not None]
    settings = [head.settings.strip("\n")] if head.settings.strip() else []
    return "\n".join([FENCE, *lines, *settings, FENCE, "", head.statement.strip("\n"), ""])


def settings_problem(settings: str) -> str:
    """Say what is wrong with settings, and in which line; empty if they are TOML."""
    if FENCE in (line.strip() for line in settings.split("\n")):
        return f"Remove the line {FENCE}: it would end the settings."
    try:
        values = tomllib.loads(settings)
    except tomllib.TOMLDecodeError as error:
        return f"This isn’t TOML: {error}."
    except RecursionError:
        return "This is nested too deeply."
    return next((f"“{name}” has a field of its own." for name in ("uid", *FIELDS) if name in values), "")


def _toml(value: Any) -> str:
    """The value in TOML. A string of JSON is one of TOML as well."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(key)} = {_toml(item)}' for key, item in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")
