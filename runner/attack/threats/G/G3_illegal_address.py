"""G3: Write to an invalid address, which makes the whole context unusable.

Under a shared server (MPS) the fault of one client ends the others. There is none: each cell has its own context, and
the next one works.

+++
verdict = ["passed", "error"]
prelude = "gpu.py"
device = "gpu"
together = true
layers = ["single use", "one tenant"]
limits = { wall_s = 20.0, cpu_s = 20.0 }
+++
"""

# %% spoil it
cuda = reach()
if cuda:
    cuda.launch("poke", 0)
    try:
        cuda.wait()
        print("BREACH nothing stopped a write to nowhere")
    except CudaError as error:
        print("stopped", error.errno)
# %% the next tenant
cuda = reach()
if cuda:
    address = cuda.allocate(4096)
    cuda.write(address, b"whole" * 8)
    if cuda.read(address, 40) != b"whole" * 8:
        print("BREACH the next tenant's device is spoilt")
