"""The search for phrases that the house style forbids."""

from tests.lint.phrases import find_phrases

TEXT = "One.\nKeys: make an address.\nSay what you bring."


def test_it_finds_a_phrase_and_where_it_begins() -> None:
    assert [(start, phrase) for start, phrase, _ in find_phrases(TEXT)] == [(TEXT.index("Say"), "Say what you bring")]


def test_it_finds_a_phrase_across_the_end_of_a_line() -> None:
    assert [start for start, _, _ in find_phrases("Hours until the end of\n    the way")] == [12]


def test_it_leaves_questions_and_ordinary_words_alone() -> None:
    assert list(find_phrases("By the way. Who has the answer? Begin with the first.")) == []
