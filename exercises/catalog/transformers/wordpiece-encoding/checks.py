from runner.judge import check, close, preserves_arguments

VOCABULARY = ["un", "una", "##aff", "##ffa", "##ffable", "##able", "##ble", "able", "a", "##b"]


@check(example=True)
def worked_words(learner, rng):
    """The words of the worked example"""
    for word in ("able", "unaffable", "unable"):
        compare(learner, word, VOCABULARY)


@check(example=True)
def unknown_words(learner, rng):
    """A word with a dead end becomes a single unknown, and its neighbors are not affected"""
    for text in ("unaffb", "a unaffb able"):
        compare(learner, text, VOCABULARY)
    compare(learner, "a xyz able", VOCABULARY, "<unk>")


@check
def any_text(learner, rng):
    """Texts over random vocabularies, with any white space"""
    for n in [*[6] * 14, 300]:
        vocabulary = draw_vocabulary(rng)
        letters = "".join(rng.choice(list("abAB"), size=7 * n, p=[0.5, 0.3, 0.1, 0.1]))
        words = [letters[7 * i :][:length] for i, length in enumerate(rng.integers(1, 8, size=n).tolist())]
        gaps = rng.choice([" ", "  ", "\n", "\t "], size=n)
        compare(learner, "".join(w + g for w, g in zip(words, gaps)), vocabulary)
    compare(learner, "a" * 45 + "b" * 45, ["a", "##a", "##b", "a" * 40, "##" + "b" * 30])
    compare(learner, "", VOCABULARY)
    compare(learner, " \n ", VOCABULARY)


@check
def long_words(learner, rng):
    """A word with more characters than the limit is unknown"""
    n = int(rng.integers(4, 9))
    text = " ".join("a" * k for k in (n - 1, n, n + 1))
    compare(learner, text, ["a", "##a"], "[UNK]", n)
    compare(learner, " ".join("a" * k for k in (100, 101)), ["a", "##a"])
    # an é is one character, and two bytes
    compare(learner, " ".join("é" * k for k in (n - 1, n, n + 1)), ["é", "##é"], "[UNK]", n)


@check
def vocabulary_unchanged(learner, rng):
    """The vocabulary is not modified"""
    compare(learner, "a able", VOCABULARY)
    preserves_arguments(learner)


def draw_vocabulary(rng):
    """Starting and continuing pieces of up to three letters, with most single letters, to spell many words."""
    pieces = {"a", "##a", "b", "##b"} - {str(rng.choice(["b", "##b", "c"]))}
    for _ in range(14):
        piece = "".join(rng.choice(list("abA"), size=rng.integers(1, 4), p=[0.5, 0.4, 0.1]))
        pieces.add(piece if rng.random() < 0.4 else f"##{piece}")
    return [str(piece) for piece in rng.permutation(sorted(pieces))]


def compare(learner, text, vocabulary, *settings):
    close(
        learner.encode(text, vocabulary, *settings),
        by_recursion(text, vocabulary, *settings),
        name="your list of pieces",
    )


def by_recursion(text, vocabulary, unknown="[UNK]", longest=100):
    """The definition: the longest prefix of the remaining word, then the rest."""
    pieces_known = set(vocabulary)

    def cut(rest, prefix):
        if not rest:
            return []
        fitting = [j for j in range(1, len(rest) + 1) if prefix + rest[:j] in pieces_known]
        if not fitting:
            return None
        after = cut(rest[max(fitting) :], "##")
        return None if after is None else [prefix + rest[: max(fitting)], *after]

    words = [cut(word, "") if len(word) <= longest else None for word in text.split()]
    return [piece for pieces in words for piece in ([unknown] if pieces is None else pieces)]
