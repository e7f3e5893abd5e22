"""A9: Fork twice, become a session leader and outlive the judge.

A daemon that survives its submission uses CPU time forever, or waits for the next learner. Killing the process group
does not reach it, but killing its namespace does. In a cell it can't even be started.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "pidns"]
+++
"""


def daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True:
                pass


refused("a daemon", daemon, "EPERM")
refused("setsid", os.setsid, "EPERM")
refused("setpgid", lambda: os.setpgid(0, 0), "EPERM")
