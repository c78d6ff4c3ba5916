"""CUDA C of a tape: straight-line code in chunks, and a kernel that interprets it.

One thread is one lane: an interval of a body. Numbers of all lanes stand side by side, so that a
warp reads and writes whole lines of memory. Needs numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

CHUNK = 2000  # instructions of a kernel: with more, the compiler takes longer for each of them
TOGETHER = 2  # kernels that are compiled as one file

EXPRESSIONS = {
    "ADD": "{a}+{b}",
    "SUB": "{a}-{b}",
    "MUL": "{a}*{b}",
    "DIV": "{a}/{b}",
    "NEG": "-{a}",
    "SQ": "{a}*{a}",
    "TWICE": "{a}+{a}",
    "INV": "1.0/{a}",
    "ASSIGN": "{a}",
    "SIGN": "({a}>0.0?1.0:({a}<0.0?-1.0:{a}))",
    "IF_ELSE_ZERO": "({a}!=0.0?{b}:0.0)",
    "LT": "({a}<{b}?1.0:0.0)",
    "LE": "({a}<={b}?1.0:0.0)",
    "EQ": "({a}=={b}?1.0:0.0)",
    "NE": "({a}!={b}?1.0:0.0)",
    "NOT": "({a}==0.0?1.0:0.0)",
    "AND": "({a}!=0.0&&{b}!=0.0?1.0:0.0)",
    "OR": "({a}!=0.0||{b}!=0.0?1.0:0.0)",
    "CONSTPOW": "pow({a},{b})",
}
OF_ONE = [
    "SQRT",
    "EXP",
    "LOG",
    "SIN",
    "COS",
    "TAN",
    "ASIN",
    "ACOS",
    "ATAN",
    "SINH",
    "COSH",
    "TANH",
    "ASINH",
    "FABS",
]
OF_TWO = ["POW", "ATAN2", "FMIN", "FMAX"]
EXPRESSIONS |= {name: name.lower() + "({a})" for name in OF_ONE}
EXPRESSIONS |= {name: name.lower() + "({a},{b})" for name in OF_TWO}

ARGUMENTS = "(const double* __restrict__ x, double* w, double* y, long long n)"
LANE = (
    "long long i=blockIdx.x*(long long)blockDim.x+threadIdx.x; if(i>=n) return; x+=i; w+=i; y+=i;"
)


@dataclass(frozen=True)
class Code:
    """A tape (see ``hillrunner.solve.tape``) by the names of its operations."""

    name: str
    operations: list[str]
    code: np.ndarray
    constants: np.ndarray
    slots: int
    arguments: int
    results: int


class Step(NamedTuple):
    """An instruction in which every value has a number of its own."""

    operation: str
    value: int  # of the result, or the place of an OUTPUT
    used: tuple[str, ...]  # v12: a value, x3: an argument, or a number


@dataclass(frozen=True)
class Compiled:
    """The text of a tape's kernels, and how many rows stay between them."""

    kernels: list[str]  # names, in order
    files: list[str]
    rows: int
    read: int  # rows of arguments and of others' results that the kernels read
    written: int


def steps_of(tape: Code) -> list[Step]:
    """The instructions without slots: what each one uses."""
    at: dict[int, str] = {}
    steps = []
    for op, to, one, two in tape.code.tolist():
        name = tape.operations[op]
        if name == "CONST":
            at[to] = f"({float(tape.constants[one])!r})"
        elif name == "INPUT":
            at[to] = f"x{one}"
        elif name == "OUTPUT":
            steps.append(Step(name, to, (at[one],)))
        else:
            used = (at[one], at[two]) if "{b}" in EXPRESSIONS[name] else (at[one],)
            steps.append(Step(name, len(steps), used))
            at[to] = f"v{steps[-1].value}"
    return steps


def compiled(tape: Code, chunk: int = CHUNK) -> Compiled:
    """Straight-line kernels of a tape; what a later one uses stays in rows of ``w``."""
    steps = steps_of(tape)
    chunks = [steps[i : i + chunk] for i in range(0, len(steps), chunk)]
    last: dict[str, int] = {}
    for k, part in enumerate(chunks):
        for step in part:
            last.update(dict.fromkeys(step.used, k))
    row: dict[str, int] = {}
    free: list[int] = []
    ends: list[list[int]] = [[] for _ in chunks]
    rows = read = written = 0
    texts = []
    for k, part in enumerate(chunks):
        known: set[str] = set()
        lines = []
        kept = []
        for step in part:
            for name in step.used:
                if name[0] in "vx" and name not in known:
                    known.add(name)
                    read += 1
                    where = f"x[{name[1:]}*n]" if name[0] == "x" else f"w[{row[name]}*n]"
                    lines.append(f"double {name}={where};")
            if step.operation == "OUTPUT":
                lines.append(f"y[{step.value}*n]={step.used[0]};")
                written += 1
                continue
            a, b = step.used[0], step.used[-1]
            name = f"v{step.value}"
            known.add(name)
            lines.append(f"double {name}={EXPRESSIONS[step.operation].format(a=a, b=b)};")
            if last.get(name, k) > k:
                kept.append(name)
                if free:
                    row[name] = free.pop()
                else:
                    row[name], rows = rows, rows + 1
                lines.append(f"w[{row[name]}*n]={name};")
        written += len(kept)
        for name in kept:
            ends[last[name]].append(row[name])
        free.extend(ends[k])
        text = "\n".join(lines)
        texts.append(f'extern "C" __global__ void {tape.name}_{k}{ARGUMENTS}{{{LANE}\n{text}\n}}\n')
    files = ["".join(texts[i : i + TOGETHER]) for i in range(0, len(texts), TOGETHER)]
    names = [f"{tape.name}_{k}" for k in range(len(chunks))]
    return Compiled(names, files, rows, read, written)


def interpreter(operations: list[str]) -> str:
    """A kernel ``interpret`` that reads the instructions, the same for all threads."""
    cases = []
    for op, name in enumerate(operations):
        if name in ("CONST", "INPUT", "OUTPUT"):
            continue
        made = EXPRESSIONS[name].format(a="a", b="b")
        second = "double b=w[c.w*n];" if "b" in made.replace("fabs", "") else ""
        cases.append(f"case {op}: {{double a=w[c.z*n]; {second} w[c.y*n]={made}; break;}}")
    text = "\n".join(cases)
    return f"""
extern "C" __global__ void interpret(const ushort4* __restrict__ code, long long count,
    const double* __restrict__ constants, const double* __restrict__ x, double* w, double* y,
    long long n) {{
  {LANE}
  ushort4 next=code[0];
  for (long long k=0; k<count; k++) {{
    ushort4 c=next;
    next=code[k+1<count?k+1:k];
    switch (c.x) {{
    case {operations.index("CONST")}: w[c.y*n]=constants[c.z]; break;
    case {operations.index("INPUT")}: w[c.y*n]=x[c.z*n]; break;
    case {operations.index("OUTPUT")}: y[c.y*n]=w[c.z*n]; break;
    {text}
    }}
  }}
}}
"""
