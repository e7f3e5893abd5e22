"""G13: Run a compiler: nvcc, gcc, ptxas, directly or through PyTorch and Triton.

A compiler is a program, and its caller chooses what it reads and writes. A cell executes none. Its error message says
so plainly, because learners call torch.compile in good faith. The driver still compiles Triton's kernels.

+++
verdict = ["passed"]
prelude = "gpu.py"
device = "gpu"
layers = ["seccomp", "mounts"]
limits = { wall_s = 30.0, cpu_s = 30.0, memory_mib = 1024 }
+++
"""

import subprocess

# %% by their names
for program in ("nvcc", "gcc", "g++", "cc", "clang", "ptxas", "/usr/local/cuda/bin/nvcc", "/usr/bin/gcc"):
    try:
        subprocess.run([program, "--version"], check=True)
        print("BREACH", program)
    except OSError as error:
        print(program, errno.errorcode[error.errno])
# %% by torch
import torch

try:
    print("BREACH compiled", torch.compile(lambda x: x.sin() + 1)(torch.ones(8)))
except Exception as error:
    print("stopped", type(error).__name__)
# %% by triton
try:
    import triton
except ImportError:
    print("no triton")
else:
    for what, attempt in {
        "ptxas": lambda: triton.knobs.nvidia.ptxas,
        "a C compiler": lambda: triton.runtime.build.compile_module_from_src("int x;", "x"),
        "nvdisasm": lambda: triton.knobs.nvidia.nvdisasm,
    }.items():
        try:
            print("BREACH", what, attempt())
        except (OSError, RuntimeError) as error:
            print("stopped", what, type(error).__name__)
