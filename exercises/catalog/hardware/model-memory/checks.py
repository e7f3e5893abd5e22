import torch

from runner.judge import check, close, preserves_arguments, raises

EXAMPLE = {"V": 10, "d": 4, "L": 3, "h": 4, "n": 9}  # no two classic mistakes give the same number
SIZES = {"float32": 4, "float16": 2, "bfloat16": 2, "int8": 1}


@check(example=True)
def worked_count(learner, rng):
    """The parameters of the worked example"""
    close(learner.count_parameters(EXAMPLE), 816, name="your number of parameters")


@check(example=True)
def worked_bytes(learner, rng):
    """The bytes of the worked example"""
    close(learner.inference_bytes(EXAMPLE, "float16", 5, 6), 3072, name="your bytes to run in float16")
    trained = {dtype: learner.training_bytes(EXAMPLE, dtype) for dtype in ("float32", "bfloat16")}
    close(trained, {"float32": 13056, "bfloat16": 13056}, name="your bytes to train")


@check
def any_bytes(learner, rng):
    """Any model in every dtype, its parameters counted in PyTorch's own layers"""
    for dtype, size in SIZES.items():
        config = draw(rng)
        parameters = by_torch(config)
        close(learner.count_parameters(config), parameters, name=f"your number of parameters for {config}")
        batch, length = int(rng.integers(2, 6)), config["n"] - (dtype != "float32")
        numbers = parameters + sum(2 * config["d"] for _ in range(batch * length * config["L"]))
        name = f"your bytes to run {config} in {dtype} with {batch} texts of {length} tokens"
        close(learner.inference_bytes(config, dtype, batch, length), numbers * size, name=name)
        if dtype != "int8":
            name = f"your bytes to train {config} in {dtype}"
            close(learner.training_bytes(config, dtype), parameters * 16, name=name)
    gpt3 = {"V": 50_257, "d": 12_288, "L": 96, "h": 96, "n": 2_048}
    close(learner.count_parameters(gpt3), by_torch(gpt3), name=f"your number of parameters for {gpt3}")
    preserves_arguments(learner)


@check
def impossible(learner, rng):
    """Unknown dtypes, texts that are too long, and training in int8 are errors"""
    for dtype in ("float8", "double"):
        with raises(ValueError, when=f"the dtype is {dtype}"):
            learner.inference_bytes(EXAMPLE, dtype, 1, 1)
        with raises(ValueError, when=f"the dtype is {dtype}"):
            learner.training_bytes(EXAMPLE, dtype)
    with raises(ValueError, when="the length is 10 and the model has 9 positions"):
        learner.inference_bytes(EXAMPLE, "float32", 1, 10)
    with raises(ValueError, when="the dtype is int8, for training,"):
        learner.training_bytes(EXAMPLE, "int8")


def draw(rng):
    h = int(rng.integers(1, 5))
    d = h * int(rng.integers(2, 5))
    V, L, n = (int(rng.integers(low, high)) for low, high in [(20, 90), (3, 6), (6, 30)])
    return {"V": V, "d": d, "L": L, "h": h, "n": n}


def by_torch(config):
    """Build it on the meta device, and count."""
    V, d, L, h, n = (config[key] for key in "VdLhn")
    with torch.device("meta"):
        layer = torch.nn.TransformerEncoderLayer(d, h, 4 * d)
        parts = [torch.nn.Embedding(V, d), torch.nn.Embedding(n, d), *[layer] * L, torch.nn.LayerNorm(d)]
    return sum(p.numel() for part in parts for p in part.parameters())
