"""Write the part of TOML that the content files use, always in the same form."""

import json
from typing import Any

WIDTH = 120


def assignment(key: str, value: Any, *, prose: bool) -> str:
    """`key = value` on one line, or a list with an item on each line if it is prose or too wide."""
    line = f"{key} = {_literal(value, prose=prose)}"
    if isinstance(value, list) and (len(line) > WIDTH or (prose and len(value) > 1)):
        items = "".join(f"  {_literal(item, prose=prose)},\n" for item in value)
        return f"{key} = [\n{items}]"
    return line


def _literal(value: Any, *, prose: bool) -> str:
    match value:
        case str():
            return _string(value, prose=prose)
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list():
            return f"[{', '.join(_literal(item, prose=prose) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{key} = {_literal(item, prose=prose)}' for key, item in value.items())}}}"
    raise TypeError(f"{type(value).__name__} is not written to content files")


def _string(text: str, *, prose: bool) -> str:
    """Prose as '…' if possible, and other text as "…" unless it would need a backslash."""
    basic = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    literal_possible = "'" not in text and text.isprintable()
    return f"'{text}'" if literal_possible and (prose or "\\" in basic) else basic
