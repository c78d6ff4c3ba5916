"""Studies and benchmarks still find what they take from the package."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Imports what it can in one process: each by itself takes a second or two.
IMPORTS = """
import importlib, sys
folder, own = sys.argv[1], sys.argv[2:]
sys.path.insert(0, folder)
for name in own:
    try:
        importlib.import_module(name)
    except ImportError as error:
        if error.name != "opensim":  # of the other program of a comparison
            raise SystemExit(f"{name}: {error}")
"""


@pytest.mark.parametrize("folder", ["studies", "benchmarks"])
def test_every_script_imports(folder, tmp_path):
    names = sorted(path.stem for path in (ROOT / folder).glob("*.py"))
    assert len(names) > 5
    command = [sys.executable, "-c", IMPORTS, str(ROOT / folder), *names]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
