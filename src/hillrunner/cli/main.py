"""Entry point: parse, run the verb, turn every known failure into a sentence and an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

from hillrunner.cli.arguments import parse
from hillrunner.errors import HillrunnerError, SolveError
from hillrunner.files import why_not
from hillrunner.interruption import INTERRUPTED

OK = 0
UNSOLVED = 1  # the solve did not converge; nothing was written
BAD_INPUT = 2  # something in the command or in a file is wrong
CLOSED = 141  # whoever read the output stopped reading


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code.

    Exit codes: 0 done, 1 the solve did not converge (nothing is written), 2 the input is wrong,
    130 interrupted.
    """
    options = parse(argv)
    try:
        code = options.verb(options)
        sys.stdout.flush()
        return int(code)
    except SolveError as error:
        # What every status says and advises is part of it; the message adds what was in the way.
        status = getattr(error.status, "name", "unconverged").lower()
        remedy = getattr(error.status, "remedy", "")
        sentence = str(error) if remedy in str(error) else f"{error} {remedy}"
        return _failed(options, status, sentence, UNSOLVED)
    except HillrunnerError as error:
        return _failed(options, "bad input", str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return _failed(options, "interrupted", "interrupted: nothing was written.", INTERRUPTED)
    except BrokenPipeError:
        # Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except OSError as error:  # as a full disk under standard output or a temporary folder
        place = error.filename or "standard output or a temporary file"
        return _failed(options, "bad input", f"cannot write {place}: {why_not(error)}", BAD_INPUT)


def _failed(options: object, status: str, sentence: str, code: int) -> int:
    sentence = f"{sentence.rstrip('.')}."
    print(f"hillrunner: {sentence}", file=sys.stderr)
    if getattr(options, "json", False):
        print(json.dumps({"status": status, "error": sentence}))
    return code
