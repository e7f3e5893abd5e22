"""G5: Read what the last tenant left in the device's memory.

Newly allocated memory of a device still holds its old contents, such as another learner's arrays. The driver does not
guarantee that it clears memory between contexts, so it is cleared between tenants.

+++
verdict = ["passed"]
prelude = "gpu.py"
device = "gpu"
together = true
layers = ["single use", "turnover"]
limits = { wall_s = 30.0, cpu_s = 30.0 }
+++
"""

MARK = "-".join(("left", "by", "the", "last", "tenant")).encode()

# %% leave a mark everywhere
cuda = reach()
if cuda:
    page = (MARK * (2**20 // len(MARK) + 1))[: 2**20]
    for address, size in cuda.allocate_all():
        for at in range(0, size, 2**20):
            cuda.write(address + at, page)
# %% look for it
cuda = reach()
if cuda:
    for address, size in cuda.allocate_all():
        for at in range(0, size, 2**24):
            if MARK in cuda.read(address + at, 2**16):
                print("BREACH memory of the last tenant at", at)
                break
