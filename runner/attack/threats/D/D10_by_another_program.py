"""D10: Send data with another program: a mailer, curl, ssh.

Some hosts restrict a process but not its children. In a cell there is no other program, no child process and no
network.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "netns", "mounts"]
+++
"""

import subprocess

# %% programs
for program in ("/usr/sbin/sendmail", "/usr/bin/curl", "/usr/bin/wget", "/usr/bin/ssh", "/bin/nc", "/usr/bin/git"):
    refused(program, lambda: subprocess.run([program, "https://example.org"], check=True), "EPERM")
    refused(program, lambda: os.stat(program), "ENOENT")
refused("a shell's own", lambda: subprocess.check_call("echo >/dev/tcp/1.1.1.1/80", shell=True), "EPERM")
# %% by the library
import ftplib
import http.client
import smtplib

refused("mail", lambda: smtplib.SMTP("127.0.0.1", 25, timeout=0.2), "EAFNOSUPPORT")
refused("http", lambda: http.client.HTTPConnection("1.1.1.1", timeout=0.2).request("GET", "/"), "EAFNOSUPPORT")
refused("ftp", lambda: ftplib.FTP("1.1.1.1", timeout=0.2), "EAFNOSUPPORT")
# %% by a log that somebody reads
import logging.handlers

refused("syslog", lambda: logging.handlers.SysLogHandler(("127.0.0.1", 514)), "EAFNOSUPPORT")
refused(
    "by HTTP",
    lambda: logging.handlers.HTTPHandler("127.0.0.1", "/").getConnection("::1", False).connect(),
    "gaierror",
    "EAFNOSUPPORT",
)
# %% by a loop that runs in the background
import asyncio

refused("asyncio", lambda: asyncio.run(asyncio.open_connection("1.1.1.1", 80)), "EPERM", "ENOSYS", "EAFNOSUPPORT")
