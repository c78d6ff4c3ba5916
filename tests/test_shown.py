"""Results that can be looked at, and the one door by which they ask to be told."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from hillrunner.errors import HillrunnerError
from hillrunner.files import why_not
from hillrunner.shown import Shown
from hillrunner.tell import show


@dataclass(frozen=True)
class Weight(Shown):
    kilograms: float


@show.text.register
def _(result: Weight) -> str:
    return f"{result.kilograms:g} kg < a ton"


@show.plain.register
def _(result: Weight) -> dict[str, object]:
    return {"mass": result.kilograms}


def test_a_result_is_text_markup_json_and_a_page(tmp_path):
    one = Weight(70.0)
    assert str(one) == "70 kg < a ton"
    assert one._repr_html_() == "<pre>70 kg &lt; a ton</pre>"
    assert json.loads(one.to_json()) == {"mass": 70.0}
    page = one.write(tmp_path / "page.html")
    assert "70 kg &lt; a ton" in page.read_text() and "Weight" in page.read_text()
    with pytest.raises(HillrunnerError, match="no such file"):
        one.write(tmp_path / "none" / "page.html")


def test_a_number_that_does_not_exist_is_no_json():
    with pytest.raises(ValueError):
        Weight(float("nan")).to_json()


def test_what_nobody_tells_is_refused():
    with pytest.raises(TypeError, match="a int is no result"):
        show.text(3)


def test_every_result_type_with_a_teller_is_told_there():
    code = (
        "from importlib import import_module\n"
        "from hillrunner.tell import show\n"
        "from hillrunner.shown import Shown\n"
        "for home, teller in show.SHOWN_IN.items():\n"
        "    import_module(teller)\n"
        "    kinds = [k for k in vars(import_module(home)).values() if isinstance(k, type)\n"
        "             and issubclass(k, Shown) and k.__module__ == home]\n"
        "    assert kinds, home\n"
        "    for kind in kinds:\n"
        "        for verb in (show.text, show.plain):\n"
        "            assert verb.dispatch(kind) is not verb.dispatch(object), (kind, verb)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_nothing_below_imports_what_tells():
    code = "import sys, hillrunner.shown; print([m for m in sys.modules if '.tell' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_why_a_file_cannot_be_written():
    assert why_not(FileNotFoundError(2, "anything at all", "x.nc")) == "no such file or directory"
    assert why_not(OSError("HDF5 says no")) == "HDF5 says no"
