"""The outcomes that the probe must have in a cell, layer by layer, and the remedies where it has others."""

from __future__ import annotations

from runner.harness import landlock

from . import weak_mode

Expectations = dict[str, tuple[str, dict[str, tuple[str, ...]]]]  # by layer: what to do, and how attempts may end

ENVIRONMENT = (
    "HOME LC_ALL LD_LIBRARY_PATH MKL_NUM_THREADS NUMEXPR_NUM_THREADS OMP_NUM_THREADS OPENBLAS_NUM_THREADS PWD TMPDIR"
)
_CARD_ENVIRONMENT = (
    "CUDA_CACHE_DISABLE CUDA_MODULE_LOADING CUDA_VISIBLE_DEVICES PYTORCH_NVML_BASED_CUDA_CHECK "
    "TRITON_DEFAULT_FP_FUSION TRITON_INTERPRET TRITON_LIBCUDA_PATH TRITON_LIBDEVICE_PATH"
)
_ROOTS = (
    "cell dev lib lib64 proc python sealed site sys tmp usr",
    "cell dev lib proc python sealed site sys tmp usr",
    "cell dev lib64 proc python sealed site sys tmp usr",
)
SEE_HOSTS = "see docs/security.md, Hosts"
FIX_NAMESPACE = f"bubblewrap did not make the namespace; {SEE_HOSTS}"
FIX_FILTER = "the kernel must have CONFIG_SECCOMP_FILTER, 4.14 or newer, on x86_64 or aarch64"
FIX_FILES = "the sandbox binds too much: report this as a bug, with the output of doctor --json"
WEAK = (
    f"asked for by {weak_mode.VARIABLE}: learners' code runs limited and without network, but without namespaces or a "
    "root of its own; for development only"
)
FIX_WEAK = f"unset {weak_mode.VARIABLE} and let the host have the sandbox; {SEE_HOSTS}"
LANDLOCK_WISH = "a kernel of 5.13 or newer with lsm=landlock,... among its parameters closes them twice"
FIX_LANDLOCK = "cells leave out a layer that this kernel has: report this as a bug, with the output of doctor --json"
FIX_LIMITS = f"the kernel did not keep a resource limit; {SEE_HOSTS}"

# How each attempt of the probe must end. Several names where kernels differ.
EXPECTED: Expectations = {
    "files": (FIX_FILES, {
        "read /etc/passwd": ("ENOENT",),
        "read /proc/self/status": ("ENOENT",),
        "read our own code": ("ENOENT",),
        "write to /": ("EROFS", "EACCES"),
        "write to the interpreter": ("EROFS", "EACCES"),
        "write to the libraries": ("EROFS", "EACCES"),
        "root directory": _ROOTS,
        "devices": ("null random urandom",),
    }),
    "environment": (FIX_FILES, {
        "environment": (ENVIRONMENT,),
        "open descriptors": ("0 1 2 3 4",),
    }),
    "disk": (FIX_LIMITS, {
        "fill /tmp": ("ENOSPC",),
        "many files in /tmp": ("ENOSPC",),
        "execute from /tmp": ("EPERM",),
    }),
    "file limits": (FIX_LIMITS, {
        "open 100 files": ("EMFILE",),
        "write beyond the size of a file": ("EFBIG",),
    }),
    "memory": (FIX_LIMITS, {
        "allocate twice the memory": ("MemoryError", "_ArrayMemoryError"),
        "share memory": ("EPERM",),
        "reserve 1 TiB": ("ENOMEM",),
        "change a limit": ("ValueError",),  # what Python makes of EPERM
        "computing": ("limited",),
        "core dump size": ("0",),
    }),
    "system calls": (FIX_FILTER, {
        "execute a program": ("EPERM",),
        "fork": ("EPERM",),
        "signal another process": ("EPERM",),
        "open a socket": ("EAFNOSUPPORT",),
        "open a unix socket": ("EAFNOSUPPORT",),
        "become root": ("EPERM",),
        "own user namespace": ("EPERM",),
        "clone3": ("ENOSYS",),
        "ptrace": ("EPERM",),
        "keyring": ("EPERM",),
        "io_uring": ("EPERM",),
        "bpf": ("EPERM",),
        "an unknown system call": ("ENOSYS",),
    }),
    "threads": (FIX_LIMITS, {"twice the threads": ("RuntimeError",)}),
}  # fmt: skip

# What holds in the weak mode too.
EXPECTED_WEAK: Expectations = {
    "files": (FIX_WEAK, {
        "write to /": ("EROFS",),
        "write beyond the size of a file": ("EROFS",),
        "open 100 files": ("EMFILE",),
    }),
    "memory": EXPECTED["memory"],
    "system calls": EXPECTED["system calls"],
}  # fmt: skip

# What a cell on a card must be able to do, and must not (card_probe.py).
CARD: dict[str, tuple[str, ...]] = {
    "compute": ("56.0",),
    "cards": ("1",),
    "make a node": ("EPERM",),
    "a request that is not the driver's": ("ENOTTY",),
}


def on_card(devices: str) -> Expectations:
    """Return the outcomes for a cell on a card: those of every cell, except for what CUDA needs.

    ``devices``: the names in its /dev. It has a part of /proc, which Landlock closes once CUDA has started, more
    variables and descriptors, and no limit on addresses, of which CUDA reserves terabytes.
    """
    changes: dict[str, dict[str, tuple[str, ...]]] = {
        "files": {
            "read /proc/self/status": ("EACCES",) if landlock.version() else ("done",),
            "root directory": tuple(names.replace("dev ", "dev driver ") for names in _ROOTS),
            "devices": (devices,),
        },
        "environment": {"environment": (" ".join(sorted(f"{ENVIRONMENT} {_CARD_ENVIRONMENT}".split())),)},
        "memory": {"reserve 1 TiB": ("done",)},
    }
    expected = {name: (fix, attempts | changes.get(name, {})) for name, (fix, attempts) in EXPECTED.items()}
    del expected["environment"][1]["open descriptors"]
    return expected
