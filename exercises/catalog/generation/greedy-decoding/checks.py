import numpy as np

from runner.judge import check, close, preserves_arguments


@check(example=True)
def worked_example(learner, rng):
    """A model that counts"""
    model = counting_model(8)
    for end, max_new, expected in [(6, 10, [4, 5, 6]), (6, 3, [4, 5, 6]), (6, 2, [4, 5]), (4, 10, [4])]:
        close(
            learner.greedy_decode(model, [3], end, max_new),
            expected,
            name=f"your list for end={end}, max_new={max_new}",
        )


@check
def any_text(learner, rng):
    """Random models that depend on the whole text"""
    drawn = [draw(rng, 9) for _ in range(6)]
    cases = [(model, prompt, text[-1], 12) for model, prompt, text in drawn]
    # all are called before one is judged: one wrong text may come from several mistakes
    for yours, (_, _, expected) in zip(list(learner.greedy_decode.each(cases)), drawn):
        close(yours, expected, name="your list")
    model, prompt, _ = drawn[0]
    text = by_loop(model, prompt, 8)
    never = next(token for token in range(16) if token not in prompt + text)
    close(learner.greedy_decode(model, prompt, never, 8), text, name="your list without an end")
    model, prompt, text = draw_long(rng)
    never = next(token for token in range(64) if token not in prompt + text)
    close(learner.greedy_decode(model, prompt, never, 80), text, name="your list after a prompt of 30 tokens")


@check
def end_within_the_prompt(learner, rng):
    """An end token in the prompt does not stop generation"""
    model = counting_model(8)
    close(learner.greedy_decode(model, [6, 3], 6, 10), [4, 5, 6], name="your list for the prompt [6, 3]")
    close(learner.greedy_decode(model, [2, 6], 6, 2), [7, 0], name="your list for the prompt [2, 6]")


@check
def nothing_new(learner, rng):
    """No tokens if max_new is 0"""
    close(learner.greedy_decode(counting_model(8), [3], 6, 0), [], name="your list")


@check
def arguments_unchanged(learner, rng):
    """Model and prompt are not modified"""
    model, prompt, expected = draw(rng, 6)
    close(learner.greedy_decode(model, prompt, expected[-1], 12), expected, name="your list")
    preserves_arguments(learner)


def counting_model(vocabulary):
    """After t comes t + 1, and 0 after the last."""
    return {
        "A": np.zeros((vocabulary, vocabulary)),
        "E": np.eye(vocabulary),
        "W": np.roll(np.eye(vocabulary), 1, axis=0),
    }


def draw(rng, steps):
    """A model, a prompt, and a text of 4 tokens or more whose last token occurs only once."""
    while True:
        model = {"A": 1.2 * rng.normal(size=(8, 8)) / 2, "E": rng.normal(size=(64, 8)), "W": rng.normal(size=(64, 8))}
        prompt = rng.integers(64, size=rng.integers(2, 5)).tolist()
        text = by_loop(model, prompt, steps)
        for length in range(steps, 3, -1):
            if text[length - 1] not in prompt + text[: length - 1] and len(set(text)) > 3:
                return model, prompt, text[:length]


def draw_long(rng):
    """A model whose first state remembers the sign that the first token gave it, 30 tokens, and the 80 after them."""
    while True:
        model = {"A": 1.2 * rng.normal(size=(8, 8)) / 2, "E": rng.normal(size=(64, 8)), "W": rng.normal(size=(64, 8))}
        model["A"][0] = [3.0, *[0.0] * 7]
        model["E"][:, 0] = 0.0
        prompt = rng.choice(64, size=30, replace=False).tolist()
        model["E"][prompt[0], 0] = 2.0
        text = by_loop(model, prompt, 80)
        if (
            len({*prompt, *text}) < 64
            and prompt[0] not in text
            and all(text[:20] != by_loop(model, prompt[-kept:], 20) for kept in (10, 20, 29))
        ):
            return model, prompt, text


def by_loop(model, prompt, steps):
    """The tokens that follow, without an end; the state is carried along."""
    state, new = np.zeros(len(model["A"])), []
    for token in prompt:
        state = np.tanh(model["A"] @ state + model["E"][token])
    for _ in range(steps):
        new.append(int(np.argmax(model["W"] @ state)))
        state = np.tanh(model["A"] @ state + model["E"][new[-1]])
    return new
