"""Stands in for the interpreter that has OpenSim: hands everything to opensim_server.py.

Usage: ``python opensim_client.py SOCKET ARGUMENT ...``
"""

import json
import os
import socket
import sys

server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])
told = {"arguments": sys.argv[2:], "cwd": os.getcwd(), "env": dict(os.environ)}
text = json.dumps(told).encode()
socket.send_fds(server, [len(text).to_bytes(8, "big")], [0, 1, 2])
server.sendall(text)
code = server.recv(1)
sys.exit(code[0] if code else "OpenSim's process was lost.")
