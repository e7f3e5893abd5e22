"""A11: Leave a flood of dead children unreaped.

Each zombie keeps a process id until its parent asks for its status. No child can be made in a cell, and the init of
the namespace would reap it.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "pidns"]
+++
"""

refused("spawn", lambda: os.posix_spawn("/python/bin/python3.11", ["python"], {}), "EPERM", "ENOENT")
for _ in range(1000):
    try:
        if os.fork() == 0:
            os._exit(0)
        print("BREACH a child")
    except OSError:
        pass
