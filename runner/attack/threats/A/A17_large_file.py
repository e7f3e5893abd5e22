"""A17: Fill the disk with one file.

Piston lists this among its past exploits. The only place to write is a small file system in memory that belongs to the
cell and disappears with it.

+++
verdict = ["error"]
layers = ["mounts", "rlimits"]
+++
"""


# %% and never stop
def double(x):
    with open("/tmp/large", "wb") as file:
        while True:
            file.write(bytes(2**16))


# %% in several files
def double(x):
    for number in range(100):
        with open(f"/tmp/{number}", "wb") as file:
            file.write(bytes(2**20))
