"""Shoes: numbers, names, files, and complaints."""

import pytest

from hillrunner import Runner
from hillrunner.errors import RunnerError
from hillrunner.person.shoe import SHOES, USUAL, Shoe, shoe_from
from hillrunner.tell.words.shoe import shoe_words


def test_a_shoe_comes_from_a_name_a_table_or_a_file(tmp_path):
    soft = Shoe(deformation=0.0119, energy_return=0.87)
    assert SHOES["super shoe"] == soft == shoe_from("super-shoe") == shoe_from("Super Shoe")
    file = tmp_path / "soft.toml"
    file.write_text("deformation = 0.0119\nenergy_return = 0.87\n", encoding="utf-8")
    assert shoe_from(str(file)) == soft
    for given in ("super shoe", {"deformation": 0.0119, "energy_return": 0.87}, soft):
        assert Runner(height=1.8, mass=70.0, shoe=given).shoe == soft
    assert Runner(height=1.8, mass=70.0).shoe is None
    assert USUAL.between(soft).deformation == pytest.approx(0.5 * (0.0054 + 0.0119))
    assert shoe_words(soft) == ("super shoe (11.9 mm at 2 kN, gives back 87 %, 250 g, drop 10 mm)")


def test_a_runners_file_has_a_shoe_and_files_without_one_are_as_before(tmp_path):
    file = tmp_path / "runner.toml"
    file.write_text("height = 1.8\nmass = 70\n[shoe]\nmass = 0.2\ndrop = 0.004\n", "utf-8")
    runner = Runner.from_toml(file)
    assert runner.shoe == Shoe(mass=0.2, drop=0.004)
    assert Runner(**runner.model_dump()) == runner
    assert "shoe" not in Runner(height=1.8, mass=70.0).model_dump()
    assert not runner.has_body_of(Runner(height=1.8, mass=70.0))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"deformation": 12}, ["deformation of the shoe is 12 m", "12 mm is 0.012"]),
        ({"energy_return": 87}, ["energy_return of the shoe is 87", "87 % is 0.87"]),
        ({"mass": 210}, ["mass of the shoe is 210 kg", "210 g is 0.21"]),
        ({"drop": 0.5}, ["drop of the shoe is 0.5 m", "from -0.005 to 0.02"]),
        ({"foam": 1}, ["unknown key 'foam'"]),
        ("supr shoe", ["unknown shoe 'supr shoe'", "'super shoe' was meant"]),
    ],
)
def test_a_wrong_shoe_is_told_in_one_sentence(given, words):
    with pytest.raises(RunnerError) as caught:
        Runner(height=1.8, mass=70.0, shoe=given)
    for word in words:
        assert word in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_wrong_shoe_file_is_named(tmp_path):
    file = tmp_path / "odd.toml"
    file.write_text("drop = 1\n", encoding="utf-8")
    for path in (file, tmp_path / "none.toml"):
        with pytest.raises(RunnerError, match=path.name):
            shoe_from(str(path))
