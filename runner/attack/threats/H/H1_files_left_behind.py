"""H1: Leave files where the next submission will look.

isolate's boxes shared `/dev/shm` until 2026. The first submission writes wherever it can and where libraries keep
their caches, and the next ones look for it.

+++
verdict = ["passed"]
prelude = "probe.py"
together = true
layers = ["mounts", "single use", "landlock"]
limits = { wall_s = 10.0, cpu_s = 10.0, memory_mib = 512 }
+++
"""

PLACES = (
    "/tmp", "/tmp/.cache", "/tmp/torch_extensions", "/tmp/.triton", "/tmp/.config/matplotlib", "/tmp/__pycache__",
    "/var/tmp", "/dev/shm", "/dev", "/run", "/cell", "/cell/runner/harness", "/python", "/site", "/", os.path.expanduser("~"),
    os.getcwd(), f"/tmp/{os.getpid()}",
)  # fmt: skip
NAMES = ("descent-left-here", "numpy.py", "sitecustomize.py", "solution.py", ".pth", "torch.py")


def left():
    return [f"{place}/{name}" for place in PLACES for name in NAMES if os.path.lexists(f"{place}/{name}")]


# %% plant
if left():
    print("BREACH", left())
for place in PLACES:
    try:
        os.makedirs(place, exist_ok=True)
        for name in NAMES:
            with open(f"{place}/{name}", "w") as file:
                file.write("print('BREACH: another submission runs this')\n")
    except OSError:
        pass
kept = [open(path) for path in left()]  # and hold them open
# %% look
import torch

if left() or os.listdir("/tmp"):
    print("BREACH", left(), os.listdir("/tmp"))
# %% look once more
if left() or os.listdir("/tmp"):
    print("BREACH", left(), os.listdir("/tmp"))
pages = 0
with open("/tmp/fill", "wb", buffering=0) as file:
    try:
        while file.write(bytes(4_096)) == 4_096:
            pages += 1
    except OSError:
        pass
if pages < 4 * 256:
    print("BREACH a part of /tmp is used:", 4 * 256 - pages, "pages")
