"""hillrunner: how one person's body runs, by physics.

The public face. Everything here is imported on first use, so that ``import hillrunner`` costs
nothing.

>>> from hillrunner import Run, Runner, simulate
>>> motion = simulate(Runner(height=1.795, mass=75.0), Run(speed=3.5))  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from hillrunner.analysis.contact_forces import joint_contact
    from hillrunner.analysis.energy import energy
    from hillrunner.analysis.everything import Analysis
    from hillrunner.analysis.explain import explain
    from hillrunner.analysis.induced import induced_accelerations, induced_shares
    from hillrunner.analysis.joints import joint_mechanics
    from hillrunner.analysis.muscles import group_roles, muscle_roles
    from hillrunner.analysis.phases import stride_phases
    from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
    from hillrunner.analysis.springs import springs
    from hillrunner.analysis.tissues import compare_tissues, tissue_loads
    from hillrunner.analysis.validity import validity
    from hillrunner.answer.design import design
    from hillrunner.answer.prices import cost_prices, prices, speed_prices
    from hillrunner.answer.strength import own_strength
    from hillrunner.answer.what_if import what_if
    from hillrunner.body.default import default_body
    from hillrunner.body.model import Body
    from hillrunner.body.opensim import import_opensim
    from hillrunner.body.scaling import scale_body
    from hillrunner.changes import MuscleChange
    from hillrunner.errors import HillrunnerError, SolveError
    from hillrunner.lab.export import export_opensim
    from hillrunner.motion.motion import Motion
    from hillrunner.motion.simulate import simulate
    from hillrunner.motion.tasks import Run, Sprint
    from hillrunner.report.comparison import write_comparison
    from hillrunner.report.html import write_report
    from hillrunner.runner import Runner
    from hillrunner.strength_tests import StrengthTests

_HOME = {
    "Analysis": "analysis.everything",
    "Body": "body.model",
    "HillrunnerError": "errors",
    "Motion": "motion.motion",
    "MuscleChange": "changes",
    "Run": "motion.tasks",
    "Sprint": "motion.tasks",
    "design": "answer.design",
    "speed_prices": "answer.prices",
    "Runner": "runner",
    "SolveError": "errors",
    "Spatiotemporal": "analysis.spatiotemporal",
    "StrengthTests": "strength_tests",
    "compare_tissues": "analysis.tissues",
    "cost_prices": "answer.prices",
    "default_body": "body.default",
    "energy": "analysis.energy",
    "explain": "analysis.explain",
    "export_opensim": "lab.export",
    "group_roles": "analysis.muscles",
    "import_opensim": "body.opensim",
    "induced_accelerations": "analysis.induced",
    "induced_shares": "analysis.induced",
    "joint_contact": "analysis.contact_forces",
    "joint_mechanics": "analysis.joints",
    "muscle_roles": "analysis.muscles",
    "own_strength": "answer.strength",
    "prices": "answer.prices",
    "scale_body": "body.scaling",
    "simulate": "motion.simulate",
    "spatiotemporal": "analysis.spatiotemporal",
    "springs": "analysis.springs",
    "stride_phases": "analysis.phases",
    "tissue_loads": "analysis.tissues",
    "validity": "analysis.validity",
    "what_if": "answer.what_if",
    "write_comparison": "report.comparison",
    "write_report": "report.html",
}

__all__ = [  # noqa: F822 (found by __getattr__)
    "Analysis",
    "Body",
    "HillrunnerError",
    "Motion",
    "MuscleChange",
    "Run",
    "Runner",
    "SolveError",
    "Sprint",
    "Spatiotemporal",
    "StrengthTests",
    "compare_tissues",
    "cost_prices",
    "default_body",
    "design",
    "energy",
    "explain",
    "export_opensim",
    "group_roles",
    "import_opensim",
    "induced_accelerations",
    "induced_shares",
    "joint_contact",
    "joint_mechanics",
    "muscle_roles",
    "own_strength",
    "prices",
    "scale_body",
    "simulate",
    "spatiotemporal",
    "speed_prices",
    "springs",
    "stride_phases",
    "tissue_loads",
    "validity",
    "what_if",
    "write_comparison",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'hillrunner' has no attribute {name!r}")
    value = getattr(import_module(f"hillrunner.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
