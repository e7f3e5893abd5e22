import numpy as np

from runner.judge import check, close, curve, entries, parts, preserves_arguments, shape


@check(example=True)
def first_step(learner, rng):
    """The first step of the worked example"""
    result = learner.momentum_step(
        {"w": np.array([1.0, -2.0])}, {"w": np.array([2.0, 4.0])}, {"w": np.zeros(2)}, 0.5, 0.9
    )
    params, velocity = parts(result, "params", "velocity")
    close(velocity, {"w": np.array([0.2, 0.4])}, name="your velocity")
    close(params, {"w": np.array([0.9, -2.2])}, name="your params")


@check(example=True)
def second_step(learner, rng):
    """The second step of the worked example, from a velocity that is not zero"""
    state = {"w": np.array([0.9, -2.2])}, {"w": np.array([2.0, 4.0])}, {"w": np.array([0.2, 0.4])}
    params, velocity = parts(learner.momentum_step(*state, 0.5, 0.9), "params", "velocity")
    close(velocity, {"w": np.array([0.38, 0.76])}, name="your velocity")
    close(params, {"w": np.array([0.71, -2.58])}, name="your params")


@check
def down_a_valley(learner, rng):
    """Twelve steps in a narrow valley, two parameters of different shapes, with other rates, and one step of a wide layer"""
    params = {"w": rng.normal(size=2) + 3, "V": rng.normal(size=(3, 1))}
    steepness = {"w": np.array([1.0, 20.0]), "V": np.array([[2.0], [5.0], [10.0]])}
    yours = reference = params, {name: np.zeros_like(value) for name, value in params.items()}
    rates = float(rng.uniform(0.05, 0.08)), float(rng.uniform(0.6, 0.8))
    walks = [(yours, reference)]
    for _ in range(12):
        grads = {name: steepness[name] * yours[0][name] for name in params}
        yours = parts(learner.momentum_step(yours[0], grads, yours[1], *rates), "params", "velocity")
        for title, dictionary in zip(("your params", "your velocity"), yours):
            for name, value in entries(dictionary, list(params), name=title).items():
                shape(value, params[name].shape, name=f"{title}[{name!r}]")
        grads = {name: steepness[name] * reference[0][name] for name in params}
        reference = expected(reference[0], grads, reference[1], *rates)
        walks.append((yours, reference))
    losses = [[sum(np.sum(steepness[n] * s[0][n] ** 2) / 2 for n in params) for s in states] for states in zip(*walks)]
    learner.show(curve(dict(zip(("yours", "expected"), losses)), x="step", y="loss"))
    for step, (mine, theirs) in enumerate(walks):
        close(mine[1], theirs[1], name=f"after step {step}, your velocity")
        close(mine[0], theirs[0], name=f"after step {step}, your params")
    layers = [{"W": rng.normal(size=(30, 40)), "b": rng.normal(size=40)} for _ in range(3)]
    compare(learner, *layers, *rates)
    params, grads, velocity = draw(rng), draw(rng), draw(rng)  # the names tell which belong together, not the order
    compare(learner, params, dict(reversed(grads.items())), velocity, *rates)


@check
def arguments_unchanged(learner, rng):
    """Parameters, gradients and velocity are not modified"""
    compare(learner, draw(rng), draw(rng), draw(rng), 0.1, 0.9)
    preserves_arguments(learner)


def draw(rng):
    return {
        "W1": rng.normal(size=(3, 2)),
        "b1": rng.normal(size=3),
        "W2": rng.normal(size=(1, 3)),
        "b2": rng.normal(size=1),
    }


def compare(learner, params, grads, velocity, lr, beta):
    new_params, new_velocity = expected(params, grads, velocity, lr, beta)
    yours, your_velocity = parts(learner.momentum_step(params, grads, velocity, lr, beta), "params", "velocity")
    close(your_velocity, new_velocity, name="your velocity")
    close(yours, new_params, name="your params")


def expected(params, grads, velocity, lr, beta):
    """The two formulas, entry by entry."""
    new_params, new_velocity = {}, {}
    for name, value in params.items():
        pairs = zip(velocity[name].ravel().tolist(), grads[name].ravel().tolist())
        moved = [beta * v + (1 - beta) * slope for v, slope in pairs]
        new_velocity[name] = np.array(moved).reshape(value.shape)
        new_params[name] = np.array([p - lr * v for p, v in zip(value.ravel().tolist(), moved)]).reshape(value.shape)
    return new_params, new_velocity
