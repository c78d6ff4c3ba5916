"""The loop over a tape's instructions, as machine code made by LLVM when it is first needed.

Written in LLVM's own language, because one instruction of a tape is one instruction there: on a
vector of all lanes. A compiler of loops does not know which rows of the work array are one and the
same, and takes twice the time; and to start it takes longer than all else that a solve begins with.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable
from functools import cache

import llvmlite.binding as llvm

from hillrunner.solve.tape import Operation as Op

# Intervals an instruction acts on: one step at the default mesh, and at a coarse one.
WIDTHS = (16, 32)
LANES = "$LANES"  # in the text below, where the width goes
ROW = f"<{LANES} x double>"
TRUTH = f"<{LANES} x i1>"

# Of rows %a and %b, a result %r.
ARITHMETIC = {
    Op.ADD: f"%r = fadd {ROW} %a, %b",
    Op.SUB: f"%r = fsub {ROW} %a, %b",
    Op.MUL: f"%r = fmul {ROW} %a, %b",
    Op.DIV: f"%r = fdiv {ROW} %a, %b",
    Op.NEG: f"%r = fneg {ROW} %a",
    Op.SQ: f"%r = fmul {ROW} %a, %a",
    Op.TWICE: f"%r = fadd {ROW} %a, %a",
    Op.INV: f"%r = fdiv {ROW} %ones, %a",
    Op.ASSIGN: f"%r = select i1 true, {ROW} %a, {ROW} %a",
    Op.SQRT: f"%r = call {ROW} @llvm.sqrt.v{LANES}f64({ROW} %a)",
    Op.FABS: f"%r = call {ROW} @llvm.fabs.v{LANES}f64({ROW} %a)",
    Op.SIGN: f"""
      %above = fcmp ogt {ROW} %a, zeroinitializer
      %below = fcmp olt {ROW} %a, zeroinitializer
      %one.or.a = select {TRUTH} %above, {ROW} %ones, {ROW} %a
      %minus.ones = fneg {ROW} %ones
      %r = select {TRUTH} %below, {ROW} %minus.ones, {ROW} %one.or.a""",
    Op.IF_ELSE_ZERO: f"""
      %true = fcmp une {ROW} %a, zeroinitializer
      %r = select {TRUTH} %true, {ROW} %b, {ROW} zeroinitializer""",
}
# Of rows %a and %b, a truth %t.
COMPARISON = {
    Op.LT: f"%t = fcmp olt {ROW} %a, %b",
    Op.LE: f"%t = fcmp ole {ROW} %a, %b",
    Op.EQ: f"%t = fcmp oeq {ROW} %a, %b",
    Op.NE: f"%t = fcmp une {ROW} %a, %b",
    Op.NOT: f"%t = fcmp oeq {ROW} %a, zeroinitializer",
    Op.AND: f"""
      %true.a = fcmp une {ROW} %a, zeroinitializer
      %true.b = fcmp une {ROW} %b, zeroinitializer
      %t = and {TRUTH} %true.a, %true.b""",
    Op.OR: f"""
      %true.a = fcmp une {ROW} %a, zeroinitializer
      %true.b = fcmp une {ROW} %b, zeroinitializer
      %t = or {TRUTH} %true.a, %true.b""",
}
# Functions of the C library, called lane by lane: the ones that CasADi calls.
LIBRARY = {
    **{op: op.name.lower() for op in (Op.EXP, Op.LOG, Op.SIN, Op.COS, Op.TAN, Op.ASIN, Op.ACOS)},
    **{op: op.name.lower() for op in (Op.ATAN, Op.SINH, Op.COSH, Op.TANH, Op.ASINH)},
    **{op: op.name.lower() for op in (Op.POW, Op.ATAN2, Op.FMIN, Op.FMAX)},
    Op.CONSTPOW: "pow",
}
OF_TWO = ("pow", "atan2", "fmin", "fmax")

Kernel = Callable[[int, int, int, int, int, int, int], None]


@cache
def kernel(width: int) -> Kernel:
    """``run(code, instructions, constants, work, x, y, lanes)``: a tape at ``width`` lanes.

    All but the counts are addresses: of the tape's code and constants, of the work array (slots,
    width), and of the first lane of arguments and results, whose rows are ``lanes`` apart.

    Raises
    ------
    ImportError
        If LLVM cannot do it, or a function of the C library is not there.
    """
    integer, address = ctypes.c_int64, ctypes.c_void_p
    arguments = [address, integer, address, address, address, address, integer]
    # other threads wait meanwhile, for they may share the work array
    return ctypes.PYFUNCTYPE(None, *arguments)(_machine_code(width).get_function_address("run"))


@cache
def _machine_code(width: int) -> llvm.ExecutionEngine:
    for name, address in _library().items():
        llvm.add_symbol(name, address)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    try:
        machine = llvm.Target.from_default_triple().create_target_machine(
            cpu=llvm.get_host_cpu_name(),
            features=llvm.get_host_cpu_features().flatten(),
            opt=2,
            jit=True,
        )
        module = llvm.parse_assembly(_source().replace(LANES, str(width)))
        module.verify()
        engine = llvm.create_mcjit_compiler(module, machine)
    except RuntimeError as why:
        raise ImportError(f"LLVM does not know this machine, or is too old: {why}") from None
    engine.finalize_object()
    return engine


def _library() -> dict[str, int]:
    """Addresses of the C library's functions."""
    names = {"nt": "ucrtbase", "posix": "libm.so.6" if sys.platform == "linux" else None}
    try:
        library = ctypes.CDLL(names[os.name])
        functions = {name: getattr(library, name) for name in LIBRARY.values()}
    except (AttributeError, KeyError, OSError) as why:
        raise ImportError(f"no C library with the functions of a tape: {why}") from None
    return {n: ctypes.cast(f, ctypes.c_void_p).value or 0 for n, f in functions.items()}


def _source() -> str:
    """The loop in LLVM's language, for any width."""
    blocks = {
        Op.CONST: f"""
          %at = getelementptr double, ptr %constants, i64 %one
          %value = load double, ptr %at
          %first = insertelement {ROW} poison, double %value, i64 0
          %r = shufflevector {ROW} %first, {ROW} poison, <{LANES} x i32> zeroinitializer
          store {ROW} %r, ptr %to.row, align 8
          br label %step""",
        Op.INPUT: f"""
          %offset = mul i64 %one, %lanes
          %from = getelementptr double, ptr %x, i64 %offset
          %r = load {ROW}, ptr %from, align 8
          store {ROW} %r, ptr %to.row, align 8
          br label %step""",
        Op.OUTPUT: f"""
          %offset = mul i64 %to, %lanes
          %there = getelementptr double, ptr %y, i64 %offset
          %r = load {ROW}, ptr %one.row, align 8
          store {ROW} %r, ptr %there, align 8
          br label %step""",
    }
    blocks |= {op: _of_rows(text) for op, text in ARITHMETIC.items()}
    as_number = f"%r = uitofp {TRUTH} %t to {ROW}"
    blocks |= {op: _of_rows(f"{text}\n{as_number}") for op, text in COMPARISON.items()}
    blocks |= {op: _by_lane(op, name) for op, name in LIBRARY.items()}
    cases = "\n".join(f"i16 {op:d}, label %op{op:d}" for op in blocks)
    bodies = "\n".join(f"op{op:d}:\n{_local(text, op)}" for op, text in blocks.items())
    declared = "\n".join(
        f"declare double @{name}(double{', double' if name in OF_TWO else ''})"
        for name in sorted(set(LIBRARY.values()))
    )
    return f"""
    {declared}
    declare {ROW} @llvm.sqrt.v{LANES}f64({ROW})
    declare {ROW} @llvm.fabs.v{LANES}f64({ROW})

    define void @run(ptr %code, i64 %count, ptr %constants, ptr %w, ptr %x, ptr %y, i64 %lanes) {{
    entry:
      %first.one = insertelement {ROW} poison, double 1.0, i64 0
      %ones = shufflevector {ROW} %first.one, {ROW} poison, <{LANES} x i32> zeroinitializer
      %some = icmp sgt i64 %count, 0
      br i1 %some, label %next, label %end
    next:
      %i = phi i64 [0, %entry], [%after, %step]
      %op.at = getelementptr [4 x i16], ptr %code, i64 %i
      %to.at = getelementptr i16, ptr %op.at, i64 1
      %one.at = getelementptr i16, ptr %op.at, i64 2
      %two.at = getelementptr i16, ptr %op.at, i64 3
      %op = load i16, ptr %op.at
      %to.short = load i16, ptr %to.at
      %one.short = load i16, ptr %one.at
      %two.short = load i16, ptr %two.at
      %to = zext i16 %to.short to i64
      %one = zext i16 %one.short to i64
      %two = zext i16 %two.short to i64
      %to.row = getelementptr [{LANES} x double], ptr %w, i64 %to
      %one.row = getelementptr [{LANES} x double], ptr %w, i64 %one
      %two.row = getelementptr [{LANES} x double], ptr %w, i64 %two
      switch i16 %op, label %step [{cases}]
    {bodies}
    step:
      %after = add i64 %i, 1
      %more = icmp slt i64 %after, %count
      br i1 %more, label %next, label %end
    end:
      ret void
    }}
    """


SHARED = {
    *("code", "count", "constants", "w", "x", "y", "lanes", "ones", "step"),
    *("to", "one", "two", "to.row", "one.row", "two.row"),
}


def _local(text: str, op: Op) -> str:
    """A block's text with names of its own."""
    shared = SHARED | {f"op{op:d}"}
    return re.sub(r"%([a-z][\w.]*)", lambda m: m[0] + ("" if m[1] in shared else f".{op:d}"), text)


def _of_rows(text: str) -> str:
    """What makes %r of %a and %b, with what it reads and writes."""
    second = f"%b = load {ROW}, ptr %two.row, align 8" if "%b" in text else ""
    return f"""
      %a = load {ROW}, ptr %one.row, align 8
      {second}
      {text}
      store {ROW} %r, ptr %to.row, align 8
      br label %step"""


def _by_lane(op: Op, name: str) -> str:
    """A function of the C library for one lane after the other."""
    read, second = "", ""
    if name in OF_TWO:
        second = ", double %b"
        read = """
      %b.at = getelementptr double, ptr %two.row, i64 %k
      %b = load double, ptr %b.at"""
    return f"""
      br label %lane
    lane.{op:d}:
      %k = phi i64 [0, %op{op:d}], [%k.after, %lane]
      %a.at = getelementptr double, ptr %one.row, i64 %k
      %a = load double, ptr %a.at {read}
      %r = call double @{name}(double %a{second})
      %r.at = getelementptr double, ptr %to.row, i64 %k
      store double %r, ptr %r.at
      %k.after = add i64 %k, 1
      %k.more = icmp ult i64 %k.after, {LANES}
      br i1 %k.more, label %lane, label %step"""
