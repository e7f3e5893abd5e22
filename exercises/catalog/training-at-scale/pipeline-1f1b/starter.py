import numpy as np


def schedule_1f1b(stages, micro_batches):
    """The steps of every stage: a list of lists of tuples ("F", i) and ("B", i).

    schedule_1f1b(2, 2) is [[("F", 0), ("F", 1), ("B", 0), ("B", 1)], [("F", 0), ("B", 0), ("F", 1), ("B", 1)]].
    """
    raise NotImplementedError("return the orders")


def start_times(orders, forward, backward):
    """When each step starts, if every stage runs its steps in this order, each as soon as it can.

    orders: a list of p lists of steps    forward, backward: durations

    Returns (p, 2m) floats. Raises a ValueError if the stages wait for each other forever.

    With the orders above, forward = 1.0 and backward = 2.0 it is [[0, 1, 4, 7], [1, 2, 4, 5]].
    """
    raise NotImplementedError("return the start times")


def idle_share(orders, forward, backward):
    """The idle time of all stages, divided by the whole time. With the arguments above it is 1 / 3."""
    raise NotImplementedError("return the share")


def live_activations(orders):
    """For each stage, the largest number of micro-batches whose activations it stores at a time: a list of p ints.

    With the orders above it is [2, 1].
    """
    raise NotImplementedError("return the list")
