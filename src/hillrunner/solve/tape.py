"""A CasADi function as a tape: its instructions in order, as plain arrays.

CasADi's virtual machine runs an SX function as a list of instructions on the slots of a work
vector: ``slot[to] = operation(slot[one], slot[two])``. Taken out once, the same list can be kept
in a file and run over many intervals at once (see :mod:`hillrunner.solve.lanes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import casadi as ca
import numpy as np

from hillrunner.interruption import check_ctrl_c


class Operation(IntEnum):
    """What a tape may hold, by the names of CasADi's ``OP_...``."""

    CONST, INPUT, OUTPUT = 0, 1, 2
    # of two slots
    ADD, SUB, MUL, DIV, POW, CONSTPOW, ATAN2, FMIN, FMAX = range(3, 12)
    LT, LE, EQ, NE, AND, OR, IF_ELSE_ZERO = range(12, 19)
    # of one slot
    NEG, SQ, TWICE, SQRT, INV, EXP, LOG, SIN, COS, TAN, ASIN, ACOS, ATAN = range(19, 32)
    SINH, COSH, TANH, ASINH, FABS, SIGN, NOT, ASSIGN = range(32, 40)


BINARY = [o for o in Operation if Operation.ADD <= o <= Operation.IF_ELSE_ZERO]
CHECKED = 1000  # instructions of a function that are read in two ways
MOST = np.iinfo(np.uint16).max  # slots, constants, arguments or results


@dataclass(frozen=True)
class Tape:
    """The instructions of a function.

    Attributes
    ----------
    code
        (instructions, 4), uint16: a number of :class:`Operation`, then ``to, one,
        two``. They are slots of the work vector, except: ``one`` of a CONST is a place in
        ``constants``, that of an INPUT the place among all arguments' numbers, one argument after
        the other; ``to`` of an OUTPUT is the place among all results' numbers.
    constants
        Numbers that occur.
    slots
        Length of the work vector.
    arguments, results
        How many numbers each argument and result has.
    """

    code: np.ndarray
    constants: np.ndarray
    slots: int
    arguments: tuple[int, ...]
    results: tuple[int, ...]

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it as arrays."""
        return {
            "code": self.code,
            "constants": self.constants,
            "slots": np.array(self.slots),
            "arguments": np.array(self.arguments),
            "results": np.array(self.results),
        }

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> Tape:
        """The tape that was turned into arrays.

        Raises
        ------
        ValueError
            If they are none: running them would read or write outside the work vector.
        """
        tape = cls(
            code=arrays["code"],
            constants=arrays["constants"],
            slots=int(arrays["slots"]),
            arguments=tuple(int(n) for n in arrays["arguments"]),
            results=tuple(int(n) for n in arrays["results"]),
        )
        tape._check()
        return tape

    def _check(self) -> None:
        code = self.code
        if code.dtype != np.uint16 or code.ndim != 2 or code.shape[1] != 4:
            raise ValueError("no code of a tape")
        if self.constants.dtype != np.float64 or self.constants.ndim != 1:
            raise ValueError("no constants of a tape")
        op, to, one, two = code.T
        special = {
            Operation.CONST: (self.slots, self.constants.size),
            Operation.INPUT: (self.slots, sum(self.arguments)),
            Operation.OUTPUT: (sum(self.results), self.slots),
        }
        rest = op >= len(special)
        good = not code.size or int(op.max()) < len(Operation)
        for operation, (most_to, most_one) in special.items():
            of_it = op == operation
            good &= bool((to[of_it] < most_to).all() and (one[of_it] < most_one).all())
        good &= all(bool((places[rest] < self.slots).all()) for places in (to, one, two))
        if not good:
            raise ValueError("a tape that leaves its work vector")


def tape_of(function: ca.Function) -> Tape | None:
    """The tape of an SX function with dense arguments and results.

    None where it holds an operation that is not an :class:`Operation`, is too long for 16-bit
    places, or CasADi does not print it as expected.
    """
    count = function.n_instructions()
    theirs = np.fromiter(map(function.instruction_id, range(count)), dtype=np.int64, count=count)
    number = np.full(max(int(theirs.max(initial=0)), 255) + 1, -1)
    for operation in Operation:
        number[getattr(ca, f"OP_{operation.name}")] = operation
    op = number[theirs]
    arguments = tuple(function.numel_in(i) for i in range(function.n_in()))
    results = tuple(function.numel_out(i) for i in range(function.n_out()))
    if (op < 0).any() or max(function.sz_w(), sum(arguments), sum(results)) > MOST:
        return None
    check_ctrl_c()
    places = _places(function, op)
    if places is None:
        return None
    to, one, two = places.T
    is_constant, is_input, is_output = (op == k for k in list(Operation)[:3])
    # an argument or result and a place in it, as one place
    one[is_input] = np.cumsum([0, *arguments])[one[is_input]] + two[is_input]
    to[is_output] = np.cumsum([0, *results])[to[is_output]] + one[is_output]
    one[is_output] = two[is_output]
    two[is_input | is_output] = 0
    values = [function.instruction_constant(i) for i in np.flatnonzero(is_constant).tolist()]
    constants, one[is_constant] = np.unique(np.array(values, dtype=float), return_inverse=True)
    if constants.size > MOST:
        return None
    code = np.stack([op, to, one, two], axis=1).astype(np.uint16)
    return Tape(code, constants, function.sz_w(), arguments, results)


def _places(function: ca.Function, op: np.ndarray) -> np.ndarray | None:
    """The numbers of slots, arguments and results in each instruction, (instructions, 3).

    They are read from what CasADi prints, as ``@3 = (@1+@2);``, ``@1 = input[0][2];`` and
    ``output[0][1] = @2;``: to ask for each takes twice as long. Some are asked for, as a
    check; None if they differ.
    """
    reads = np.ones(len(Operation), dtype=np.int64)
    reads[[Operation.INPUT, Operation.OUTPUT, *BINARY]] = 2
    reads[Operation.CONST] = 0
    counts = 1 + reads[op]
    printed = function.str(True).partition("Algorithm:\n")[2].encode()
    text = np.frombuffer(printed + b"\n", dtype=np.uint8)
    marks = np.flatnonzero((text == ord("@")) | (text == ord("[")))
    ends = np.searchsorted(marks, np.flatnonzero(text == ord("\n")))  # of lines, among the marks
    if not np.array_equal(np.diff(ends, prepend=0), counts):
        return None
    digits = text - np.uint8(ord("0"))  # all that is no digit becomes more than 9
    numbers, at, going = np.zeros(len(marks), dtype=np.int64), marks + 1, np.arange(len(marks))
    while going.size:
        is_digit = digits[at] < 10
        going, at = going[is_digit], at[is_digit]
        numbers[going] = 10 * numbers[going] + digits[at]
        at = at + 1
    places = np.zeros((len(op), 3), dtype=np.int64)
    first = ends - counts
    for k in range(3):
        there = counts > k
        places[there, k] = numbers[first[there] + k]
    for i in range(0, len(op), max(len(op) // CHECKED, 1)):
        asked = [*function.instruction_output(i), *function.instruction_input(i)]
        if asked != places[i, : counts[i]].tolist():
            return None
    return places
