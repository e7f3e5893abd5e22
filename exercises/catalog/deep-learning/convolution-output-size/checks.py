from runner.judge import check, close, preserves_arguments, raises


@check(example=True)
def worked_sizes(learner, rng):
    """The sizes of the worked example"""
    close(learner.output_size(32, 5), 28, name="your size with stride 1")
    close(learner.output_size(32, 5, 2), 14, name="your size with stride 2")
    close(learner.output_size(32, 5, 2, 2), 16, name="your size with stride 2 and padding 2")
    close(learner.output_size(32, 3, 2, 0, 3), 13, name="your size with stride 2 and dilation 3")


@check
def any_size(learner, rng):
    """Any size, kernel, stride, padding and dilation"""
    for turn in range(12):
        kernel, stride, dilation = (int(rng.integers(1, high)) for high in (6, 5, 4))
        padding = int(rng.integers(0, 4))
        if turn == 0:  # padding times dilation is another size, whatever is drawn
            stride, padding, dilation = 2, int(rng.integers(1, 4)), int(rng.integers(2, 4))
        n = dilation * (kernel - 1) + 1 + int(rng.integers(1, 12))
        yours = learner.output_size(n, kernel, stride, padding, dilation)
        what = f"your size for n={n}, kernel={kernel}, stride={stride}, padding={padding}, dilation={dilation}"
        close(yours, places(n, kernel, stride, padding, dilation), name=what)
    count = int(rng.integers(10**9, 10**10))  # too many to count one by one
    n = 9 + 5 * count - 2 * 3 + 2
    close(
        learner.output_size(n, 5, 5, 3, 2),
        count + 1,
        name=f"your size for n={n}, kernel=5, stride=5, padding=3, dilation=2",
    )


@check
def kernel_too_large(learner, rng):
    """A kernel that does not fit raises an error, one that just fits does not"""
    n, stride = int(rng.integers(2, 6)), int(rng.integers(2, 5))
    close(learner.output_size(n, n + 2, stride, 1), 1, name="your size for a kernel that just fits")
    for given in [(n, n + 1, stride), (n, n + 3, stride, 1), (n, 2, stride, 0, n)]:
        with raises(ValueError, when="the kernel is larger than the padded input"):
            learner.output_size(*given)


@check(example=True)
def worked_field(learner, rng):
    """The receptive field of the worked example, and of an empty stack"""
    layers = [{"kernel": 3, "stride": stride, "dilation": 1} for stride in (2, 1, 1)]
    learner.receptive_field([{"kernel": 4, "stride": 3, "dilation": 2}] * 3)  # not judged: it separates mistakes
    close(learner.receptive_field(layers), 11, name="your receptive field")
    close(learner.receptive_field([]), 1, name="your receptive field of no layer")


@check
def any_field(learner, rng):
    """The receptive field of any stack of layers"""
    for depth in (1, 2, 3, 4):
        layers = [
            {"kernel": int(rng.integers(1, 5)), "stride": int(rng.integers(1, 4)), "dilation": int(rng.integers(1, 4))}
            for _ in range(depth)
        ]
        layers[0] |= {"kernel": 3, "stride": 2}
        layers[-1] |= {"kernel": 4, "stride": 3, "dilation": 2}
        close(learner.receptive_field(layers), pixels(layers), name=f"your receptive field of {depth} layers")
    deep = [{"kernel": 3, "stride": 1 + (i % 10 == 9), "dilation": 1} for i in range(40)]
    close(learner.receptive_field(deep), pixels(deep), name="your receptive field of 40 layers")
    preserves_arguments(learner)


def places(n, kernel, stride, padding, dilation):
    """Slide the kernel and count."""
    span = dilation * (kernel - 1) + 1
    return sum(1 for start in range(0, n + 2 * padding, stride) if start + span <= n + 2 * padding)


def pixels(layers):
    """Follow one output of the last layer back to the first and the last pixel that it depends on."""
    seen = {0}
    for layer in reversed(layers):
        ends = min(seen), max(seen)
        seen = {at * layer["stride"] + layer["dilation"] * i for at in ends for i in range(layer["kernel"])}
    return max(seen) - min(seen) + 1
