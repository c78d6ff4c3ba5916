"""The benchmarks: how long solves take, what the time goes into, how much memory they need.

    python benchmarks/run.py [--quick] [--only NAME] [--json FILE]

Each measurement runs in a process of its own on one core, one after the other. The runner is
``examples/runner.toml`` at 3.5 m/s. Times are CPU seconds, medians over repeats: other work on the
machine changes them less than those of a clock.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import hillrunner
from hillrunner.settings import Settings

HERE = Path(__file__).parent
LABELS = {
    "cold": "cold run",
    "warm-speed": "again, speed +2 %",
    "whatif-soleus": "again, soleus +10 %",
    "whatif-two": "again, two groups +10 %",
    "whatif-all": "again, all muscle +10 %",
    "whatif-sprint": "sprint again, one group",
    "prices": "prices, objective",
    "prices-energy": "prices, energy",
    "prices-sprint": "prices, top speed",
    "first-answer": "first answer",
    "whatif-command": "the command of a what-if",
    "sprint": "sprint from a run",
    "design": "design for a sprint",
}
FROM_RUN = (
    "warm-speed",
    "whatif-soleus",
    "whatif-two",
    "whatif-all",
    "whatif-command",
    "prices",
    "prices-energy",
)
LONG = ("cold", "sprint", "design")  # measured once
NAMES = (*LABELS, "near", "own-body", "start", "functions", "mesh")
MESHES = (12, 25, 50, 100)
QUICK_MESH = 12
QUICK_MESHES = (12, 25)
TARGETS = {  # measurement: (figure, at most, unit); those of "near" stand with its cases
    "cold": (("median", 45.0, "s"), ("peak_memory_gb", 1.0, "GB")),
    "prices": (("median", 0.1, "s"),),
    "first-answer": (("median", 25.0, "s"),),
    "whatif-command": (("median", 4.0, "s"),),
    "design": (("median", 600.0, "s"),),
    "start": (("median", 1.5, "s"),),
}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = (line for line in info.read_text().splitlines() if line.startswith("model name"))
        model = next(lines, f":{model}").split(":", 1)[1].strip()
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "hillrunner": hillrunner.__version__,
        **{name: version(name) for name in ("casadi", "numpy", "scipy")},
    }


def measure(name: str, **how: object) -> dict[str, Any]:
    """Run one measurement in a process of its own and return what it printed."""
    command = [sys.executable, str(HERE / "measure.py"), name]
    for key, value in how.items():
        if value is not None:
            command += [f"--{key.replace('_', '-')}", str(value)]
    environment = os.environ | dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
    )
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"benchmark {name} broke off with exit code {done.returncode}.")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def exponent(results: list[dict[str, Any]]) -> float:
    """Power of the mesh that time per iteration grows with, by least squares of logarithms."""
    points = [(math.log(r["mesh"]), math.log(r["median"])) for r in results]
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / sum((x - mean_x) ** 2 for x, _ in points)


def run(names: list[str], *, quick: bool, time_limit: float) -> dict[str, Any]:
    """Run the named measurements one after the other."""
    default = QUICK_MESH if quick else Settings().mesh
    repeats = 1 if quick else 3
    results: dict[str, Any] = {}

    def note(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        solved = Path(folder) / "solved.nc"
        for name in (name for name in LABELS if name in names):
            note(f"{LABELS[name]} at {default} intervals ...")
            results[name] = measure(
                name,
                mesh=default,
                repeats=1 if name in LONG else repeats,
                time_limit=time_limit,
                save=solved if name == "cold" else None,
                start=solved if name in FROM_RUN and solved.exists() else None,
            )
    for name in (name for name in ("near", "own-body", "start", "functions") if name in names):
        note(f"{name} at {default} intervals ...")
        results[name] = measure(name, mesh=default, repeats=repeats)
    for result in results.values():
        result["mesh"] = default
    if "mesh" in names:
        results["mesh"] = []
        for intervals in QUICK_MESHES if quick else MESHES:
            note(f"iterations at {intervals} intervals ...")
            results["mesh"].append(measure("mesh", mesh=intervals, iterations=10 if quick else 30))
        results["mesh_exponent"] = exponent(results["mesh"])
    return results


def missed(results: dict[str, Any]) -> list[str]:
    """One sentence for each target that was not met."""
    sentences = []
    for name, targets in TARGETS.items():
        result = results.get(name)
        if result is None:
            continue
        for figure, most, unit in targets:
            value = result.get(figure)
            if value is None or value > most:
                got = "did not converge" if value is None else f"took {value:.3g} {unit}"
                what = LABELS.get(name, name)
                sentences.append(f"{what}: {got}, target {most:g} {unit}.")
    return sentences


def table(results: dict[str, Any]) -> str:
    """The results as text."""
    lines = [
        f"{'':<25}{'mesh':>5}{'time':>10}{'iterations':>12}{'linear algebra':>16}"
        f"{'functions':>11}{'memory':>9}"
    ]
    for name, label in LABELS.items():
        result = results.get(name)
        if result is None:
            continue
        if "median" not in result:
            lines.append(f"{label:<25}{result['mesh']:>5}  {result['status']}: {result['why']}")
            continue
        parts = "".join(
            f"{result[part]:>{width}.0%}" if part in result else f"{'':>{width}}"
            for part, width in (("share_linear_algebra", 16), ("share_functions", 11))
        )
        lines.append(
            f"{label:<25}{result['mesh']:>5}{result['median']:>8.3g} s"
            f"{result.get('iterations', ''):>12}{parts}{result['peak_memory_gb']:>6.2f} GB"
        )
    for kind, label in (("near", "from near by"), ("own-body", "of another body")):
        if kind not in results:
            continue
        lines += [
            "",
            f"{f'CPU time, {label}':<27}{'Newton':>9}{'IPOPT':>16}{'ratio':>8}"
            f"{'objective':>12}{'target':>9}",
        ]
        for name, case in results[kind].get("cases", {}).items():
            newton, ipopt = case["newton"], case["ipopt"]
            target = f"{case['target']} s" if case.get("target") else ""
            target = "fresh" if case.get("fresh") else target
            lines.append(
                f"{name:<27}{newton['seconds']:>5.2f} s {newton['iterations']:>2}"
                f"{'' if newton['converged'] else '!':<1}{ipopt['seconds']:>9.2f} s "
                f"{ipopt['iterations']:>3}{'' if ipopt['converged'] else '!':<1}"
                f"{case['ratio']:>7.1f}{case['difference']:>12.1e}{target:>9}"
            )
    if "start" in results:
        start = results["start"]
        lines += [
            "",
            f"CPU time to the first iteration: {start['median']:.2f} s; "
            f"{start['without_cache']:.1f} s where nothing is in the cache",
        ]
    if "functions" in results:
        lines += ["", f"{'':<25}{'CasADi':>10}{'lanes':>10}{'ratio':>8}"]
        for name, kinds in results["functions"].items():
            if isinstance(kinds, dict):
                casadi, lanes = (1e3 * kinds[kind] for kind in ("casadi", "lanes"))
                lines.append(f"{name:<25}{casadi:>7.1f} ms{lanes:>7.2f} ms{kinds['ratio']:>8.1f}")
    if "mesh" in results:
        lines += [
            "",
            f"{'mesh':>5}{'variables':>11}{'build':>9}{'per iteration':>15}"
            f"{'linear algebra':>16}{'functions':>11}{'memory':>9}",
        ]
        for result in results["mesh"]:
            lines.append(
                f"{result['mesh']:>5}{result['variables']:>11}{result['build_seconds']:>7.1f} s"
                f"{1e3 * result['median']:>12.0f} ms{result['share_linear_algebra']:>15.0%} "
                f"{result['share_functions']:>10.0%} {result['peak_memory_gb']:>5.2f} GB"
            )
        lines.append(f"time per iteration grows with mesh ** {results['mesh_exponent']:.2f}")
    return "\n".join(lines)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="coarse mesh, one repeat: minutes")
    parser.add_argument("--only", choices=NAMES, action="append", help="may be repeated")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here")
    parser.add_argument(
        "--time-limit", type=float, metavar="S", help="of each solve (default 900, quick 100)"
    )
    options = parser.parse_args()
    limit = options.time_limit or (100.0 if options.quick else 900.0)
    results = run(options.only or list(NAMES), quick=options.quick, time_limit=limit)
    about = machine()
    print(
        f"hillrunner {about['hillrunner']}, {about['cpu']} (one of {about['cores']} cores), "
        f"Python {about['python']}, CasADi {about['casadi']}\n"
    )
    print(table(results))
    if not options.quick:  # targets are for the default mesh
        for sentence in missed(results):
            print(f"missed: {sentence}")
    if options.json:
        whole = {
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "quick": options.quick,
            "machine": about,
            "settings": Settings().model_dump(mode="json"),
            "results": results,
        }
        options.json.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
