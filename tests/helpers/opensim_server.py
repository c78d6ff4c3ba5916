"""Runs in the interpreter that has OpenSim, loads it once, and forks for every script to be run.

Usage: ``python opensim_server.py SOCKET``; it ends when its standard input does. Starting OpenSim
takes seconds, of which the tests would need hundreds.
"""

import json
import os
import runpy
import select
import signal
import socket
import sys
import traceback

import opensim  # noqa: F401  what all this is for


def received(conversation: socket.socket) -> tuple[dict, list[int]]:
    head, files, _, _ = socket.recv_fds(conversation, 8, 3)
    size, told = int.from_bytes(head, "big"), b""
    while len(told) < size:
        told += conversation.recv(size - len(told))
    return json.loads(told), files


def run(arguments: list[str]) -> None:
    """What the interpreter does with these arguments: ``-c CODE ...`` or ``SCRIPT ...``."""
    if arguments[0] == "-c":
        sys.argv = ["-c", *arguments[2:]]
        exec(compile(arguments[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = arguments
        sys.path.insert(0, os.path.dirname(arguments[0]))
        runpy.run_path(arguments[0], run_name="__main__")


def serve(conversation: socket.socket) -> None:
    """In the forked process: as a new interpreter would, in the caller's folder, on its streams."""
    told, files = received(conversation)
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.chdir(told["cwd"])
    os.environ.clear()
    os.environ.update(told["env"])
    code = 0
    try:
        run(told["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    conversation.sendall(bytes([code]))
    os._exit(code)


def main() -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(sys.argv[1])
    listener.listen()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forked ones
    print("ready", flush=True)
    while True:
        ready, _, _ = select.select([listener, 0], [], [])
        if 0 in ready:
            return
        conversation, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            serve(conversation)
        conversation.close()


if __name__ == "__main__":
    main()
