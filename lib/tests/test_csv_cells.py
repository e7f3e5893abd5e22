"""A spreadsheet computes no cell of a file of ours, and a file that is read back says the same."""

import pytest

from lib.csv_cells import escape_formula, unescape_formula


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'=", "''@"])
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe_and_loses_it_again(start: str) -> None:
    text = f"{start}SUM(A1)"
    assert escape_formula(text) == f"'{text}"
    assert unescape_formula(escape_formula(text)) == text


@pytest.mark.parametrize("text", ["", "1 = 1", "'tis", "''", "a+b", " =1"])
def test_another_text_stays_as_it_is(text: str) -> None:
    assert escape_formula(text) == unescape_formula(text) == text
