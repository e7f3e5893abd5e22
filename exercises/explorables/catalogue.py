"""All explorables, in the order of the roadmap."""

from exercises.explorables.ideas import (
    attention,
    chain_rule,
    convolution,
    gradient_descent,
    matrix_map,
    overfitting,
    sampling,
    softmax_temperature,
)
from exercises.explorables.shapes import Explorable

_MODULES = (
    *(matrix_map, chain_rule, gradient_descent, overfitting),
    *(convolution, attention, softmax_temperature, sampling),
)
EXPLORABLES: tuple[Explorable, ...] = tuple(module.IDEA for module in _MODULES)
BY_SLUG = {explorable.slug: explorable for explorable in EXPLORABLES}


def explorables_of_topic(uid: str) -> list[Explorable]:
    """Those about the topic, the one that is mainly about it first."""
    matches = [explorable for explorable in EXPLORABLES if uid in explorable.topics]
    return sorted(matches, key=lambda explorable: explorable.topics.index(uid))


def explorables_of_exercise(slug: str) -> list[Explorable]:
    return [explorable for explorable in EXPLORABLES if explorable.exercise == slug]
