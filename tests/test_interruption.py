"""Ctrl-C is never lost: pressed at random moments while CasADi builds a program."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from hillrunner.interruption import CtrlC, check_ctrl_c, ctrl_c_noted

BUILD = """
import sys, time
import casadi as ca
from hillrunner.interruption import ctrl_c_noted
from hillrunner.model.body.default import default_body
from hillrunner.model.mechanics.rigid_body import inverse_dynamics, kinematics
from hillrunner.solve.program import program_for
from hillrunner.tasks.run import Run

body, whole = default_body(), sys.argv[1] == "whole"
n = len(body.coordinates)

def build():
    if whole:
        program_for(body, Run(speed=3.5), 8).functions.prepare()
    else:
        with ctrl_c_noted():
            q, v, a = (ca.SX.sym(name, n) for name in "qva")
            moving = kinematics(body, *map(ca.vertsplit, (q, v, a)))
            ca.jacobian(ca.vertcat(*inverse_dynamics(body, moving, (0.0, -9.81, 0.0))), q)

if not whole:
    began = time.monotonic()
    build()
    print(time.monotonic() - began, flush=True)
while True:
    print("building", flush=True)
    try:
        build()
        time.sleep(5.0)  # a press may come a little late
    except KeyboardInterrupt:
        print("ended", flush=True)
    else:
        print("lost", flush=True)
"""


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize(("what", "presses"), [("part", 9), ("whole", 1)])
def test_every_press_while_a_program_is_built_ends_the_build(what, presses, tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", BUILD, what],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"HILLRUNNER_CACHE": str(tmp_path)},  # where nothing is built yet
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert child.stdout is not None
    moments = random.Random(9)
    try:
        took = 1.0 if what == "whole" else float(child.stdout.readline())
        for i in range(presses):
            assert child.stdout.readline() == "building\n"
            time.sleep(took * moments.uniform(0.0, 0.9))
            child.send_signal(signal.SIGINT)
            assert child.stdout.readline() == "ended\n", f"press {i} was lost"
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_a_press_is_raised_at_the_end_of_the_block_whatever_else_is_raised():
    for problem in (None, ValueError("no")):
        steps = []
        with pytest.raises(KeyboardInterrupt), ctrl_c_noted() as ctrl_c:
            press()
            steps.append("went on")
            assert ctrl_c.pressed
            if problem:
                raise problem
        assert steps == ["went on"]
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_check_raises_it_in_the_middle():
    steps = []
    with pytest.raises(KeyboardInterrupt), ctrl_c_noted():
        check_ctrl_c()
        press()
        check_ctrl_c()
        steps.append("went on")
    assert steps == []
    check_ctrl_c()  # outside of a block there is nothing to check


def test_a_block_in_a_block_shares_its_note():
    steps = []
    with pytest.raises(KeyboardInterrupt), ctrl_c_noted() as outer:
        with ctrl_c_noted() as inner:
            assert inner is outer
        press()
        steps.append("outer goes on")
        with ctrl_c_noted():
            steps.append("inner goes on")
        steps.append("after the inner")
    assert steps == ["outer goes on", "inner goes on"]


def test_a_handler_of_the_program_is_left_alone():
    heard = []
    before = signal.signal(signal.SIGINT, lambda *_: heard.append("mine"))
    try:
        with ctrl_c_noted() as ctrl_c:
            press()
        assert heard == ["mine"] and not ctrl_c.pressed
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_change_nothing():
    notes: list[CtrlC] = []

    def block() -> None:
        with ctrl_c_noted() as note:
            notes.append(note)

    with ctrl_c_noted() as mine:
        thread = threading.Thread(target=block)
        thread.start()
        thread.join()
        assert notes and notes[0] is not mine
