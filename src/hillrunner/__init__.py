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
    from hillrunner.analysis.analysis import Analysis
    from hillrunner.analysis.contact_forces import joint_contact
    from hillrunner.analysis.energy import energy
    from hillrunner.analysis.induced import induced_accelerations, induced_shares
    from hillrunner.analysis.joints import joint_mechanics
    from hillrunner.analysis.muscles import group_roles, muscle_roles
    from hillrunner.analysis.phases import stride_phases
    from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
    from hillrunner.analysis.springs import springs
    from hillrunner.analysis.tissues import compare_tissues, tissue_loads
    from hillrunner.analysis.validity import validity
    from hillrunner.errors import HillrunnerError, SolveError
    from hillrunner.lab.export import export_opensim
    from hillrunner.model.body.default import default_body
    from hillrunner.model.body.model import Body
    from hillrunner.model.body.scaling import scale_body
    from hillrunner.model.opensim.importing import import_opensim
    from hillrunner.motion.motion import Motion
    from hillrunner.person.muscle_change import MuscleChange
    from hillrunner.person.runner import Runner
    from hillrunner.person.strength_tests import StrengthTests
    from hillrunner.solve.simulate import simulate
    from hillrunner.tasks.run import Run
    from hillrunner.tasks.sprint import Sprint
    from hillrunner.tell.report.run_page import write_report
    from hillrunner.tell.report.two_runs_page import write_comparison
    from hillrunner.tell.words.explain import explain
    from hillrunner.worth.prices.design import design
    from hillrunner.worth.prices.prices import cost_prices, prices, speed_prices
    from hillrunner.worth.prices.what_if import what_if
    from hillrunner.worth.strength.own_strength import own_strength

_HOME = {
    "Analysis": "analysis.analysis",
    "Body": "model.body.model",
    "HillrunnerError": "errors",
    "Motion": "motion.motion",
    "MuscleChange": "person.muscle_change",
    "Run": "tasks.run",
    "Sprint": "tasks.sprint",
    "design": "worth.prices.design",
    "speed_prices": "worth.prices.prices",
    "Runner": "person.runner",
    "SolveError": "errors",
    "Spatiotemporal": "analysis.spatiotemporal",
    "StrengthTests": "person.strength_tests",
    "compare_tissues": "analysis.tissues",
    "cost_prices": "worth.prices.prices",
    "default_body": "model.body.default",
    "energy": "analysis.energy",
    "explain": "tell.words.explain",
    "export_opensim": "lab.export",
    "group_roles": "analysis.muscles",
    "import_opensim": "model.opensim.importing",
    "induced_accelerations": "analysis.induced",
    "induced_shares": "analysis.induced",
    "joint_contact": "analysis.contact_forces",
    "joint_mechanics": "analysis.joints",
    "muscle_roles": "analysis.muscles",
    "own_strength": "worth.strength.own_strength",
    "prices": "worth.prices.prices",
    "scale_body": "model.body.scaling",
    "simulate": "solve.simulate",
    "spatiotemporal": "analysis.spatiotemporal",
    "springs": "analysis.springs",
    "stride_phases": "analysis.phases",
    "tissue_loads": "analysis.tissues",
    "validity": "analysis.validity",
    "what_if": "worth.prices.what_if",
    "write_comparison": "tell.report.two_runs_page",
    "write_report": "tell.report.run_page",
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
