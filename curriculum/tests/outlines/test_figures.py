"""Stars, hours and weeks are read in the forms that people write them in."""

import pytest

from curriculum.outlines import figures
from curriculum.outlines.titles import read_title


@pytest.mark.parametrize(
    ("text", "refresher", "from_scratch"),
    [
        ("8-12 hours (refresher) or 20-30 hours (from scratch)", "8 to 12 h", "20 to 30 h"),
        ("10-20 hours (if you know it) or 40-60 hours (beginner)", "10 to 20 h", "40 to 60 h"),
        ("40 hours (beginner) / 10 hours (experienced)", "10 h", "40 h"),
        ("~10h", "10 h", "10 h"),
        ("about 10 hrs", "10 h", "10 h"),
        ("10+ hours", "10 h", "10 h"),
        ("1.5–2 hours", "1.5 to 2 h", "1.5 to 2 h"),
        ("1,5 bis 2 h", "1.5 to 2 h", "1.5 to 2 h"),
        ("30min-1hr", "0.5 to 1 h", "0.5 to 1 h"),
        ("45 minutes", "0.8 h", "0.8 h"),
    ],
)
def test_hours(text: str, refresher: str, from_scratch: str) -> None:
    hours = figures.read_hours(text).value
    assert hours is not None
    assert (str(hours.refresher), str(hours.from_scratch)) == (refresher, from_scratch)


@pytest.mark.parametrize(
    "text", ["2 hours/day", "3 hours per week", "3 hands", "h1 = ReLU", "12-8 hours", "90000 hours", ""]
)
def test_what_is_no_estimate(text: str) -> None:
    assert figures.read_hours(text).value is None


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("⭐⭐⭐", 3), ("⭐️⭐️", 2), ("★★★★☆", 4), ("(4/5)", 4), ("8/10", 4), ("4 out of 5 stars", 4), ("3 stars", 3),
        ("1/2", None), ("24/7", None), ("⭐⭐⭐⭐⭐⭐", None), ("☆☆☆", None), ("lecture 3 of 5", None),
    ],
)  # fmt: skip
def test_stars(text: str, stars: int | None) -> None:
    assert figures.read_stars(text).value == stars


@pytest.mark.parametrize(("word", "stars"), [("Critical", 5), ("(very important)", 4), ("optional", 1), ("blue", None)])
def test_words_for_stars(word: str, stars: int | None) -> None:
    assert figures.read_importance(word) == stars


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("Week 1-2: Basics", "weeks 1 to 2"), ("Weeks 3–4", "weeks 3 to 4"), ("Week 24+", "from week 24"),
        ("Week 7", "week 7"), ("Month 1-3", "weeks 1 to 13"),
    ],
)  # fmt: skip
def test_weeks_of_the_roadmap(text: str, span: str) -> None:
    assert str(figures.read_span(text).value) == span


@pytest.mark.parametrize(
    ("text", "weeks"), [("2-4 weeks", "2 to 4"), ("1 week", "1"), ("3 months", "13"), ("soon", "None")]
)
def test_numbers_of_weeks(text: str, weeks: str) -> None:
    assert str(figures.read_weeks(text).value) == weeks


@pytest.mark.parametrize(
    ("text", "number", "title", "remark"),
    [
        ("1.1 Mixing ⭐⭐⭐⭐⭐ (Cannot Skip)", "1.1", "Mixing", "Cannot Skip"),
        ("3. **EXTRA TOPICS** ⚠️", "3", "EXTRA TOPICS", ""),
        ("**Network (NN)** (⭐⭐) - MOST USED", "", "Network (NN)", "MOST USED"),
        ("**A. Yeast** (⭐)", "", "Yeast", ""),
        ("HTML (10 hours, 4/5)", "", "HTML", ""),
        ("⭐⭐ HTML", "", "HTML", ""),
        ("Losses (Critical Addition)", "", "Losses", "Critical Addition"),
        ("[MDN](https://e.org) (must read)", "", "MDN", "must read"),
        ("3 layers", "", "3 layers", ""),
        ("Part 2: Storage", "2", "Storage", ""),
    ],
)
def test_a_title_is_taken_apart(text: str, number: str, title: str, remark: str) -> None:
    reading = read_title(text)
    assert (reading.number, reading.title, reading.remark) == (number, title, remark)
