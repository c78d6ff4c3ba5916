"""The loop over a tape's instructions, compiled by numba; its machine code is kept by numba."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.extending import intrinsic

from hillrunner.solve.tape import Operation as Op

LANES = 32  # intervals an instruction acts on: one step at the default mesh
VECTOR = 8  # lanes that are loaded, reckoned with and stored together

Kernel = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray], None]


def _of_rows(arithmetic: str) -> Any:
    """An operation of two rows of the work array, ``of(work, to, one, two)``, by vectors.

    Rows may be one and the same, so that a compiler that does not know which are must go lane by
    lane; this takes half the time.
    """

    def of_rows(
        typing_context: Any, work: Any, to: Any, one: Any, two: Any
    ) -> tuple[Any, Callable[..., Any]]:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            vector, index = ir.VectorType(ir.DoubleType(), VECTOR), ir.IntType(64)
            array = context.make_array(signature.args[0])(context, builder, arguments[0])
            base = builder.bitcast(array.data, vector.as_pointer())

            def places(row: Any) -> list[Any]:
                first = builder.mul(builder.zext(row, index), index(LANES // VECTOR))
                return [
                    builder.gep(base, [builder.add(first, index(i))])
                    for i in range(LANES // VECTOR)
                ]

            left, right = (
                [builder.load(place, align=8) for place in places(row)] for row in arguments[2:]
            )
            values = map(getattr(builder, arithmetic), left, right)
            for value, place in zip(values, places(arguments[1]), strict=True):
                builder.store(value, place, align=8)
            return context.get_dummy_value()

        return numba.void(work, to, one, two), generate

    return intrinsic(of_rows)


_add, _subtract, _multiply, _divide = map(_of_rows, ("fadd", "fsub", "fmul", "fdiv"))


def _loop(
    code: np.ndarray, constants: np.ndarray, w: np.ndarray, x: np.ndarray, y: np.ndarray
) -> None:
    """Fill ``y`` (results, lanes) from ``x`` (arguments, lanes), by way of ``w`` (slots, LANES)."""
    for start in range(0, x.shape[1], LANES):
        for i in range(code.shape[0]):
            op, to, one, two = code[i, 0], code[i, 1], code[i, 2], code[i, 3]
            # the most frequent first
            if op == Op.MUL:
                _multiply(w, to, one, two)
            elif op == Op.ADD:
                _add(w, to, one, two)
            elif op == Op.SUB:
                _subtract(w, to, one, two)
            elif op == Op.DIV:
                _divide(w, to, one, two)
            elif op == Op.TWICE:
                _add(w, to, one, one)
            elif op == Op.SQ:
                _multiply(w, to, one, one)
            elif op == Op.CONST:
                for k in range(LANES):
                    w[to, k] = constants[one]
            elif op == Op.INPUT:
                for k in range(LANES):
                    w[to, k] = x[one, start + k]
            elif op == Op.OUTPUT:
                for k in range(LANES):
                    y[to, start + k] = w[one, k]
            elif op == Op.NEG:
                for k in range(LANES):
                    w[to, k] = -w[one, k]
            elif op == Op.SQRT:
                for k in range(LANES):
                    w[to, k] = math.sqrt(w[one, k])
            elif op == Op.INV:
                for k in range(LANES):
                    w[to, k] = 1.0 / w[one, k]
            elif op == Op.EXP:
                for k in range(LANES):
                    w[to, k] = math.exp(w[one, k])
            elif op == Op.LOG:
                for k in range(LANES):
                    w[to, k] = math.log(w[one, k])
            elif op == Op.POW or op == Op.CONSTPOW:
                for k in range(LANES):
                    w[to, k] = w[one, k] ** w[two, k]
            elif op == Op.SIN:
                for k in range(LANES):
                    w[to, k] = math.sin(w[one, k])
            elif op == Op.COS:
                for k in range(LANES):
                    w[to, k] = math.cos(w[one, k])
            elif op == Op.TAN:
                for k in range(LANES):
                    w[to, k] = math.tan(w[one, k])
            elif op == Op.ASIN:
                for k in range(LANES):
                    w[to, k] = math.asin(w[one, k])
            elif op == Op.ACOS:
                for k in range(LANES):
                    w[to, k] = math.acos(w[one, k])
            elif op == Op.ATAN:
                for k in range(LANES):
                    w[to, k] = math.atan(w[one, k])
            elif op == Op.ATAN2:
                for k in range(LANES):
                    w[to, k] = math.atan2(w[one, k], w[two, k])
            elif op == Op.SINH:
                for k in range(LANES):
                    w[to, k] = math.sinh(w[one, k])
            elif op == Op.COSH:
                for k in range(LANES):
                    w[to, k] = math.cosh(w[one, k])
            elif op == Op.TANH:
                for k in range(LANES):
                    w[to, k] = math.tanh(w[one, k])
            elif op == Op.ASINH:
                for k in range(LANES):
                    w[to, k] = math.asinh(w[one, k])
            elif op == Op.FABS:
                for k in range(LANES):
                    w[to, k] = abs(w[one, k])
            elif op == Op.SIGN:
                for k in range(LANES):
                    a = w[one, k]
                    w[to, k] = 1.0 if a > 0.0 else (-1.0 if a < 0.0 else a)
            elif op == Op.FMIN:
                for k in range(LANES):
                    a, b = w[one, k], w[two, k]
                    w[to, k] = a if a <= b or b != b else b
            elif op == Op.FMAX:
                for k in range(LANES):
                    a, b = w[one, k], w[two, k]
                    w[to, k] = a if a >= b or b != b else b
            elif op == Op.LT:
                for k in range(LANES):
                    w[to, k] = 1.0 if w[one, k] < w[two, k] else 0.0
            elif op == Op.LE:
                for k in range(LANES):
                    w[to, k] = 1.0 if w[one, k] <= w[two, k] else 0.0
            elif op == Op.EQ:
                for k in range(LANES):
                    w[to, k] = 1.0 if w[one, k] == w[two, k] else 0.0
            elif op == Op.NE:
                for k in range(LANES):
                    w[to, k] = 1.0 if w[one, k] != w[two, k] else 0.0
            elif op == Op.NOT:
                for k in range(LANES):
                    w[to, k] = 1.0 if w[one, k] == 0.0 else 0.0
            elif op == Op.AND:
                for k in range(LANES):
                    w[to, k] = 1.0 if w[one, k] != 0.0 and w[two, k] != 0.0 else 0.0
            elif op == Op.OR:
                for k in range(LANES):
                    w[to, k] = 1.0 if w[one, k] != 0.0 or w[two, k] != 0.0 else 0.0
            elif op == Op.IF_ELSE_ZERO:
                for k in range(LANES):
                    w[to, k] = w[two, k] if w[one, k] != 0.0 else 0.0
            elif op == Op.ASSIGN:
                for k in range(LANES):
                    w[to, k] = w[one, k]


@cache
def kernel() -> Kernel:
    """The loop, compiled, or taken from where numba keeps what it compiled before.

    Raises
    ------
    ImportError
        If numba's compiler is switched off.
    """
    if getattr(numba.config, "DISABLE_JIT", 0):
        raise ImportError("numba's compiler is switched off (NUMBA_DISABLE_JIT).")
    rows = numba.float64[:, ::1]
    signature = numba.void(numba.uint16[:, ::1], numba.float64[::1], rows, rows, rows)
    try:
        compiled: Kernel = numba.njit(signature, cache=True, error_model="numpy")(_loop)
    except Exception:  # nowhere to keep it, or what is kept is damaged
        compiled = numba.njit(signature, error_model="numpy")(_loop)
    return compiled
