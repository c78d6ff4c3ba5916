"""The errors hillrunner raises: each message is one sentence a person can act on."""


class HillrunnerError(Exception):
    """Base of all errors with a sentence for the user. The CLI prints the sentence and exits."""


class RunnerError(HillrunnerError):
    """A runner's description is wrong."""


class TaskError(HillrunnerError):
    """What the body is asked to do is outside what is allowed."""


class PlanError(HillrunnerError):
    """A training plan is wrong, or asks for a lift that was not simulated."""


class SettingsError(HillrunnerError):
    """A setting of effort, contact, muscles, mesh or solver is outside what is allowed."""


class BodyError(HillrunnerError):
    """A body file or a model to import is wrong or unsupported."""


class MotionError(HillrunnerError):
    """A motion file is broken, or of another version."""


class MeasuredError(HillrunnerError):
    """A measured file cannot be used."""


class StudyError(HillrunnerError):
    """The design of a study is wrong."""


class SolveError(HillrunnerError):
    """The optimal control problem did not converge; ``status`` says how it ended."""

    def __init__(self, message: str, status: object = None) -> None:
        super().__init__(message)
        self.status = status


class JobError(HillrunnerError):
    """One of many jobs has no result: its process died, its work has a mistake, or it is twice."""
