"""Elementary functions that take a float, a numpy array or a CasADi symbol alike."""

from __future__ import annotations

from typing import Any

import casadi as ca
import numpy as np

Scalar = Any  # float, numpy array or casadi.SX


def _both(name: str, symbolic: str | None = None) -> Any:
    of_symbol, of_number = getattr(ca, symbolic or name), getattr(np, name)

    def function(x: Scalar) -> Scalar:
        return of_symbol(x) if isinstance(x, ca.SX | ca.MX) else of_number(x)

    function.__name__ = name
    function.__doc__ = f"{name} of a float, an array or a symbol."
    return function


sin = _both("sin")
cos = _both("cos")
tanh = _both("tanh")
exp = _both("exp")
log = _both("log")
sqrt = _both("sqrt")
arcsinh = _both("arcsinh")


def is_zero(x: Scalar) -> bool:
    """Whether a value is the number 0; a symbol is not, whatever it may come to stand for."""
    return not isinstance(x, ca.SX | ca.MX) and not np.any(x)
