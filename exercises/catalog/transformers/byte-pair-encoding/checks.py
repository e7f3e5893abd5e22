"""Checks of byte-pair encoding: training is replayed merge by merge, so that any tie-break is accepted."""

import numpy as np

from runner.judge import Learner, check, close, preserves_arguments
from runner.judge.bpe import Pair, apply_merges, merge_pair, merges, pair_counts, token_ids

EXAMPLE = "this that then the"
EXAMPLE_MERGES = [(116, 104), (32, 256), (257, 101)]  # th, ␣th, ␣the

# All end in e, so (e, space) is most frequent; split into words, it is (h, e). Either way there is no tie.
WORDS = ["the", "he", "she", "these", "came", "five", "note", "blue", "like"]
OTHER_WORDS = ["sky", "dry", "fury", "quartz", "jury", "fizzy", "myrrh", "zygotic"]
ALPHABET = "aé漢🙂 ñb"


@check(example=True)
def trains_on_the_worked_example(learner: Learner, rng: np.random.Generator) -> None:
    """Three merges of "this that then the" """
    merges(learner.train(EXAMPLE, 3), EXAMPLE, 3)


@check(example=True)
def encodes_with_the_worked_merges(learner: Learner, rng: np.random.Generator) -> None:
    """With those merges, "then the" becomes four tokens"""
    token_ids(learner.encode("then the", EXAMPLE_MERGES), [256, 101, 110, 258], EXAMPLE_MERGES)


@check(example=True)
def decodes_with_the_worked_merges(learner: Learner, rng: np.random.Generator) -> None:
    """With those merges, 258 and 110 read " then" """
    close(learner.decode([258, 110], EXAMPLE_MERGES), " then", name="your text")


@check
def stops_when_no_pair_is_left(learner: Learner, rng: np.random.Generator) -> None:
    """Training stops when one token is left, and not before"""
    text = "".join(_letters(rng, 5))
    for text, num_merges in ((text, 9), (text, 0), ("", 3), ("a", 3)):
        merges(learner.train(text, num_merges), text, num_merges)


@check
def counts_overlapping_pairs(learner: Learner, rng: np.random.Generator) -> None:
    """Every pair counts, overlapping ones too: "aaa" holds (a, a) twice"""
    run, left, right = _letters(rng, 3)
    # the run has its pair 2 n - 1 times, n times without overlap; the other pair occurs n + 1 times
    n = int(rng.integers(4, 7))
    text = run * (2 * n) + (left + right + ".") * n + left + right
    merges(learner.train(text, 1), text, 1)


@check
def merges_from_left_to_right(learner: Learner, rng: np.random.Generator) -> None:
    """A run is merged from the left without overlap: "aaa" becomes X a"""
    for length in (3, 5, 6):
        text = "b" + "a" * length
        token_ids(learner.encode(text, [(97, 97)]), apply_merges(text, [(97, 97)]), [(97, 97)])
    text = "a" * 7
    merges(learner.train(text, 2), text, 2)


@check
def each_merge_was_most_frequent(learner: Learner, rng: np.random.Generator) -> None:
    """Each merge joins a most frequent pair at that moment"""
    text = _text_without_ties(rng, num_merges=6)
    for num_merges in (1, 6, 40):
        merges(learner.train(text, num_merges), text, num_merges)


@check
def starts_from_bytes(learner: Learner, rng: np.random.Generator) -> None:
    """The first ids are UTF-8 bytes: é is two of them, 漢 three, 🙂 four"""
    text = "".join(rng.permutation(list("é漢🙂é漢🙂é")).tolist())
    token_ids(learner.encode(text, []), list(text.encode()), [])
    merges(learner.train(text, 3), text, 3)


@check
def merges_whole_ids(learner: Learner, rng: np.random.Generator) -> None:
    """A pair is two ids, not their digits: (32, 195) is not in 132, 195"""
    learnt = [(32, 195), (195, 13)]
    text = "".join(rng.permutation(list("ÄÄ Ä Ä")).tolist()) + " Ä"
    token_ids(learner.encode(text, learnt), apply_merges(text, learnt), learnt)


@check
def merges_the_lowest_rank_first(learner: Learner, rng: np.random.Generator) -> None:
    """Of all pairs present, encode merges the one learnt first"""
    a, b, c = _letters(rng, 3)
    a, b, c = (ord(letter) for letter in _letters(rng, 3))
    for text, learnt in (
        # ab, then c: the token abc is longer, but its bc comes second
        ((a, b, c), [(a, b), (b, c), (a, 257)]),
        # a, then bc three times: ab was learnt second, though it occurs first
        ((a, b, c, b, c, b, c), [(b, c), (a, b), (257, c)]),
        # ab, then a, then bc: ab was learnt second, though it occurs twice
        ((a, b, a, b, c), [(b, c), (a, b)]),
    ):
        token_ids(learner.encode(bytes(text).decode(), learnt), apply_merges(bytes(text).decode(), learnt), learnt)
    for _ in range(5):
        learnt = _learn(_text(rng, words=40), 30)
        text = _text(rng, words=12)
        token_ids(learner.encode(text, learnt), apply_merges(text, learnt), learnt)


@check
def encodes_down_to_one_token(learner: Learner, rng: np.random.Generator) -> None:
    """Encoding handles a single token, an empty text and no merges"""
    for text, learnt in (("the", [(116, 104), (256, 101)]), ("", [(116, 104)]), ("é", []), ("t", [(116, 104)])):
        token_ids(learner.encode(text, learnt), apply_merges(text, learnt), learnt)


@check
def replaces_invalid_bytes(learner: Learner, rng: np.random.Generator) -> None:
    """Invalid UTF-8 bytes become �"""
    close(learner.decode([104, 255, 105], []), "h\ufffdi", name="your text")
    # half an é, then a whole one
    close(learner.decode([195, 256, 33], [(195, 169)]), "\ufffdé!", name="your text")
    close(learner.decode([], [(195, 169)]), "", name="your text")


@check
def decoding_undoes_encoding(learner: Learner, rng: np.random.Generator) -> None:
    """Decoding returns the text, even if a character is split in two"""
    # the merge joins the end of one character to the start of the next
    text = "éé"
    learnt = [(169, 195)]
    close(learner.decode([195, 256, 169], learnt), text, name="your text")
    for _ in range(5):
        learnt = _learn("".join(rng.choice(list(ALPHABET), size=60).tolist()), 25)
        text = "".join(rng.choice(list(ALPHABET), size=20).tolist())
        close(learner.decode(apply_merges(text, learnt), learnt), text, name="your text")


@check
def long_texts(learner: Learner, rng: np.random.Generator) -> None:
    """A text of over a thousand characters, and more than forty merges"""
    # the second half is longer and has different letters, so its pairs come first
    text = " ".join([_text(rng, words=130), *rng.choice(OTHER_WORDS, size=150).tolist()])
    num_merges = int(rng.integers(50, 70))
    merges(learner.train(text, num_merges), text, num_merges)
    learnt = _learn(text, num_merges)
    ids = apply_merges(text, learnt)
    token_ids(learner.encode(text, learnt), ids, learnt)
    close(learner.decode(ids, learnt), text, name="your text")


@check
def arguments_are_left_alone(learner: Learner, rng: np.random.Generator) -> None:
    """The lists that were passed in are not modified"""
    learner.encode("then the", EXAMPLE_MERGES)
    learner.decode([258, 110], EXAMPLE_MERGES)
    preserves_arguments(learner)


def _letters(rng: np.random.Generator, count: int) -> list[str]:
    return rng.choice(list("abcdefghijklmnop"), size=count, replace=False).tolist()


def _text(rng: np.random.Generator, *, words: int) -> str:
    return " ".join(rng.choice(WORDS, size=words).tolist())


def _text_without_ties(rng: np.random.Generator, *, num_merges: int) -> str:
    """A text for which every correct solution returns the same merges, so that a classic mistake is recognized."""
    while True:
        text = _text(rng, words=60)
        if len(_learn(text, num_merges, ties=False)) == num_merges:
            return text


def _learn(text: str, num_merges: int, *, ties: bool = True) -> list[Pair]:
    """Merges learnt from the text; without ``ties``, stops at the first tie."""
    ids, learnt = list(text.encode()), []
    for rank in range(num_merges):
        (pair, most), *others = pair_counts(ids).most_common(2)
        if not ties and others and others[0][1] == most:
            break
        ids = merge_pair(ids, pair, 256 + rank)
        learnt.append(pair)
    return learnt
