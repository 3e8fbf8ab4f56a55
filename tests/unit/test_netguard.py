from __future__ import annotations

import socket
import subprocess
import sys

import netguard
import pytest

FAR = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"


def test_connections_that_leave_the_machine_are_refused():
    with pytest.raises(netguard.NetworkBlockedError, match=r"192\.0\.2\.1"), socket.socket() as far:
        far.connect(("192.0.2.1", 80))
    with pytest.raises(netguard.NetworkBlockedError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)


def test_loopback_works():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5) as near:
        near.sendall(b"x")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(1) == b"x"


def test_child_processes_are_guarded_too():
    done = subprocess.run([sys.executable, "-c", FAR], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "NetworkBlockedError" in done.stderr
