"""G11: Leave a compiled kernel in the caches, for the next run to load.

The driver, Triton and PyTorch keep what they compiled under the home directory and load it again without checking who
compiled it. A cell's home is its own /tmp, which disappears with the cell.

+++
verdict = ["passed"]
prelude = "gpu.py"
device = "gpu"
together = true
layers = ["mounts", "single use"]
+++
"""

CACHES = ("~/.nv/ComputeCache", "~/.triton/cache", "~/.cache/torch_extensions", "~/.cache/torch/kernels",
          "/tmp/torchinductor_root", "/var/tmp/nv", "/dev/shm/nv")  # fmt: skip

# %% leave it
for cache in map(os.path.expanduser, CACHES):
    try:
        os.makedirs(cache, exist_ok=True)
        open(f"{cache}/poison", "wb").write(b"\x7fELF")
    except OSError as error:
        print(cache, errno.errorcode[error.errno])
# %% look for it
for cache in map(os.path.expanduser, CACHES):
    if os.path.exists(f"{cache}/poison"):
        print("BREACH", cache)
