"""A10: End the main thread, and let another keep the result's pipe open.

A judge that reads until the end of the pipe waits forever, and one that waits for the main thread to end sees a
zombie that never goes away. Here the clock ends the run in both cases. DOMjudge has a similar test, in which the
parent exits and the child stays.

+++
verdict = ["timeout", "error"]
layers = ["clock", "pidns"]
+++
"""

import ctypes
import threading
import time


def stay():
    time.sleep(1e9)


def double(x):
    threading.Thread(target=stay).start()
    ctypes.CDLL(None).syscall(60, 0)  # exit: this thread alone
