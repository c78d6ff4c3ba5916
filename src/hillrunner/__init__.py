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
    from hillrunner.analysis.spatiotemporal import Spatiotemporal, spatiotemporal
    from hillrunner.body.default import default_body
    from hillrunner.body.model import Body
    from hillrunner.body.opensim import import_opensim
    from hillrunner.body.scaling import scale_body
    from hillrunner.errors import HillrunnerError, SolveError
    from hillrunner.lab.export import export_opensim
    from hillrunner.motion.motion import Motion
    from hillrunner.motion.simulate import simulate
    from hillrunner.motion.tasks import Run
    from hillrunner.report.html import write_report
    from hillrunner.runner import Runner

_HOME = {
    "Body": "body.model",
    "HillrunnerError": "errors",
    "Motion": "motion.motion",
    "Run": "motion.tasks",
    "Runner": "runner",
    "SolveError": "errors",
    "Spatiotemporal": "analysis.spatiotemporal",
    "default_body": "body.default",
    "export_opensim": "lab.export",
    "import_opensim": "body.opensim",
    "scale_body": "body.scaling",
    "simulate": "motion.simulate",
    "spatiotemporal": "analysis.spatiotemporal",
    "write_report": "report.html",
}

__all__ = [  # noqa: F822 (found by __getattr__)
    "Body",
    "HillrunnerError",
    "Motion",
    "Run",
    "Runner",
    "SolveError",
    "Spatiotemporal",
    "default_body",
    "export_opensim",
    "import_opensim",
    "scale_body",
    "simulate",
    "spatiotemporal",
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
