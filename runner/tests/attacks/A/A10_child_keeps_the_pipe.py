"""A10: End the main thread, and let another keep the result's pipe open.

A judge that reads until the end of the pipe waits for ever, and one that waits for the main thread's end sees a
zombie that never goes. The clock needs neither. DOMjudge keeps a submission like it: its parent exits, its child stays.

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
