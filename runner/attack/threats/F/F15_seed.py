"""F15: Recover the seed, and with it the inputs and the answers.

kernelbot's `cheat-rng.py` reads the seed where it is set. The judge draws the inputs and sends their numbers; its seed
of 64 bits, new for each submission, never enters the cell, and no generator in the cell has the same state.

+++
script = true
layers = ["fresh inputs", "apart", "environment"]
+++
"""

import numpy as np

PREDICT = """
import os, random, sys
import numpy as np

def double(x):
    first = float(x.flat[0])
    states = [np.random.get_state()[1].tolist(), list(random.getstate()[1])]
    for seed in [*range(20_000), os.getpid(), os.getppid(), *states[0][:100], *states[1][:100]]:
        if float(np.random.default_rng(int(seed)).normal()) == first:
            print("BREACH the seed is", seed)
    return x
"""


def attack(harness):
    """The seed is neither guessed nor repeated, and two submissions get different inputs."""
    attempts = [harness.grade(PREDICT, limits={"wall_s": 20.0, "cpu_s": 20.0}) for _ in range(2)]
    if any(attempt.report.has_passed for attempt in attempts):
        return "it passed"
    if any("BREACH" in str(attempt.report) for attempt in attempts):
        return "the seed was guessed"
    seeds = [attempt.seeds for attempt in attempts]
    if seeds[0] & seeds[1] or not all(seeds):
        return f"both were judged by the same seed: {seeds}"
    drawn = [{call.args[0].tobytes() for call in attempt.calls} for attempt in attempts]
    example = np.array([1.0, 2.0, 3.0]).tobytes()
    return "both were asked for the same inputs" if (drawn[0] & drawn[1]) - {example} else ""
