"""The installed command writes nothing to the user's home and reaches for no other machine, in native code neither."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).with_name("cxtext")
#: Calls that name another host: a connection, a datagram.
CALL = re.compile(r"\b(?:connect|sendto|sendmsg|sendmmsg)\(")
ADDRESS = re.compile(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"')


def far_addresses(trace: str) -> list[str]:
    """Return the addresses outside of this machine that traced system calls name."""
    calls = [line for line in trace.splitlines() if CALL.search(line)]
    found = [v4 or v6 for line in calls for v4, v6 in ADDRESS.findall(line)]
    return [address for address in found if not address.startswith("127.") and address not in ("::1", "0.0.0.0", "::")]


def run_traced(command: list[object], log: Path, **kwargs: object) -> subprocess.CompletedProcess[str]:
    """Run a command; its network calls, and those of its children, are traced where strace is installed."""
    strace = ["strace", "-f", "--seccomp-bpf", "-e", "trace=network", "-o", log] if shutil.which("strace") else []
    return subprocess.run([str(part) for part in [*strace, *command]], capture_output=True, text=True, timeout=300, **kwargs)


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_the_trace_sees_native_code_and_child_processes(tmp_path: Path):
    # isolated (-I), so that Python's own network guard is not loaded: what is left to see it is the trace
    lookup = "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('192.0.2.1', 9))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', {lookup!r}])"
    run_traced([sys.executable, "-I", "-c", child], tmp_path / "log")
    assert far_addresses((tmp_path / "log").read_text()) == ["192.0.2.1"]


def test_an_analysis_leaves_the_home_empty_and_calls_no_host(tmp_path: Path, survey: Path):
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_", "HF_", "DO_NOT_"))}
    command = [PROGRAM, "analyze", survey, "--nps-column", "score", "-o", tmp_path / "run", "--no-progress"]
    done = run_traced(command, tmp_path / "log", env={**kept, "HOME": str(home)}, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run" / "report.html").is_file()
    assert list(home.rglob("*")) == []
    if (tmp_path / "log").exists():
        assert far_addresses((tmp_path / "log").read_text()) == []
