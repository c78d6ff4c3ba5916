"""Work for the tests of batch, where other processes can import it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from hillrunner.errors import RunnerError, SolveError
from hillrunner.files import part_of
from hillrunner.motion.solved import Status


class OddError(SolveError):
    """An error of a class that only this file knows."""


def square(order, tell):
    tell(f"squaring {order['x']}")
    return {"square": order["x"] ** 2}


def shape(order, tell):
    """What the work gets, and whether it came as JSON has it."""
    return {"types": {key: type(value).__name__ for key, value in order.items()}, "pair": (1, 2)}


def fail(order, tell):
    if order["how"] == "runner":
        raise RunnerError("height is 17 m, but must be from 1.2 to 2.2 m.")
    if order["how"] == "solve":
        raise SolveError("It fell over.", Status.INFEASIBLE)
    if order["how"] == "time":
        raise SolveError("It took too long.", Status.TIME)
    if order["how"] == "odd":
        raise OddError("Odd.", Status.NEAR)
    if order["how"] == "mistake":
        return {"one": [][1]}
    if order["how"] == "no JSON":
        return {"one": {1, 2}}
    if order["how"] == "not finite":
        return {"one": float("nan")}
    if order["how"] == "no file":
        return {}
    return {"fine": True}


def die(order, tell):
    """End the process at once, in a way that Python does not see, unless ``how`` is empty."""
    if order["how"] == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if order["how"] == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order["how"] == "exit":
        os._exit(3)
    if order["how"] == "while it writes":
        path = Path(order["path"])
        part_of(path, os.getpid()).write_text("half")
        os.kill(os.getpid(), signal.SIGKILL)
    return {"process": os.getpid()}


def surroundings(order, tell):
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    return {
        "threads": [os.environ.get(name) for name in names],
        "ignores": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
        "blocked": signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()),
        "process": os.getpid(),
    }


def write(order, tell):
    """Leave a file, and count how often that was done."""
    path = Path(order["path"])
    path.write_text(order["text"])
    with (path.parent / "count").open("a") as count:
        count.write("x")
    return {"length": len(order["text"])}


def counted(order, tell):
    """Leave a line for each begin and each end, which say in which process that was; in between,
    wait while there is a file called ``hold`` after the job."""
    folder, name = Path(order["folder"]), order["name"]
    _note(folder / f"{name}.begun")
    tell(f"{name} has begun")
    while (folder / f"{name}.hold").exists():
        time.sleep(0.02)
    _note(folder / f"{name}.done")
    return {"name": name}


def _note(path):
    with path.open("a") as file:
        file.write(f"{os.getpid()}\n")


def nap(order, tell):
    tell("asleep")
    time.sleep(order["seconds"])
    return {}
