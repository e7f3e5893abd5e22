import numpy as np

from runner.judge import check, close, heatmap, parts, preserves_arguments

PATTERN = np.array(
    [
        [
            [1, 0, 0, 0, 0, 0],
            [0.75, 0.25, 0, 0, 0, 0],
            [0.25, 0.5, 0.25, 0, 0, 0],
            [0, 0, 1, 0, 0, 0],
            [0.25, 0, 0, 0.75, 0, 0],
            [0, 0, 0.125, 0.125, 0.75, 0],
        ],
        [
            [1, 0, 0, 0, 0, 0],
            [0.5, 0.5, 0, 0, 0, 0],
            [0.5, 0.25, 0.25, 0, 0, 0],
            [0.25, 0.5, 0, 0.25, 0, 0],
            [0.125, 0.125, 0.75, 0, 0, 0],
            [0.25, 0, 0.125, 0.625, 0, 0],
        ],
    ]
)
EMBED, UNEMBED = np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([[2.0, 0, 1], [1, 1, 0]])
W_V = np.array([[[1.0, 0], [0, 1]], [[1.0, 0], [0, 1]]])
W_O = np.array([[[1.0, 0], [0, -1]], [[0.0, 2], [-1, 0]]])


@check(example=True)
def worked_scores(learner, rng):
    """The three scores of the worked example"""
    compare_scores(learner, PATTERN, 3)


@check
def any_period(learner, rng):
    """Any number of heads and any period, also of tokens that don't end with a period"""
    for H, n, period in [(1, 5, 2), (3, 11, 4), (2, 7, 6), (6, 40, 13)]:
        compare_scores(learner, draw_pattern(rng, H, n), period)


@check(example=True)
def worked_matching(learner, rng):
    """Prefix matching in the worked example"""
    compare_matching(learner, PATTERN, np.array([0, 1, 0, 2, 0, 1]))


@check
def any_tokens(learner, rng):
    """Any tokens: some that occur once, some often, and none that occurs again"""
    for H, n, kinds in [(1, 6, 2), (3, 9, 5), (6, 40, 12)]:
        compare_matching(learner, draw_pattern(rng, H, n), rng.integers(kinds, size=n))
    compare_matching(learner, draw_pattern(rng, 3, 4), np.array([7, 7, 7, 7]))
    compare_matching(learner, draw_pattern(rng, 3, 5), rng.permutation(5))


@check(example=True)
def worked_copying(learner, rng):
    """The copying scores of the worked example"""
    close(learner.copying(EMBED, W_V, W_O, UNEMBED), np.array([1 / np.sqrt(3), 0.25]), name="your scores")


@check
def any_circuit(learner, rng):
    """Heads of any size, with positive, negative and complex eigenvalues, and a vocabulary of 20,000 tokens"""
    for H, V, d, k in [(1, 4, 3, 1), (3, 9, 6, 2), (4, 60, 16, 5), (3, 20_000, 12, 4)]:
        compare_copying(learner, *draw_circuit(rng, H, V, d, k))


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    pattern, tokens = draw_pattern(rng, 2, 6), np.array([0, 1, 0, 2, 1, 1])
    compare_scores(learner, pattern, 3)
    compare_matching(learner, pattern, tokens)
    compare_copying(learner, *draw_circuit(rng, 2, 7, 4, 2))
    preserves_arguments(learner)


def compare_scores(learner, pattern, period):
    yours = parts(learner.head_scores(pattern, period), "previous", "duplicate", "induction")
    i = np.arange(period, pattern.shape[1])
    expected = {
        "previous-token": pattern[:, np.arange(1, pattern.shape[1]), np.arange(pattern.shape[1] - 1)],
        "duplicate-token": pattern[:, i, i - period],
        "induction": pattern[:, i, i - period + 1],
    }
    for score, (name, weights) in zip(yours, expected.items()):
        close(score, weights.mean(axis=1), name=f"your {name} scores", sizes={"the period": period})


def compare_matching(learner, pattern, tokens):
    yours, expected = learner.prefix_matching(pattern, tokens), np.zeros(len(pattern))
    places = [(i, [j + 1 for j in range(i) if tokens[j] == tokens[i]]) for i in range(len(tokens))]
    places = [(i, after) for i, after in places if after]
    for i, after in places:
        expected += pattern[:, i, after].sum(axis=1) / len(places)
    if len(tokens) <= 12:
        counted = np.zeros(pattern.shape[1:], bool)
        for i, after in places:
            counted[i, after] = True
        name = "head 0, with the weights that count"
        learner.show(heatmap({name: pattern[0]}, marks={name: counted}))
    close(yours, expected, name="your scores", sizes={"the number of tokens": len(tokens)})


def compare_copying(learner, embed, W_v, W_o, unembed):
    eigenvalues = np.array([np.linalg.eigvals(V @ O @ unembed @ embed) for V, O in zip(W_v, W_o)])  # d by d
    expected = eigenvalues.real.sum(axis=1) / np.abs(eigenvalues).sum(axis=1)
    close(learner.copying(embed, W_v, W_o, unembed), expected, name="your scores")


def draw_pattern(rng, H, n):
    shares = np.tril(rng.exponential(size=(H, n, n)))
    return shares / shares.sum(axis=-1, keepdims=True)


def draw_circuit(rng, H, V, d, k):
    embed = rng.normal(size=(V, d))
    unembed = embed.T + rng.normal(size=(d, V))  # a token's column has something of its row, as in a trained model
    return embed, rng.normal(size=(H, d, k)), rng.normal(size=(H, k, d)), unembed
