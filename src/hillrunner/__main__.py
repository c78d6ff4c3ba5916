"""``python -m hillrunner``, and the command ``hillrunner``: the command line in its own process."""

import sys

from hillrunner.cli import main
from hillrunner.dask_aside import leave_dask_aside


def command() -> int:
    """Run the command line; returns the exit code."""
    if not any("dask" in word for word in sys.argv):  # as in --executor dask
        leave_dask_aside()
    return main()


if __name__ == "__main__":
    sys.exit(command())
