"""C5: Read other processes' environment and command line in /proc.

`/proc/1/environ` is the first thing that attackers try in a container, and it often contains passwords. In a cell
/proc is missing or an empty directory.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts"]
+++
"""

for pid in ("1", "2", "self", "thread-self", str(os.getpid()), str(os.getppid()), "4242"):
    for name in ("environ", "cmdline", "status", "cwd/..", "root", "exe", "stat", "comm", "mountinfo", "cgroup"):
        refused(f"{pid}/{name}", lambda name=f"/proc/{pid}/{name}": os.stat(name), "ENOENT")
for name in ("/proc/loadavg", "/proc/net/tcp", "/proc/mounts", "/proc/version", "/proc/cpuinfo"):
    refused(name, lambda name=name: os.stat(name), "ENOENT")
if os.path.exists("/proc") and os.listdir("/proc"):
    print("BREACH /proc shows", os.listdir("/proc")[:5])
