"""A1: Loop forever.

A worker that never comes back grades nobody else. The clock belongs to the judge, so nothing inside the loop can stop
it.

+++
verdict = ["timeout"]
message = "the time limit"
layers = ["clock", "rlimits"]
+++
"""


# %% in Python
def double(x):
    while True:
        pass


# %% that catches everything
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
