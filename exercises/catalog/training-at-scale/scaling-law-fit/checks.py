import numpy as np

from runner.judge import check, close, curve, entries, parts, preserves_arguments

RTOL = 1e-4
LAW = {"E": 2.0, "A": 4.0, "B": 16.0, "alpha": 0.5, "beta": 1.0}


@check(example=True)
def worked_law(learner, rng):
    """The law of the worked example"""
    N, D = np.array([4.0, 16, 1, 64, 4, 16]), np.array([4.0, 8, 16, 4, 32, 16])
    compare_law(learner.fit(N, D, np.array([8.0, 5, 7, 6.5, 4.5, 4]), np.array([0.5, 1.0])), LAW)


@check(example=True)
def worked_optimum(learner, rng):
    """The best size of the worked example"""
    compare_optimum(learner.optimum(3072.0, dict(LAW)), (16.0, 32.0, 3.5))


@check(example=True)
def worked_isoflop(learner, rng):
    """The parabolas of the worked example"""
    N = 2.0 ** np.array([[1, 2, 3, 4], [4, 5, 6, 7], [6, 7, 8, 9]])
    loss = np.array([[4.25, 4.01, 4.09, 4.49], [3.5, 3.02, 3.18, 3.98], [2.49, 2.09, 2.01, 2.25]])
    compare_isoflop(learner.isoflop(np.array([16.0, 256, 16384]), N, loss), np.array([16.0, 256, 16384]), N, loss)


@check
def exact_runs(learner, rng):
    """Runs that follow a law exactly, up to billions of parameters"""
    for order, runs in [(1, 8), (-1, 20), (0, 29), (1, 1100)]:
        exponents = draw_exponents(rng)
        first, second = sorted(rng.choice(len(exponents), size=2, replace=False).tolist())[:: order or 1]
        law = draw_law(rng, exponents[first], exponents[second if order else first])
        N, D = draw_sizes(rng, runs)
        compare_law(learner.fit(N, D, predict(law, N, D), exponents), law)


@check
def noisy_runs(learner, rng):
    """Runs with noise: the pair of exponents with the smallest sum of squared errors"""
    for _ in range(2):
        N, D, loss, exponents, law = draw_noisy_runs(rng)
        compare_law(learner.fit(N, D, loss, exponents), law)


@check
def any_budget(learner, rng):
    """The best size for any law, from small budgets up to 10²⁶"""
    for C in (300.0, 700.0, 2000.0):
        compare_optimum(learner.optimum(C, dict(LAW)), best_of(C, LAW))
    budgets = 10.0 ** np.arange(16, 26.1, 0.25)
    for _ in range(3):
        alpha = rng.uniform(0.2, 0.5)
        law = draw_law(rng, alpha, alpha + rng.choice([-1, 1]) * rng.uniform(0.05, 0.15))
        expected = [best_of(C, law) for C in budgets]
        answers = list(learner.optimum.each([(float(C), dict(law)) for C in budgets]))
        yours = [answer[0] if isinstance(answer, tuple) and answer else None for answer in answers]
        if all(isinstance(N, float) for N in yours):
            lines = {"yours": yours, "expected": [N for N, _, _ in expected]}
            learner.show(curve(lines, x="budget: 10^16, and 10 times more every 4 steps", y="best N", log=True))
        for answer, right in zip(answers, expected):
            compare_optimum(answer, right)


@check
def any_parabolas(learner, rng):
    """Any number of budgets and sizes, with noise"""
    for budgets, sizes in [(3, 5), (6, 4), (4, 9), (5, 3)]:
        C, N, loss = draw_isoflop(rng, budgets, sizes)
        compare_isoflop(learner.isoflop(C, N, loss), C, N, loss)


@check
def arguments_unchanged(learner, rng):
    """The arrays and the law are not modified"""
    learner.fit(*draw_noisy_runs(rng)[:4])
    learner.optimum(1e20, draw_law(rng, 0.3, 0.4))
    learner.isoflop(*draw_isoflop(rng, 3, 5))
    preserves_arguments(learner)


def draw_law(rng, alpha, beta):
    E, A, B = rng.uniform([1.5, 300, 300], [2, 500, 500])
    return {"E": float(E), "A": float(A), "B": float(B), "alpha": float(alpha), "beta": float(beta)}


def draw_exponents(rng):
    return rng.permutation(0.25 + 0.03 * np.arange(int(rng.integers(5, 9))) + rng.uniform(0, 0.02))


def draw_sizes(rng, runs):
    return 10 ** rng.uniform(6, 10, size=runs), 10 ** rng.uniform(8, 11.5, size=runs)


def draw_noisy_runs(rng):
    """Runs for which the pair with the smallest sum of squares is clear, and other errors would choose other pairs."""
    while True:
        exponents = draw_exponents(rng)
        N, D = draw_sizes(rng, 20)
        law = draw_law(rng, *rng.choice(exponents[1:-1], size=2, replace=False))
        loss = predict(law, N, D) + rng.normal(0, 0.03, size=20)
        laws, errors = fit_all(N, D, loss, exponents)
        squares = (errors**2).sum(axis=1)
        best, second = np.argsort(squares)[:2].tolist()
        relative = ((errors / loss) ** 2).sum(axis=1)
        others = relative, np.abs(errors).sum(axis=1), np.abs(errors).max(axis=1)
        law = dict(zip(("E", "A", "B", "alpha", "beta"), laws[best].tolist()))
        is_clear = (
            squares[second] > 1.001 * squares[best] and len({best, *(int(other.argmin()) for other in others)}) == 4
        )
        if is_clear and law["alpha"] != law["beta"] and min(law.values()) > 0:
            return N, D, loss, exponents, law


def fit_all(N, D, loss, exponents):
    """E, A, B, alpha and beta for all m² pairs, (m², 5), and the errors, (m², runs): by Cramer's rule."""
    x, y, runs = N ** -exponents[:, None], D ** -exponents[:, None], len(N)
    (u, x_mean, x_std), (v, y_mean, y_std) = standardise(x), standardise(y)
    w = loss - loss.mean()
    uv, uw, vw = u @ v.T, (u @ w)[:, None], v @ w
    a, b = (runs * uw - uv * vw) / (runs**2 - uv**2), (runs * vw - uv * uw) / (runs**2 - uv**2)
    errors = w - a[:, :, None] * u[:, None] - b[:, :, None] * v
    A, B = a / x_std, b / y_std.T
    law = [loss.mean() - A * x_mean - B * y_mean.T, A, B, *np.meshgrid(exponents, exponents, indexing="ij")]
    return np.stack(law, axis=2).reshape(-1, 5), errors.reshape(-1, runs)


def standardise(columns):
    mean, std = columns.mean(axis=1, keepdims=True), columns.std(axis=1, keepdims=True)
    return (columns - mean) / std, mean, std


def predict(law, N, D):
    return law["E"] + law["A"] / N ** law["alpha"] + law["B"] / D ** law["beta"]


def best_of(C, law):
    """By bisection: where the slope of the loss over log N changes its sign."""
    low, high = 0.0, float(np.log(C))
    for _ in range(100):
        middle = (low + high) / 2
        of_parameters = law["alpha"] * law["A"] * np.exp(-law["alpha"] * middle)
        of_tokens = law["beta"] * law["B"] * np.exp(-law["beta"] * (np.log(C / 6) - middle))
        low, high = (middle, high) if of_parameters > of_tokens else (low, middle)
    N = float(np.exp(low))
    return N, C / 6 / N, float(predict(law, N, C / 6 / N))


def draw_isoflop(rng, budgets, sizes):
    """Losses over sizes around the best ones, with noise. Each parabola has its lowest point among the sizes."""
    law = draw_law(rng, *rng.uniform(0.28, 0.36, size=2))  # with larger ones, large budgets leave no curvature
    C = 10 ** rng.permutation(18 + np.arange(budgets) * 0.7 + rng.uniform(0, 0.5, size=budgets))
    rows = []
    while len(rows) < budgets:
        best = best_of(C[len(rows)], law)[0]
        N = best * np.exp(rng.permutation(np.linspace(-2, 2.3, sizes) + rng.uniform(-0.3, 0.3, size=sizes)))
        loss = predict(law, N, C[len(rows)] / (6 * N)) + rng.normal(0, 0.002, size=sizes)
        middle, curvature = lowest_point(np.log(N), loss)
        if curvature > 0.005 and abs(middle - np.log(best)) < 1.5:
            rows.append((N, loss))
    return C, np.array([N for N, _ in rows]), np.array([loss for _, loss in rows])


def lowest_point(x, y):
    """Of the parabola through the points, and its curvature, by the normal equations around the mean."""
    t = x - x.mean()
    sums = [(t**power).sum() for power in range(5)]
    matrix = [[sums[row + column] for column in range(3)] for row in range(3)]
    _, slope, curvature = np.linalg.solve(matrix, [(t**power * y).sum() for power in range(3)])
    return x.mean() - slope / curvature / 2, curvature


def compare_law(answer, expected):
    law = entries(answer, list(expected), name="your law")
    for key in ("alpha", "beta", "E", "A", "B"):
        close(law[key], expected[key], name=f"your {key}", rtol=RTOL)


def compare_optimum(answer, expected):
    for yours, right, name in zip(parts(answer, "N", "D", "loss"), expected, ["N", "D", "loss"]):
        close(yours, right, name=f"your {name}", rtol=RTOL)


def compare_isoflop(answer, C, N, loss):
    best, k, a = parts(answer, "best", "k", "a")
    log_best = np.array([lowest_point(np.log(sizes), losses)[0] for sizes, losses in zip(N, loss)])
    close(best, np.exp(log_best), name="your array of best sizes", rtol=RTOL)
    x = np.log(C) - np.log(C).mean()
    slope = (x @ log_best) / (x @ x)
    close(a, slope, name="your a", rtol=RTOL)
    close(k, np.exp(log_best.mean() - slope * np.log(C).mean()), name="your k", rtol=RTOL)
