"""CSV files, which people open in spreadsheets, and spreadsheets that people take for CSV files."""

SPREADSHEET_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are zip files; .xls
SPREADSHEET = "This is a spreadsheet, such as an Excel file. Save it as CSV, then choose that file."
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would compute, or that such an apostrophe stands before.

    >>> escape_formula("=1+1"), escape_formula("'=1+1"), escape_formula("'tis")
    ("'=1+1", "''=1+1", "'tis")
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text


def is_spreadsheet(content: bytes) -> bool:
    return content.startswith(SPREADSHEET_STARTS)
