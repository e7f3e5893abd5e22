import math

import numpy as np

from runner.judge import check, close, curve, dtype, fail, formatting, holds, preserves_arguments

FLOAT32 = {"rtol": 1e-4, "atol": 1e-5}
SHAPES = [[(3, 2), (2,)], [(2, 3), (3,)], [(3, 2), (2,)]]
OPERATIONS = ("gather", "forward", "backward", "reduce", "free")


class Ranks:
    """The network and the memory of all ranks. They train layers tanh(x W + b), each rank on its own batch."""

    def __init__(self, learner, layers, batches):
        self.learner, self.batches, self.ranks = learner, batches, len(batches)
        self.tolerance = FLOAT32 if layers[0][0].dtype == np.float32 else {}
        self.shapes = [[array.shape for array in layer] for layer in layers]
        self.shards = [np.split(flat, self.ranks) for flat in self.flatten(layers, range(len(layers)), "vector")]
        self.sent, self.memory = 0, [2 * sum(shards[0].nbytes for shards in self.shards)]

    def flatten(self, cases, layers, name):
        """Flat vectors by the learner, compared with the padded ones."""
        flats = []
        for flat, arrays, l in zip(
            self.learner.flatten.each([(arrays, self.ranks) for arrays in cases]), cases, layers
        ):
            close(flat, padded(arrays, self.ranks), name=f"your flat {name} of layer {l}", **self.tolerance)
            dtype(flat, arrays[0].dtype, name=f"your flat {name} of layer {l}")
            flats.append(flat)
        return flats

    def step(self, operations):
        """Follow a plan that is sound. Shards don't change meanwhile, so the arrays of all layers are made at once."""
        flats = [np.concatenate(shards) for shards in self.shards]
        self.arrays = []
        for l, arrays in enumerate(self.learner.unflatten.each(list(zip(flats, self.shapes)))):
            close(arrays, cut(flats[l], self.shapes[l]), name=f"your arrays of layer {l}", **self.tolerance)
            self.arrays.append(arrays)
        self.x, self.inputs, self.outputs, self.gathered, self.grads = self.batches, {}, {}, {}, {}
        for what, l in operations:
            getattr(self, what)(l)
        return self

    def gather(self, l):
        self.gathered[l] = self.arrays[l]
        self.count(l, 1)
        self.sent += sum(shard.nbytes for shard in self.shards[l][1:])

    def free(self, l):
        del self.gathered[l]
        self.count(l, -1)

    def forward(self, l):
        W, b = self.gathered[l]
        self.inputs[l] = self.x
        self.x = self.outputs[l] = [np.tanh(x @ W + b) for x in self.x]
        self.grad = [out / len(out) for out in self.x]  # of the mean of half the squared length

    def backward(self, l):
        W, _ = self.gathered[l]
        inside = [grad * (1 - out**2) for grad, out in zip(self.grad, self.outputs[l])]
        self.grads[l] = [[x.T @ d, d.sum(axis=0)] for x, d in zip(self.inputs[l], inside)]
        self.grad = [d @ W.T for d in inside]
        self.count(l, 1)

    def reduce(self, l):
        self.count(l, -1)
        self.sent += sum(shard.nbytes for shard in self.shards[l][1:])

    def count(self, l, sign):
        self.memory.append(self.memory[-1] + sign * sum(shard.nbytes for shard in self.shards[l]))

    def update(self, lr):
        """Reduce-scatter the flat gradients, and let every rank update its shards."""
        owners = [l for l in self.grads for _ in range(self.ranks)]
        flats = self.flatten([arrays for l in self.grads for arrays in self.grads[l]], owners, "gradient")
        sums = {
            l: np.split(sum(flats[k * self.ranks : (k + 1) * self.ranks]), self.ranks) for k, l in enumerate(self.grads)
        }
        places = [(l, rank) for l in self.grads for rank in range(self.ranks)]
        cases = [(self.shards[l][rank], sums[l][rank], self.ranks, lr) for l, rank in places]
        for mine, (l, rank), (shard, total, *_) in zip(self.learner.update.each(cases), places, cases):
            expected = (shard - lr / self.ranks * total).astype(shard.dtype)
            close(mine, expected, name=f"the new shard {rank} of layer {l}", **self.tolerance)
            dtype(mine, shard.dtype, name=f"the new shard {rank} of layer {l}")
            self.shards[l][rank] = mine


@check(example=True)
def worked_vectors(learner, rng):
    """The flat vector of the worked example, and an update"""
    arrays = [np.array([[5.0], [6.0]]), np.array([7.0])]
    close(learner.flatten(arrays, 4), np.array([5.0, 6, 7, 0]), name="your flat vector")
    close(learner.unflatten(np.array([5.0, 6, 7, 0]), [(2, 1), (1,)]), arrays, name="your arrays")
    close(
        learner.update(np.array([1.0, 2]), np.array([4.0, -8]), 4, 0.125),
        np.array([0.875, 2.25]),
        name="your new shard",
    )


@check(example=True)
def worked_plan(learner, rng):
    """The plans of the worked example, what they send, and their peaks"""
    layers = draw_layers(rng, SHAPES)
    for prefetch in (False, True):
        compare_plan(learner, layers, [rng.normal(size=(2, 3)) for _ in range(4)], prefetch)


@check(example=True)
def worked_stages(learner, rng):
    """The bytes of the figure, for all stages"""
    compare_stages(learner, [(7_500_000_000, 64)])


@check
def any_vectors(learner, rng):
    """Any shapes, whether they fill all shards or not, and both dtypes"""
    cases = []
    for shapes, ranks in [
        ([(3,)], 1),
        ([(2, 3, 2), (4,), (1, 4)], 4),
        ([(1,)], 5),
        ([(2,), (), (3, 2)], 4),
        ([(5, 1), (7,)], 8),
        ([(70, 20)], 3),
    ]:
        cases += [([rng.normal(size=shape).astype(kind) for shape in shapes], ranks) for kind in ("f8", "f4")]
    flats = [padded(*case) for case in cases]
    for yours, flat, (_, ranks) in zip(learner.flatten.each(cases), flats, cases):
        close(yours, flat, name=f"your flat vector for {ranks} ranks", sizes={"P": ranks})
        dtype(yours, flat.dtype, name="your flat vector")
    shapes = [[array.shape for array in arrays] for arrays, _ in cases]
    for yours, (arrays, _) in zip(learner.unflatten.each(list(zip(flats, shapes))), cases):
        close(yours, arrays, name="your arrays")
        dtype(yours[0], arrays[0].dtype, name="your first array")


@check
def any_plan(learner, rng):
    """Any number of layers, with and without prefetch"""
    cases = [(layers, prefetch) for layers in (1, 2, 4, 9, 250) for prefetch in (False, True)]
    for operations, (layers, prefetch) in zip(learner.plan.each(cases), cases):
        is_sound(operations, layers, prefetch)


@check
def training(learner, rng):
    """After two steps the weights are those of a single device with all batches, in float64 and float32"""
    for kind, shapes in [(np.float64, SHAPES), (np.float32, [[(4, 6), (6,)], [(6, 2), (2,)]])]:
        layers, width = draw_layers(rng, shapes, kind), shapes[0][0][0]
        batches = [rng.normal(size=(4, width)).astype(kind) for _ in range(3)]
        ranks, lr, prefetch = Ranks(learner, layers, batches), 0.3, kind is np.float64
        operations = learner.plan(len(layers), prefetch)
        is_sound(operations, len(layers), prefetch)
        expected = layers
        for _ in range(2):
            ranks.step(operations).update(lr)
            expected = on_one_device(expected, np.concatenate(batches), lr)
        for l, shards in enumerate(ranks.shards):
            name = f"the vector of weights of layer {l} after two steps"
            close(np.concatenate(shards), padded(expected[l], 3), name=name, **ranks.tolerance)


@check
def costs(learner, rng):
    """Bytes and peaks of any layers, whichever is the largest"""
    cases = [
        ([90, 10, 50, 20], 5),
        ([7], 3),
        ([1, 1, 1], 4),
        ([10, 200, 30], 8),
        ([30, 200, 190, 5], 1),
        ([500, 3, 2], 6),
        ([3, 400], 2),
    ]
    cases += [(rng.integers(1, 90, size=5).tolist(), int(rng.integers(2, 9))) for _ in range(4)]
    cases += [(rng.integers(10**7, 10**8, size=1100).tolist(), 512)]
    compare_costs(learner, [(sizes, ranks, int(rng.choice([2, 4, 8]))) for sizes, ranks in cases])


@check
def stages(learner, rng):
    """The bytes of any model on any number of ranks"""
    cases = [(10, 1), (10, 3), (3, 8), (10**15 + 1, 7), *rng.integers(1, 2000, size=(3, 2)).tolist()]
    compare_stages(learner, cases)


@check
def arguments_unchanged(learner, rng):
    """No argument is modified"""
    layers = draw_layers(rng, SHAPES)
    Ranks(learner, layers, [rng.normal(size=(2, 3)) for _ in range(2)]).step(reference_plan(3)).update(0.1)
    compare_costs(learner, [([4, 9, 2], 3, 4)])
    preserves_arguments(learner)


def draw_layers(rng, shapes, kind=np.float64):
    return [[rng.normal(size=shape).astype(kind) for shape in layer] for layer in shapes]


def padded(arrays, ranks):
    entries = [entry for array in arrays for entry in array.flatten()]
    zeros = [0.0] * (math.ceil(len(entries) / ranks) * ranks - len(entries))
    return np.array(entries + zeros, dtype=arrays[0].dtype)


def cut(flat, shapes):
    arrays, start = [], 0
    for shape in shapes:
        arrays.append(np.array(flat[start : start + math.prod(shape)]).reshape(shape))
        start += math.prod(shape)
    return arrays


def is_sound(operations, layers, prefetch):
    """Follow the rules of the statement, operation by operation."""
    if not isinstance(operations, list) or not all(is_operation(each, layers) for each in operations):
        fail(
            f"Expected a list of tuples: one of {', '.join(OPERATIONS)}, and the number of one of {layers} layers.",
            yours=formatting.text(operations),
        )
    order = [("forward", l) for l in range(layers)] + [("backward", l) for l in reversed(range(layers))]
    gathered, whole, done, gathers = set(), set(), 0, 0
    for k, (what, l) in enumerate(operations):
        here = f"Operation {k} of your plan for {layers} layers, {what} {l}"
        if what == "gather":
            holds(l not in gathered, f"{here}: the layer is gathered already.")
            holds(not whole, f"{here}: a whole gradient is still in memory. Reduce it first.")
            gathered.add(l)
            gathers += 1
            most = 2 if prefetch else 1
            text = f"{here}: {len(gathered)} layers are gathered now. At most {most} may be, {mode(prefetch)}."
            holds(len(gathered) <= most, text + " Free a layer as soon as it isn't needed.")
        elif what == "free":
            holds(l in gathered, f"{here}: the layer isn't gathered.")
            gathered.remove(l)
        elif what == "reduce":
            holds(l in whole, f"{here}: there is no whole gradient of this layer in memory.")
            whole.remove(l)
        else:
            wanted = f"{order[done][0]} {order[done][1]}" if done < len(order) else "nothing"
            holds(order[done : done + 1] == [(what, l)], f"{here}: {wanted} is to be computed now.")
            holds(l in gathered, f"{here}: the layer isn't gathered. A rank has only its shard.")
            done += 1
            if prefetch and done < len(order):
                following = order[done][1]
                text = f"{here}: with prefetch, layer {following}, which computes next, must be gathered already."
                holds(following in gathered, text)
            if what == "backward":
                text = f"{here}: layer {l + 1} is still gathered. Free it right after its backward step."
                holds(l + 1 not in gathered, text)
                holds(not whole, f"{here}: the whole gradient of another layer is still in memory. Reduce it first.")
                whole.add(l)
    holds(
        done == len(order), f"Your plan for {layers} layers ends before {order[min(done, len(order) - 1)]} is computed."
    )
    holds(not whole, f"In the end of your plan for {layers} layers, a whole gradient is in memory. Reduce it.")
    holds(not gathered, f"In the end of your plan for {layers} layers, a layer is still gathered. Free it.")
    text = f"Your plan for {layers} layers gathers {gathers} times; it should be {2 * layers - 1} times. "
    if gathers < 2 * layers - 1:
        fail(text + "Only the last layer stays gathered between its forward and its backward step. Free the others.")
    holds(gathers == 2 * layers - 1, text + "The last layer stays gathered between its forward and its backward step.")


def is_operation(each, layers):
    if not isinstance(each, tuple) or len(each) != 2 or not isinstance(each[0], str) or each[0] not in OPERATIONS:
        return False
    return type(each[1]) is int and 0 <= each[1] < layers


def mode(prefetch):
    return "with prefetch" if prefetch else "without prefetch"


def reference_plan(layers):
    operations = []
    for l in range(layers - 1):
        operations += [("gather", l), ("forward", l), ("free", l)]
    operations += [("gather", layers - 1), ("forward", layers - 1)]
    for l in reversed(range(layers)):
        operations += [("gather", l)] * (l < layers - 1) + [("backward", l), ("reduce", l), ("free", l)]
    return operations


def compare_plan(learner, layers, batches, prefetch):
    """Follow the learner's plan, and compare the counts with what the learner says."""
    operations = learner.plan(len(layers), prefetch)
    is_sound(operations, len(layers), prefetch)
    ranks = Ranks(learner, layers, batches).step(operations)
    learner.show(curve({f"bytes in memory, {mode(prefetch)}": ranks.memory}, x="change of memory", y="bytes"))
    sizes = [sum(array.size for array in layer) for layer in layers]
    sent = learner.bytes_sent(sizes, len(batches), layers[0][0].itemsize)
    close(sent, ranks.sent, name="your bytes sent", sizes={"P": len(batches)})
    peak = learner.peak_bytes(sizes, len(batches), layers[0][0].itemsize, prefetch)
    close(peak, max(ranks.memory), name=f"your peak {mode(prefetch)}", sizes={"P": len(batches)})


def compare_costs(learner, cases):
    """Compare bytes with the reference plan, and peaks with the moments of each layer."""
    for yours, (sizes, ranks, itemsize) in zip(learner.bytes_sent.each(cases), cases):
        c = [math.ceil(n / ranks) for n in sizes]
        entries = sum((ranks - 1) * c[l] for what, l in reference_plan(len(c)) if what in ("gather", "reduce"))
        close(yours, entries * itemsize, name="your bytes sent", sizes={"P": ranks})
    both = [(*case, prefetch) for case in cases for prefetch in (False, True)]
    for yours, (sizes, ranks, itemsize, prefetch) in zip(learner.peak_bytes.each(both), both):
        c, peak = [math.ceil(n / ranks) for n in sizes], 0
        for l, own in enumerate(c):
            forward = own + (c[l + 1] if prefetch and l + 1 < len(c) else 0)
            backward = 2 * own + (c[l - 1] if prefetch and l else 0)
            peak = max(peak, forward, backward)
        expected = (2 * sum(c) + ranks * peak) * itemsize
        close(yours, expected, name=f"your peak {mode(prefetch)}", sizes={"P": ranks})


def compare_stages(learner, cases):
    of_stages = [(n, ranks, stage) for n, ranks in cases for stage in (3, 2, 1, 0)]
    for yours, (n, ranks, stage) in zip(learner.zero_bytes.each(of_stages), of_stages):
        c = -(-n // ranks)
        expected = [16 * n, 4 * n + 12 * c, 2 * n + 14 * c, 16 * c][stage]
        close(yours, expected, name=f"your bytes for stage {stage} on {ranks} ranks", sizes={"P": ranks})


def on_one_device(layers, x, lr):
    """A step of SGD with all batches at once, by the chain rule."""
    outputs = [x]
    for W, b in layers:
        outputs.append(np.tanh(outputs[-1] @ W + b))
    grad, new = outputs[-1] / len(x), []
    for (W, b), x, out in reversed(list(zip(layers, outputs, outputs[1:]))):
        inside = grad * (1 - out**2)
        new.insert(0, [W - lr * (x.T @ inside), b - lr * inside.sum(axis=0)])
        grad = inside @ W.T
    return new
