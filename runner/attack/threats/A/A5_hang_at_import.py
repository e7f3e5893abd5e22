"""A5: Hang before the first check, while the source is loaded.

The limit must also cover loading the source, and the learner must be told that no check was run.

+++
verdict = ["timeout"]
message = "No check was run"
layers = ["clock", "rlimits"]
+++
"""

# %% at the top level
while True:
    pass


# %% in the making of a class
class Never(type):
    def __prepare__(name, bases):
        while True:
            pass


class Hang(metaclass=Never):
    pass


# %% in a decorator
def never(function):
    while True:
        pass


@never
def double(x):
    return x * 2
