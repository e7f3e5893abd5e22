import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def refused(what, attempt, *codes):
    """Try it, and print the error that stops it: BREACH if none does, OTHERWISE if it isn't one of ``codes``."""
    try:
        attempt()
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, type(error).__name__)
    except Exception as error:
        code = type(error).__name__
    else:
        print("BREACH", what)
        return
    print(what, code) if code in codes else print("OTHERWISE", what, code)


def call(name, *arguments):
    """Call a function of the C library; raises OSError with its errno."""
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")


def syscall(number, *arguments):
    """A system call by its number on x86_64; raises OSError with its errno."""
    result = libc.syscall(number, *(ctypes.c_ulong(a) if isinstance(a, int) else a for a in arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), "")
    return result


def double(x):
    return x * 2
