"""The command ``hillrunner``: verbs that read as sentences, errors that are one."""

from hillrunner.cli.main import main

__all__ = ["main"]
