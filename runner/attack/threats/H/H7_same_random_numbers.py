"""H7: Predict random numbers, because every fork draws the same.

A fork copies NumPy's and torch's generators as they are. CPython's own is only seeded again if Python made the fork.
Several cells, one after another and two at a time, must all draw different numbers. A seed that the learner sets must
still work.

+++
script = true
layers = ["single use"]
+++
"""

from concurrent.futures import ThreadPoolExecutor

LIMITS = {"wall_s": 10.0, "cpu_s": 10.0, "memory_mib": 512}
SOURCE = """
import os
import random
import secrets
import uuid

import numpy as np
import torch

{seed}
print("random", random.random())
print("legacy", np.random.random())
print("fresh", np.random.default_rng({own}).random())
print("torch", torch.rand(1, dtype=torch.float64).item())
print("kernel", os.urandom(8).hex(), secrets.token_hex(8), uuid.uuid4().hex) if not {own!r} else None


def double(x):
    return x * 2
"""
SEED = "random.seed(7); np.random.seed(7); torch.manual_seed(7)"


def attack(harness):
    def draw(seed, own):
        return harness.grade(SOURCE.format(seed=seed, own=own), "double", limits=LIMITS).report

    with ThreadPoolExecutor(2) as pool:
        unseeded = [draw("", ""), draw("", ""), *pool.map(draw, ["", ""], ["", ""])]
    seeded = [draw(SEED, "7"), draw(SEED, "7")]
    for report in (*unseeded, *seeded):
        if not report.has_passed or report.output.count("\n") < 4:
            return f"{report.verdict}: {report.message} {report.output}"
    lines = [line for report in unseeded for line in report.output.splitlines() if line]
    if twice := {line for line in lines if lines.count(line) > 1}:
        return f"two cells drew the same: {twice}"
    if seeded[0].output != seeded[1].output:
        return f"one seed gave two rows of numbers: {seeded[0].output} {seeded[1].output}"
    return ""
