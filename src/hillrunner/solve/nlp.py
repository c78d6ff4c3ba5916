"""The program's functions as those that CasADi's door to IPOPT calls."""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca
import numpy as np

from hillrunner.solve.assembly import Assembly, Pattern

Numbers = list[np.ndarray]
Called = Callable[[Numbers, list[np.ndarray | None]], None]  # arguments; results to fill, if wanted


class _Function(ca.Callback):
    """A function of named arguments and results that CasADi calls back."""

    def __init__(
        self,
        name: str,
        arguments: dict[str, ca.Sparsity],
        results: dict[str, ca.Sparsity],
        called: Called,
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self._arguments, self._results = list(arguments.items()), list(results.items())
        self._called, self._failed = called, failed
        self.construct(name, {})

    def get_n_in(self) -> int:
        return len(self._arguments)

    def get_n_out(self) -> int:
        return len(self._results)

    def get_name_in(self, i: int) -> str:
        return self._arguments[i][0]

    def get_name_out(self, i: int) -> str:
        return self._results[i][0]

    def get_sparsity_in(self, i: int) -> ca.Sparsity:
        return self._arguments[i][1]

    def get_sparsity_out(self, i: int) -> ca.Sparsity:
        return self._results[i][1]

    def has_eval_buffer(self) -> bool:
        return True

    def eval_buffer(self, arguments: list[memoryview], results: list[memoryview | None]) -> int:
        try:
            self._called(
                [np.frombuffer(a) for a in arguments],
                [None if r is None else np.frombuffer(r) for r in results],
            )
        except BaseException as fault:  # CasADi would lose it
            self._failed(fault)
            return 1
        return 0


class Nlp:
    """The four functions of IPOPT, by the names that CasADi gives them.

    Attributes
    ----------
    value, gradient, jacobian, hessian
        ``x, p -> f, g``; ``x, p -> f, gradient``; ``x, p -> g, Jacobian``; ``x, p, s, lam ->
        Hessian``, upper triangle.
    fault
        What the first of them that failed raised; whoever runs IPOPT has to stop and raise it.
    """

    def __init__(self, functions: Assembly) -> None:
        functions.prepare()
        self._functions = functions
        self._last: tuple[np.ndarray, np.ndarray, tuple[float, np.ndarray]] | None = None
        self.fault: BaseException | None = None
        dense = ca.Sparsity.dense
        at = {"x": dense(functions.size), "p": dense(functions.parameter_count)}
        f, g = {"f": dense(1)}, {"g": dense(functions.row_count)}
        slope = {"grad:f:x": dense(functions.size)}
        jacobian = {"jac:g:x": _sparsity(functions.jacobian_pattern)}
        weights = {"lam:f": dense(1), "lam:g": dense(functions.row_count)}
        curvature = {"triu:hess:gamma:x:x": _sparsity(functions.hessian_pattern)}
        self.value = _Function("nlp_value", at, f | g, self._value, self._failed)
        self.gradient = _Function("nlp_grad_f", at, f | slope, self._gradient, self._failed)
        self.jacobian = _Function("nlp_jac_g", at, g | jacobian, self._jacobian, self._failed)
        self.hessian = _Function("nlp_hess_l", at | weights, curvature, self._hessian, self._failed)

    def _failed(self, fault: BaseException) -> None:
        self.fault = self.fault or fault

    def _values(self, x: np.ndarray, p: np.ndarray) -> tuple[float, np.ndarray]:
        """Objective and rows, which are asked for one after the other, in one evaluation."""
        last = self._last
        if last is None or not (np.array_equal(x, last[0]) and np.array_equal(p, last[1])):
            self._last = last = (x.copy(), p.copy(), self._functions.value(x, p))
        return last[2]

    def _value(self, arguments: Numbers, results: list[np.ndarray | None]) -> None:
        for result, value in zip(results, self._values(*arguments), strict=True):
            if result is not None:
                result[:] = value

    def _gradient(self, arguments: Numbers, results: list[np.ndarray | None]) -> None:
        f, slope = results
        if f is not None:
            f[:] = self._values(*arguments)[0]
        if slope is not None:
            slope[:] = self._functions.gradient(*arguments)

    def _jacobian(self, arguments: Numbers, results: list[np.ndarray | None]) -> None:
        g, jacobian = results
        if g is not None:
            g[:] = self._values(*arguments)[1]
        if jacobian is not None:
            jacobian[:] = self._functions.jacobian(*arguments)

    def _hessian(self, arguments: Numbers, results: list[np.ndarray | None]) -> None:
        x, p, s, lam = arguments
        if results[0] is not None:
            results[0][:] = self._functions.hessian(x, p, float(s[0]), lam)


def _sparsity(pattern: Pattern) -> ca.Sparsity:
    return ca.Sparsity(*pattern.shape, pattern.starts.tolist(), pattern.rows.tolist())
