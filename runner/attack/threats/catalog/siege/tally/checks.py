from runner.judge import check, close


@check(example=True)
def worked_example(learner, rng):
    """The worked example"""
    close(learner.tally(["a", "b", "a"]), {"a": 2, "b": 1})


@check
def any_words(learner, rng):
    """Words drawn for you"""
    words = [str(word) for word in rng.choice(["x", "y", "z", "0", "1"], size=12)]
    close(learner.tally(words), {word: words.count(word) for word in words})
