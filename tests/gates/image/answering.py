"""A service that answers every request with the status in its argument."""

from __future__ import annotations

import os
import socket
import sys

with socket.create_server((os.environ["HOST"], int(os.environ["PORT"]))) as server:
    while True:
        with server.accept()[0] as asked:
            asked.recv(4096)
            asked.sendall(f"HTTP/1.1 {sys.argv[1]} .\r\nContent-Length: 0\r\n\r\n".encode())
