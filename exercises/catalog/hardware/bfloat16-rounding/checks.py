import numpy as np
import torch

from runner.judge import check, close, dtype, fail, formatting, preserves_arguments


@check(example=True)
def worked_rounding(learner, rng):
    """The numbers of the worked example"""
    compare(learner, np.array([257.0, 259.0, 257.01, 256.0], dtype=np.float32))


@check
def any_number(learner, rng):
    """Numbers of any size and sign, including ties, in arrays of any shape"""
    for dims in [(1200,), (5, 8), (2, 3, 4), ()]:
        x = rng.normal(size=dims) * 10.0 ** rng.uniform(-30, 30, size=dims)
        compare(learner, np.asarray(x, dtype=np.float32))
    upper = rng.integers(0x0100, 0x7F00, size=40, dtype=np.uint32) << 16
    signs = rng.integers(2, size=40, dtype=np.uint32) << 31
    near = rng.choice(np.array([0x7FFF, 0x8000, 0x8000, 0x8001], dtype=np.uint32), size=40)
    compare(learner, (upper | signs | near).view(np.float32))


@check
def edges(learner, rng):
    """A carry into the exponent, zeros of both signs, tiny numbers, and values beyond the largest"""
    bits = [
        0x3FFFFFFF,
        0x00000000,
        0x80000000,
        0x00000001,
        0x80018000,
        0x7F7F7FFF,
        0x7F7FFFFF,
        0xFF7F8000,
        0x7F800000,
        0xFF800000,
    ]
    x = np.array(bits, dtype=np.uint32).view(np.float32)
    compare(learner, x)
    zeros = compare(learner, x[1:3])
    if np.signbit(zeros).tolist() != [False, True]:
        fail("You lose the sign of 0: 0.0 stays 0.0, and -0.0 stays -0.0.", yours=formatting.text(zeros))


@check(example=True)
def worked_training(learner, rng):
    """A hundred steps of 1 from 256, without and with a master copy"""
    close(learner.train_weight(256.0, 1.0, 100, False), np.float32(256), name="your weight without a master copy")
    close(learner.train_weight(256.0, 1.0, 100, True), np.float32(356), name="your weight with a master copy")


@check
def any_training(learner, rng):
    """Any weight and any step"""
    for w, step, times in [(1.0, 0.003, 50), (-2.0, 0.0101, 30), (300.0, -1.7, 25), (0.3, 0.1, 0), (1.0, 0.002, 3000)]:
        w, step = w * rng.uniform(0.9, 1.1), step * rng.uniform(0.9, 1.1)
        for master in (False, True):
            compare_training(learner, w, step, times, master)
    # rounding of the step or the weight shows in the result
    size = 2.0 ** int(rng.integers(-9, 9))
    compare_training(learner, 0.0, 1.0037 * size, 50, True)
    compare_training(learner, 1.0037 * size, size / 512, 1, True)


@check
def end_of_the_master_copy(learner, rng):
    """float32 has limits too: a step of half its last digit is rounded away every time"""
    size = 2.0 ** int(rng.integers(-9, 9))
    yours = learner.train_weight(2**24 * size, size, 70_000, True)
    close(yours, np.float32(2**24 * size), name="your weight after 70000 small steps, master=True", rtol=0, atol=0)


@check
def numbers_unchanged(learner, rng):
    """The numbers are not modified"""
    compare(learner, rng.normal(size=6).astype(np.float32))
    preserves_arguments(learner)


def compare(learner, x):
    yours = learner.to_bfloat16(x)
    expected = torch.tensor(x).to(torch.bfloat16).to(torch.float32).numpy()
    if x.ndim:
        dtype(yours, np.float32, name="your array")
    close(yours, expected if x.ndim else expected[()], name="your array" if x.ndim else "your number", rtol=0, atol=0)
    return yours


def compare_training(learner, w, step, times, master):
    what = f"your weight after {times} steps of {step:.4g} from {w:.4g}, master={master}"
    close(learner.train_weight(w, step, times, master), by_torch(w, step, times, master), name=what, rtol=0, atol=0)


def by_torch(w, step, times, master):
    w, step = torch.tensor(w).to(torch.bfloat16), torch.tensor(step).to(torch.bfloat16)
    if master:  # accumulate adds one step after the other
        w = torch.tensor(np.add.accumulate(np.array([w.item(), *[step.item()] * times], dtype=np.float32))[-1])
        times = 0
    for _ in range(times):
        before, w = w, (w.to(torch.float32) + step.to(torch.float32)).to(torch.bfloat16)
        if w == before:  # then so are all that follow
            break
    return np.float32(w.to(torch.bfloat16).item())
