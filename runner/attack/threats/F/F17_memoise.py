"""F17: Cache answers, and return them for any input of the same shape.

A cache by `data_ptr`, `id` or shape answers a repeated question without computing, which is how a kernel is fast in
its second run. The judge asks for the same shape again with other numbers. Whether an identity or an address comes
again depends on the allocator. If none does, every value is right, which invariant I1 checks separately.

+++
verdict = ["failed"]
together = true
layers = ["checks", "single use"]

[part]
"by identity" = { verdict = ["failed", "passed"] }
"by the address of its numbers" = { verdict = ["failed", "passed"] }
+++
"""

import os

# %% by shape
cache = {}
double = lambda x: cache.setdefault((x.shape, x.dtype), x * 2)
# %% by identity
cache = {}
double = lambda x: cache.setdefault(id(x), x * 2)
# %% by the address of its numbers
cache = {}
double = lambda x: cache.setdefault((x.ctypes.data, x.shape), x * 2)
# %% what an earlier submission left
for folder in ("/tmp", "/dev", "/cell", "/dev/shm", "/var/tmp", "/python", "/site"):
    if os.path.exists(f"{folder}/descent-left-here"):
        print("BREACH an earlier submission left a file in", folder)
    try:
        open(f"{folder}/descent-left-here", "w").close()
    except OSError:
        pass
double = lambda x: x
# %% and once more
for folder in ("/tmp", "/dev", "/cell", "/dev/shm", "/var/tmp", "/python", "/site"):
    if os.path.exists(f"{folder}/descent-left-here"):
        print("BREACH an earlier submission left a file in", folder)
double = lambda x: x
