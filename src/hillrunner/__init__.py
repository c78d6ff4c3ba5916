"""hillrunner: how one person's body runs, by physics.

The public face. Everything here is imported on first use, so that ``import hillrunner`` costs
nothing. More is in the rooms: every error in :mod:`hillrunner.errors`, every analysis of a motion
in :mod:`hillrunner.analysis`, what is measured in :mod:`hillrunner.lab`, and what many solves are
done with in :mod:`hillrunner.batch`.

>>> import hillrunner as hr
>>> motion = hr.simulate(hr.Runner(height=1.795, mass=75.0), hr.Run(3.5))  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

from hillrunner.lazy import open_lazily

__version__ = "0.1.0"

if TYPE_CHECKING:  # the same as HOMES, for type checkers and editors; a test compares the two
    from hillrunner import analysis as analysis
    from hillrunner import batch as batch
    from hillrunner import errors as errors
    from hillrunner import lab as lab
    from hillrunner.analysis.analysis import Analysis as Analysis
    from hillrunner.errors import HillrunnerError as HillrunnerError
    from hillrunner.errors import SolveError as SolveError
    from hillrunner.lab.export import export_opensim as export_opensim
    from hillrunner.lab.recording.reading import read as read
    from hillrunner.model.body.default import default_body as default_body
    from hillrunner.model.body.model import Body as Body
    from hillrunner.model.opensim.importing import import_opensim as import_opensim
    from hillrunner.motion.motion import Motion as Motion
    from hillrunner.motion.solved import Status as Status
    from hillrunner.person.fitness import Fitness as Fitness
    from hillrunner.person.muscle_change import MuscleChange as MuscleChange
    from hillrunner.person.runner import Runner as Runner
    from hillrunner.person.shoe import Shoe as Shoe
    from hillrunner.person.strength_tests import StrengthTests as StrengthTests
    from hillrunner.person.technique import Technique as Technique
    from hillrunner.settings import Settings as Settings
    from hillrunner.solve.ipopt import Progress as Progress
    from hillrunner.solve.simulate import simulate as simulate
    from hillrunner.study.study import Study as Study
    from hillrunner.tasks.run import Run as Run
    from hillrunner.tasks.sprint import Sprint as Sprint
    from hillrunner.tasks.task import Task as Task
    from hillrunner.tell.report.run_page import write_report as write_report
    from hillrunner.tell.words.explain import explain as explain
    from hillrunner.tracking.track import track as track
    from hillrunner.training.plan import Plan as Plan
    from hillrunner.validate.validation import validate as validate
    from hillrunner.worth.answer.answer import answer as answer
    from hillrunner.worth.compare import compare as compare
    from hillrunner.worth.prices.design import design as design
    from hillrunner.worth.prices.prices import prices as prices
    from hillrunner.worth.prices.technique_price import technique as technique
    from hillrunner.worth.prices.what_if import what_if as what_if
    from hillrunner.worth.strength.estimate import strength as strength
    from hillrunner.worth.train.train import train as train

HOMES = {  # public name: module that holds it; empty where it is a module itself
    # who
    "Runner": "person.runner",
    "Fitness": "person.fitness",
    "StrengthTests": "person.strength_tests",
    "Technique": "person.technique",
    "Shoe": "person.shoe",
    "MuscleChange": "person.muscle_change",
    # the body, and what it does
    "Body": "model.body.model",
    "default_body": "model.body.default",
    "import_opensim": "model.opensim.importing",
    "Run": "tasks.run",
    "Sprint": "tasks.sprint",
    "Task": "tasks.task",
    # solve
    "simulate": "solve.simulate",
    "Settings": "settings",
    "Progress": "solve.ipopt",
    "Motion": "motion.motion",
    "Status": "motion.solved",
    # measure
    "read": "lab.recording.reading",
    "track": "tracking.track",
    "lab": "",
    # look
    "analysis": "",
    "Analysis": "analysis.analysis",
    "compare": "worth.compare",
    "explain": "tell.words.explain",
    "write_report": "tell.report.run_page",
    "export_opensim": "lab.export",
    # train
    "Plan": "training.plan",
    "train": "worth.train.train",
    # weigh
    "answer": "worth.answer.answer",
    "prices": "worth.prices.prices",
    "what_if": "worth.prices.what_if",
    "design": "worth.prices.design",
    "technique": "worth.prices.technique_price",
    "strength": "worth.strength.estimate",
    "validate": "validate.validation",
    # many solves
    "Study": "study.study",
    "batch": "",
    # what goes wrong
    "errors": "",
    "HillrunnerError": "errors",
    "SolveError": "errors",
}

__all__ = open_lazily(__name__, HOMES)
