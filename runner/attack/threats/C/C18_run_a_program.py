"""C18: Run a program: a shell, a compiler, pip, this interpreter once more.

A program starts without the restrictions that the harness has set for itself, and pip can install anything that was
ever published. Starting a program is forbidden before the learner's code is loaded.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "mounts"]
+++
"""

import subprocess
import sys

LOADER = "/lib64/ld-linux-x86-64.so.2" if os.path.exists("/lib64") else "/lib/ld-linux-aarch64.so.1"
PROGRAMS = (sys.executable, "/bin/sh", "/usr/bin/env", "/usr/bin/gcc", "/sbin/init", LOADER, "/tmp/x", "/nowhere")

# %% exec
for program in PROGRAMS:
    refused(program, lambda: os.execv(program, [program, "-c", "print('BREACH')"]), "EPERM")
    refused(program, lambda: os.execve(program, [program], {"LD_PRELOAD": "/tmp/x.so"}), "EPERM")
# %% exec of a descriptor
descriptor = os.open(LOADER, os.O_RDONLY)
refused("fexecve", lambda: os.execve(descriptor, ["x"], {}), "EPERM")
refused("execveat", lambda: call("execveat", descriptor, b"", None, None, 0x1000), "EPERM")
refused("memfd", lambda: os.memfd_create("x"), "EPERM")
# %% spawn
for program in PROGRAMS:
    refused(program, lambda: os.posix_spawn(program, [program], {}), "EPERM")
    refused(program, lambda: subprocess.run([program], check=True), "EPERM")
refused("a shell", lambda: subprocess.check_output("id", shell=True), "EPERM")
refused("popen", lambda: os.popen("id"), "EPERM")
# %% by the C library
for name in ("system", "popen"):
    libc.popen.restype = ctypes.c_void_p
    if getattr(libc, name)(b"echo BREACH", b"r") not in (None, -1, 0x7F00, 0xFF00):
        print("BREACH", name)
# %% pip and ensurepip
refused("pip", lambda: __import__("pip"), "ModuleNotFoundError")
refused("pip", lambda: subprocess.check_call([sys.executable, "-m", "pip", "install", "x"]), "EPERM")
# %% another Python in this one
refused(
    "a process pool", lambda: __import__("multiprocessing").Pool(1), "EPERM", "ENOSYS", "ENOENT", "FileNotFoundError"
)
