"""Read uploaded files: tables (CSV) and documents (JSON), each bounded. Whatever is wrong gives a sentence.

The projects share this file: it is real in one folder and a link in the others.
"""

import csv
import json
import math
import re
from collections import Counter

from runner.judge import fail

MAX_CHARS = 600_000  # of a file
MAX_LINE_CHARS = 2_000  # of a row of a table
MAX_ROWS = 10_000
MAX_COLUMNS = 40
MAX_NUMBER = 1e18
MAX_DIGITS = 30
SHOWN_CHARS = 40  # of a learner's own text in a sentence
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
NOT_A_NUMBER = {
    "nan",
    "+nan",
    "-nan",
    "inf",
    "+inf",
    "-inf",
    "infinity",
    "+infinity",
    "-infinity",
    "none",
    "null",
    "na",
}


def refuse(message, **detail):
    """End the check with this sentence. The call ``files()`` tells a learner nothing, so it isn't shown."""
    fail(message, input="", **detail)


def quote(value):
    """A value of a learner's as a sentence shows it, short whatever it is."""
    if isinstance(value, str):
        text = value if len(value) <= SHOWN_CHARS else value[:SHOWN_CHARS] + "…"
        text = text.encode("utf-8", "replace").decode()  # half a character, which JSON can write
        return json.dumps(text, ensure_ascii=False)
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return shown(value)
    return {dict: "an object", list: "a list"}.get(type(value), "something else")


def shown(number):
    """A number in a sentence: whole ones in full, others with six digits."""
    if isinstance(number, int) or (abs(number) < 1e15 and number == int(number)):
        return f"{int(number):,}" if abs(number) < 1e15 else f"{float(number):.6g}"
    return f"{number:.6g}"


def text_of(learner, uid, title):
    """The text of a file, with ``\\n`` at the end of each line and no byte-order mark."""
    files = learner.files()
    text = files.get(uid) if isinstance(files, dict) else None
    if not isinstance(text, str):
        refuse(f"{title} is missing. Upload it.")
    if len(text) > MAX_CHARS:
        refuse(f"{title} has {len(text):,} characters; the limit is {MAX_CHARS:,}. Keep every tenth row, for example.")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        refuse(f"{title} is empty. Upload the file that your code wrote.")
    for char, name in (("\0", "a null character"), ("\ufffd", "a character that isn't UTF-8")):
        if char in text:
            line = text.count("\n", 0, text.index(char)) + 1
            refuse(f"Line {line} of {title} has {name}. Save the file as plain UTF-8 text.")
    return text


class Row:
    """A row of a table. Each cell is read as what it should be, and a wrong one is named with its line."""

    def __init__(self, title, line, cells):
        self.title, self.line, self.cells = title, line, cells

    def refuse(self, column, problem):
        refuse(f"Line {self.line} of {self.title}: {column} is {problem}")

    def text(self, column):
        cell = self.cells[column]
        if not cell:
            self.refuse(column, "empty. Fill it in.")
        return cell

    def number(self, column, low=-MAX_NUMBER, high=MAX_NUMBER, optional=False):
        """The cell as a finite number in ``[low, high]``. None: it is empty and ``optional``."""
        cell = self.cells[column]
        if not cell and optional:
            return None
        if not cell:
            self.refuse(column, "empty. Write a number.")
        if cell.lower() in NOT_A_NUMBER:
            advice = "Leave the cell empty where you measured nothing." if optional else "Find out why."
            self.refuse(column, f"{quote(cell)}, not a finite number. {advice}")
        if len(cell) > MAX_DIGITS or not NUMBER.fullmatch(cell):
            advice = " Use a point, as in 3.25." if "," in cell else " Write plain digits, as in 3.25."
            self.refuse(column, f"{quote(cell)}, not a number.{advice}")
        return self._within(column, float(cell), low, high)

    def whole(self, column, low=0, high=MAX_NUMBER):
        value = self.number(column, low, high)
        if value != int(value):
            self.refuse(column, f"{shown(value)}. Write a whole number.")
        return int(value)

    def _within(self, column, value, low, high):
        if not math.isfinite(value) or abs(value) > MAX_NUMBER:
            self.refuse(column, "too large to be right. Look at the unit, and for an overflow.")
        if value < low:
            self.refuse(column, f"{shown(value)}. It can't be below {shown(low)}.")
        if value > high:
            self.refuse(column, f"{shown(value)}. It can't be above {shown(high)}.")
        return value


def table(learner, uid, title, columns, least=1, most=MAX_ROWS):
    """The rows of a CSV file that has at least these columns, in any order. Others are not read."""
    text = text_of(learner, uid, title).rstrip("\n")
    if text.count("\n") > most:
        refuse(f"{title} has {text.count(chr(10)):,} rows; the limit is {most:,}. Keep every tenth row, for example.")
    filled = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    (first, header), *rows = filled
    names = [name.strip() for name in _cells(title, first, header)]
    _check_columns(title, first, header, names, columns)
    if len(rows) < least:
        refuse(f"{title} has {len(rows)} rows below its header. It needs at least {least}.")
    result = []
    for line, text in rows:
        cells = _cells(title, line, text)
        if len(cells) != len(names):
            refuse(
                f"Line {line} of {title} has {len(cells)} cells, and line {first} names {len(names)} columns. "
                "Put a text that has a comma in quotation marks."
            )
        result.append(Row(title, line, dict(zip(names, map(str.strip, cells), strict=True))))
    return result


def _cells(title, line, text):
    if len(text) > MAX_LINE_CHARS:
        refuse(
            f"Line {line} of {title} has {len(text):,} characters; the limit is {MAX_LINE_CHARS:,}. "
            "Write one row on each line."
        )
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error:
        return refuse(f"Line {line} of {title} has a quotation mark that isn't closed, or one inside a cell.")


def _check_columns(title, line, header, names, columns):
    if len(names) > MAX_COLUMNS:
        refuse(f"Line {line} of {title} names {len(names)} columns; the limit is {MAX_COLUMNS}.")
    missing = [column for column in columns if column not in names]
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if missing and sign in header:
            refuse(
                f"Line {line} of {title} separates its columns with {name}. Use commas between them, "
                "and a point in numbers such as 3.25."
            )
    if missing:
        close = {name.lower().replace(" ", "_").replace("-", "_"): name for name in names}
        hint = f" It has {quote(close[missing[0]])}: write exactly {missing[0]}." if missing[0] in close else ""
        refuse(
            f"Line {line} of {title} has no column {missing[0]}.{hint} It needs {', '.join(columns)}.",
            yours=", ".join(map(quote, names[:12])),
            expected=", ".join(columns),
        )
    for name in columns:
        if names.count(name) > 1:
            refuse(f"Line {line} of {title} names the column {name} twice. Remove one.")


class Document:
    """A JSON object of which each entry is read as what it should be."""

    def __init__(self, title, entries, path=""):
        self.title, self.entries, self.path = title, entries, path

    def has(self, key):
        return self.entries.get(key) is not None

    def refuse(self, key, problem):
        refuse(f"{self.title}: {self.path}{key} is {problem}")

    def value(self, key):
        if key not in self.entries:
            refuse(f'{self.title} has no "{self.path}{key}". Add it.')
        return self.entries[key]

    def number(self, key, low=-MAX_NUMBER, high=MAX_NUMBER):
        value = self.value(key)
        if isinstance(value, str):
            self.refuse(key, f"the text {quote(value)}. Write a number, without quotation marks.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(key, f"{quote(value)}. Write a number.")
        if not -MAX_NUMBER <= value <= MAX_NUMBER:
            self.refuse(key, "too large to be right. Look at the unit.")
        if value < low:
            self.refuse(key, f"{shown(value)}. It can't be below {shown(low)}.")
        if value > high:
            self.refuse(key, f"{shown(value)}. It can't be above {shown(high)}.")
        return value

    def whole(self, key, low=0, high=MAX_NUMBER):
        value = self.number(key, low, high)
        if value != int(value):
            self.refuse(key, f"{shown(value)}. Write a whole number.")
        return int(value)

    def text(self, key, most=2_000, least=1):
        value = self.value(key)
        if not isinstance(value, str):
            self.refuse(key, f"{quote(value)}. Write a text in quotation marks.")
        if len(value.strip()) < least:
            self.refuse(key, f"{quote(value)}. Write at least {least} characters.")
        if len(value) > most:
            self.refuse(key, f"a text of {len(value):,} characters. The limit is {most:,}.")
        return value

    def choice(self, key, choices):
        value = self.value(key)
        if not isinstance(value, str) or value not in choices:
            self.refuse(key, f"{quote(value)}. Write {' or '.join(map(quote, choices))}.")
        return value

    def items(self, key, most, least=0):
        value = self.value(key)
        if not isinstance(value, list):
            self.refuse(key, f"{quote(value)}. Write a list in square brackets.")
        if not least <= len(value) <= most:
            self.refuse(key, f"a list of {len(value):,}. It may have {least:,} to {most:,} entries.")
        return value

    def part(self, key):
        value = self.value(key)
        if not isinstance(value, dict):
            self.refuse(key, f"{quote(value)}. Write an object in curly brackets.")
        return Document(self.title, value, f"{self.path}{key}.")


def document(learner, uid, title):
    """The object of a JSON file."""
    text = text_of(learner, uid, title)

    def constant(name):
        refuse(f"{title} contains {name}, which is no number in JSON. Find out why it isn't finite.")

    def whole_number(digits):
        if len(digits) > MAX_DIGITS:
            refuse(f"{title} contains a number of {len(digits):,} digits, too large to be right.")
        return int(digits)

    def pairs(items):
        entries = dict(items)
        if len(entries) < len(items):
            (twice, _), *_ = Counter(key for key, _ in items).most_common(1)
            refuse(f"{title} names {quote(twice)} twice. Remove one.")
        return entries

    try:
        value = json.loads(text, parse_constant=constant, parse_int=whole_number, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        refuse(f"{title} isn't valid JSON: {error.msg} ({place}). Let json.dump write it.")
    except RecursionError:
        refuse(f"{title} has lists or objects nested too deeply. Write the form that the brief shows.")
    if not isinstance(value, dict):
        refuse(f"{title} is {quote(value)}. Its outermost value must be an object in curly brackets.")
    return Document(title, value)
