"""A batch of bodies on a graphics card: the functions of a run's intervals, and Newton's system.

    python benchmarks/gpu_lanes.py export FILE.npz [--near]
    python benchmarks/gpu_lanes.py measure FILE.npz FIGURES.json [--interpreted] [--loose 1e-6]

The first writes what the second takes, with times on one core of the computer it runs on (see
``gpu_export.py``). The second needs no hillrunner, but numpy, CuPy and JAX and a card; it compiles
for minutes, on all cores, unless tapes are only to be interpreted. It is an experiment: nothing of
it is part of the program.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from gpu_system import LOOSE, Layout, System, curvatures
from gpu_tape import TOGETHER, Code, Compiled, compiled, interpreter
from gpu_timing import by_clock, by_events

FUNCTIONS = ("value", "gradient", "first", "second")
INTERVALS = 30
BATCHES = (1, 32, 256, 1024)  # bodies
SYSTEMS = (1, 32, 256)
PANELS = (0, 111, 74, 37)  # columns that are factorised at once; 0: all, by the library
REFINED = 3  # steps, at most
THREADS = 64  # of a block
LOCAL_BYTES = 3  # CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES
ARCHITECTURE = "sm_90"  # H100, H200


def arguments(data: Any, name: str, bodies: int) -> np.ndarray:
    """What a function takes, (numbers, intervals x bodies), the bodies side by side."""
    p = np.tile(data["p"], (bodies, 1))
    p[:, data["varying"]] = data["p_varying"][:bodies]
    local = (data["x"][data["index"]] * data["sign"]).T
    shares, n = data["shares"], len(data["shares"])
    parts = [np.repeat(local, bodies, axis=1), np.repeat(shares, bodies)[None], np.tile(p.T, n)]
    if name == "second":
        rows = len(data["value_sample"]) - 1
        lam = data["lam"][: n * rows].reshape(n, rows).T
        parts += [np.ones((1, n * bodies)), np.repeat(lam, bodies, axis=1)]
    return np.concatenate(parts)


def tape(data: Any, name: str) -> Code:
    """A function's tape."""
    return Code(
        name,
        [str(operation) for operation in data["operations"]],
        data[f"{name}_code"],
        data[f"{name}_constants"],
        int(data[f"{name}_slots"]),
        int(data[f"{name}_arguments"].sum()),
        int(data[f"{name}_results"].sum()),
    )


def machine_code(source: str) -> bytes:
    """The card's code of a text, which takes no card."""
    from cupy_backends.cuda.libs import nvrtc

    program = nvrtc.createProgram(source, "tape.cu", (), ())
    nvrtc.compileProgram(program, (f"-arch={ARCHITECTURE}", "-std=c++17"))
    return bytes(nvrtc.getCUBIN(program))


def machine_codes(
    data: Any, names: tuple[str, ...], figures: dict[str, Any], *, straight: bool
) -> dict[str, tuple[Code, Compiled, list[bytes]]]:
    """The functions' kernels, compiled on all cores; none where they are not ``straight``."""
    began = time.perf_counter()
    made: dict[str, tuple[Code, Compiled, list[Future[bytes]]]] = {}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for name in names:
            code = tape(data, name)
            texts = compiled(code) if straight else Compiled([], [], 0, 0, 0)
            made[name] = code, texts, [pool.submit(machine_code, file) for file in texts.files]
        figures["generate_seconds"] = time.perf_counter() - began
        done = {
            name: (code, texts, [one.result() for one in waiting])
            for name, (code, texts, waiting) in made.items()
        }
    figures["compile_seconds"] = time.perf_counter() - began
    return done


class OnCard:
    """A function as kernels that are ready, in both ways."""

    def __init__(self, code: Code, made: Compiled, files: list[bytes]) -> None:
        import cupy as cp

        self.code, self.made = code, made
        self._modules = [_module(cp, file) for file in files]
        self._kernels = [
            self._modules[k // TOGETHER].get_function(name) for k, name in enumerate(made.kernels)
        ]
        self.spilled = max(map(_local_bytes, self._kernels), default=0)
        self._module = _module(cp, machine_code(interpreter(code.operations)))
        self._interpret = self._module.get_function("interpret")
        self._code = cp.asarray(code.code)
        self._constants = cp.asarray(code.constants)

    def ways(self, x: Any, y: Any, work: Any) -> dict[str, Callable[[], None]]:
        """What evaluates the function in each way, by arguments into results."""
        lanes = x.shape[1]
        grid, block = (-(-lanes // THREADS),), (THREADS,)
        n = np.int64(lanes)

        def straight() -> None:
            for kernel in self._kernels:
                kernel(grid, block, (x, work, y, n))

        def interpreted() -> None:
            count = np.int64(len(self.code.code))
            self._interpret(grid, block, (self._code, count, self._constants, x, work, y, n))

        both = {"straight": straight, "interpreted": interpreted}
        return both if self._kernels else {"interpreted": interpreted}

    @property
    def rows(self) -> int:
        """Rows of the work array, of either way."""
        return max(self.made.rows, self.code.slots)


def _local_bytes(kernel: Any) -> int:
    """Bytes of a thread that do not stay in registers."""
    from cupy_backends.cuda.api import driver

    return int(driver.funcGetAttribute(LOCAL_BYTES, kernel.ptr))


def _module(cp: Any, code: bytes) -> Any:
    module = cp.cuda.function.Module()
    module.load(code)
    return module


def in_a_graph(run: Callable[[], None]) -> Callable[[], None]:
    """The same launches, as one."""
    import cupy as cp

    stream = cp.cuda.Stream(non_blocking=True)
    with stream:
        stream.begin_capture()
        run()
        graph = stream.end_capture()
    return lambda: graph.launch(cp.cuda.get_current_stream())


def ceilings() -> dict[str, float]:
    """What the card can do: bytes copied (read and written) and operations of a product, by s."""
    import cupy as cp

    a = cp.random.random((8192, 8192))
    b, c = cp.empty_like(a), cp.empty_like(a)
    return {
        "copied_bytes_per_second": 2 * a.nbytes / by_events(lambda: cp.copyto(b, a)),
        "product_flops": 2 * 8192**3 / by_events(lambda: cp.matmul(a, b, out=c)),
    }


def functions(
    data: Any, made: dict[str, tuple[Code, Compiled, list[bytes]]], figures: dict[str, Any]
) -> None:
    """Times and differences of the functions, by batch; results for the systems are kept."""
    import cupy as cp

    of_all = figures["functions"] = {}
    for name, (code, texts, files) in made.items():
        card = OnCard(code, texts, files)
        batches: dict[str, Any] = {}
        of_all[name] = of_it = {
            "instructions": len(code.code),
            "cpu_seconds": float(data[f"seconds_{name}"]),
            "kernels": len(card.made.kernels),
            "rows_read": card.made.read,
            "rows_written": card.made.written,
            "work_rows": card.made.rows,
            "code_bytes": sum(map(len, files)),
            "spilled_bytes": card.spilled,
            "batches": batches,
        }
        print(name, {k: v for k, v in of_it.items() if k != "batches"}, flush=True)
        for bodies in BATCHES:
            there = arguments(data, name, bodies)
            began = time.perf_counter()
            x = cp.asarray(there)
            cp.cuda.Device().synchronize()
            figure: dict[str, float] = {"to_card_seconds": time.perf_counter() - began}
            y = cp.full((code.results, x.shape[1]), cp.nan)
            work = cp.full((card.rows, x.shape[1]), cp.nan)
            ways = card.ways(x, y, work)
            for way, run in ways.items():
                y.fill(cp.nan)
                figure[f"{way}_seconds"] = by_events(run)
                if bodies == max(BATCHES):
                    figure |= _differences(way, data[f"{name}_sample"], y[:, data["lanes"]].get())
            if "straight" in ways:
                figure["graph_seconds"] = by_events(in_a_graph(ways["straight"]))
            batches[str(bodies)] = figure
            print(name, bodies, figure, flush=True)
            if bodies == max(SYSTEMS):
                np.save(_kept(name), y.get().reshape(-1, INTERVALS, bodies))
            del x, y, work
            cp.get_default_memory_pool().free_all_blocks()


def _differences(way: str, known: np.ndarray, found: np.ndarray) -> dict[str, float]:
    """Of all results as one, and the largest one's: relative to its row's largest number, or to a
    billionth of all rows' largest where that is more (rows that cancel to nothing)."""
    off, largest = np.abs(found - known), np.abs(known).max(axis=1, keepdims=True)
    whole = float(np.linalg.norm(off) / np.linalg.norm(known))
    worst = float((off / np.maximum(largest, 1e-9 * largest.max())).max())
    return {f"{way}_difference": whole, f"{way}_largest_difference": worst}


def _kept(name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"gpu-{name}.npy"


def systems(data: Any, found: dict[str, np.ndarray], figures: dict[str, Any], loose: float) -> None:
    """Times of the systems, and how exact they are."""
    layout = Layout.of(data)
    kept = int(data["kept"])
    figures["system"] = {
        "size": len(data["free"]) + kept,
        "mumps_factor_seconds": float(data["seconds_factor"]),
        "mumps_solve_seconds": float(data["seconds_solve"]),
        "delta": float(data["delta"]),
        "loose": loose,
        "ways": {},
    }
    for panel in PANELS:
        way = f"panels of {panel}" if panel else "library"
        system = System(data, layout, panel=panel, loose=loose)
        figures["system"]["ways"][way] = {}
        for bodies in SYSTEMS[-1:] if panel else SYSTEMS:
            figure = _of_batch(data, layout, system, found, bodies)
            figures["system"]["ways"][way][str(bodies)] = figure
            print(way, bodies, figure, flush=True)
        if not panel:
            figures["system"]["right_inertia"] = _inertia(data, layout, system, found)
            print(figures["system"]["right_inertia"], flush=True)


def _inertia(
    data: Any, layout: Layout, system: System, found: dict[str, np.ndarray]
) -> dict[str, int]:
    """How many bodies of the largest batch have the right one, by what is on the diagonal."""
    counts, kept = {}, system.delta
    bodies = max(SYSTEMS)
    sigma = curvatures(data, layout, found["value"][1:, :, :bodies])
    for delta in data["deltas"]:
        system.delta = float(delta)
        a = vars(system.numbers(found["second"], found["first"], sigma, data))
        corner = system.factor(tuple(a.values()))[2]
        counts[f"{delta:g}"] = int(np.isfinite(np.asarray(corner[:, -1, -1])).sum())
    system.delta = kept
    return counts


def _of_batch(
    data: Any, layout: Layout, system: System, found: dict[str, np.ndarray], bodies: int
) -> dict[str, Any]:
    sigma = curvatures(data, layout, found["value"][1:, :, :bodies])
    hessian, jacobian = (found[name][:, :, :bodies] for name in ("second", "first"))
    a = tuple(vars(system.numbers(hessian, jacobian, sigma, data)).values())
    began = time.perf_counter()
    factors = system.jax.block_until_ready(system.factor(a))
    first = time.perf_counter() - began
    good = np.isfinite(np.asarray(factors[2][:, -1, -1]))
    n = len(data["free"])

    def split(v: np.ndarray) -> tuple[Any, Any, Any]:
        x = np.zeros((len(v), 2 + layout.intervals * int(data["node"])))
        x[:, data["free"]] = v[:, :n]
        nodes = x[:, 1:-1].reshape(len(v), layout.intervals, -1)[:, :, : layout.node]
        return tuple(map(system.np.asarray, (nodes, x[:, 0], v[:, n:][:, layout.order])))

    which = np.arange(bodies) % len(data["right"])
    right = split(data["right"][which])
    at = system.solve(factors, a, *right)
    worst = []
    for _ in range(REFINED):
        off = system.residual(a, right, at)
        worst.append(_worst(off, good))
        change = system.solve(factors, a, *off)
        at = tuple(one + other for one, other in zip(at, change, strict=True))
    known = split(data["solution"][:bodies])
    count = len(known[1])
    mumps = system.residual(
        tuple(part[..., :count] for part in a), tuple(p[:count] for p in right), known
    )
    differences = [
        float(
            np.abs(np.asarray(p)[:count] - np.asarray(k))[good[:count]].max(initial=0.0)
            / np.abs(k).max()
        )
        for p, k in zip(at, known, strict=True)
    ]
    return {
        "right_inertia": int(good.sum()),
        "compile_seconds": first,
        "assembly_seconds": by_clock(lambda: system.assembly(a)),
        "factor_seconds": by_clock(lambda: system.factor(a)),
        "solve_seconds": by_clock(lambda: system.solve(factors, a, *right)),
        "residual_seconds": by_clock(lambda: system.residual(a, right, at)),
        "residuals": [*worst, _worst(system.residual(a, right, at), good)],
        "mumps_residual": _worst(mumps, np.ones(count, dtype=bool)),
        "differences": differences,
    }


def _worst(parts: tuple[Any, ...], good: np.ndarray) -> float:
    return max(float(np.abs(np.asarray(part)[good]).max(initial=0.0)) for part in parts)


def measure(path: Path, to: Path, names: tuple[str, ...], *, straight: bool, loose: float) -> None:
    """Write the figures."""
    os.environ["XLA_PYTHON_CLIENT_PREALLOCATE"] = "false"  # CuPy is there, too
    os.environ["XLA_FLAGS"] = "--xla_gpu_autotune_level=0"  # it would take minutes
    data: dict[str, np.ndarray] = dict(np.load(path))
    compiling: dict[str, float] = {}
    made = machine_codes(data, names, compiling, straight=straight)
    import cupy as cp

    card = cp.cuda.runtime.getDeviceProperties(0)
    figures: dict[str, Any] = {
        "card": card["name"].decode(),
        "multiprocessors": card["multiProcessorCount"],
        "cores": os.cpu_count(),
        "cupy": cp.__version__,
        **compiling,
        **ceilings(),
    }
    print(figures, flush=True)
    functions(data, made, figures)
    to.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if not {"value", "first", "second"} <= set(names):
        return
    import jax

    jax.config.update("jax_enable_x64", True)
    figures["jax"] = jax.__version__
    found = {name: np.load(_kept(name)) for name in ("value", "first", "second")}
    systems(data, found, figures, loose)
    to.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Export, or measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["export", "measure"])
    parser.add_argument("file", type=Path)
    parser.add_argument("figures", type=Path, nargs="?", default=Path("gpu.json"))
    parser.add_argument("--functions", nargs="*", default=FUNCTIONS)
    parser.add_argument("--near", action="store_true", help="export bodies that are much alike")
    parser.add_argument("--interpreted", action="store_true", help="leave straight-line code out")
    parser.add_argument("--loose", type=float, default=LOOSE)
    given = parser.parse_args()
    if given.what == "export":
        from gpu_export import export

        export(given.file, near=given.near)
    else:
        ways = {"straight": not given.interpreted, "loose": given.loose}
        measure(given.file, given.figures, tuple(given.functions), **ways)


if __name__ == "__main__":
    main()
