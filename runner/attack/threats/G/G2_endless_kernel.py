"""G2: Start a kernel that never ends.

A process inside the driver does not end before its kernel does, even if it is killed. The judge's clock stops the
submission anyway. A device that does not become idle is taken out of service before the next tenant.

+++
verdict = ["passed", "timeout"]
prelude = "gpu.py"
device = "gpu"
layers = ["clock", "turnover"]
limits = { wall_s = 5.0, cpu_s = 10.0 }
+++
"""

# %% waited for
cuda = reach()
if cuda:
    cuda.launch("spin", cuda.allocate(4096))
    cuda.wait()
    print("BREACH an endless kernel ended")
# %% left behind
cuda = reach()
if cuda:
    cuda.launch("spin", cuda.allocate(4096))
