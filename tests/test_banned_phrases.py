"""The search for phrases that the house style forbids."""

from tests.banned_phrases import find_phrases


def test_it_finds_a_phrase_and_its_line() -> None:
    assert [
        (line, phrase) for line, phrase, _ in find_phrases("One.\nKeys: make an address.\nSay what you bring.")
    ] == [(3, "Say what you bring")]


def test_it_finds_a_phrase_across_the_end_of_a_line() -> None:
    assert [line for line, _, _ in find_phrases("Hours until the end of\n    the way")] == [1]


def test_it_leaves_questions_and_ordinary_words_alone() -> None:
    assert list(find_phrases("By the way. Who has the answer? Begin with the first.")) == []
