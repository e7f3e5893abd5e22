import numpy as np


def numpy_random(seed):
    rng, old = np.random.default_rng(seed), np.random.RandomState(seed)
    np.random.seed(seed)
    children = np.random.SeedSequence(seed).spawn(2)
    return {
        "normal": rng.normal(size=3),
        "permutation": rng.permutation(5),
        "choice": rng.choice(10, 3, replace=False),
        "multinomial": rng.multinomial(9, [0.2, 0.3, 0.5]),
        "gamma": rng.gamma(2.0, size=2),
        "old": old.randint(0, 100, 4),
        "legacy": np.random.rand(2),
        "philox": np.random.Generator(np.random.Philox(seed)).integers(0, 99, 3),
        "mersenne": np.random.Generator(np.random.MT19937(seed)).random(2),
        "spawned": np.array([np.random.default_rng(child).random() for child in children]),
    }
