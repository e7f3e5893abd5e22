"""A better sentence is one edit. `python -m tests.copy_in_tests --list` shows the sentences that tests repeat."""

from tests.copy_in_tests import TEST, copy_of_the_site, repeated_sentences, tracked


def test_no_test_repeats_a_sentence_of_the_site() -> None:
    assert not repeated_sentences(copy_of_the_site(), tracked(TEST))
