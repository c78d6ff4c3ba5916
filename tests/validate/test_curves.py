"""Whole curves beside people's: closed forms, and the rows against the data they are made of."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from fake_motion import fake_motion
from made_up_motion import GRAVITY, STRIDE

from hillrunner.published.curves import CURVES, PERCENT, CurvesError, curves_at
from hillrunner.published.rows import Condition, published_rows
from hillrunner.validate.curves import (
    ANGLES,
    FORCES,
    LOADED,
    compared,
    correlation,
    force_centroid,
    motion_curve,
    peak_instant,
)
from hillrunner.validate.measures import Measured, measurement
from hillrunner.validate.table import evaluate

RUNNERS = {"1": "RBDS001", "2": "RBDS002", "11": "RBDS011", "3": "RBDS03"}
MASS = 75.0
LEG = ("hip_flexion_r", "knee_angle_r", "ankle_angle_r")  # all that the made-up body has
ROWS = tuple(r for r in published_rows() if r.subject == "curves")


def measured(name: str, motion, of: str = "") -> float:
    return measurement(name, of).function(Measured(motion), of)


def people_run(speed: float = 3.5, factor: float = 1.0, offset: float = 0.0, touch: float = 0.2):
    """A motion that moves as people do in the mean, the right foot landing at ``touch`` (s).

    ``factor`` scales its curves about their mean, ``offset`` (deg) is added to the angles.
    """
    motion = fake_motion(points=3000, mass=MASS, speed=speed)
    mean = curves_at(speed)["mean"]
    percent = (motion.data["time"].values - touch) % STRIDE / STRIDE * 100.0

    def along(name: str) -> np.ndarray:
        curve = mean.sel(curve=name).values
        curve = curve.mean() + factor * (curve - curve.mean()) if name in ANGLES else curve
        return np.interp(percent, PERCENT, curve)

    for name in LEG:
        at = {"coordinate": motion.data["coordinate"] == name}
        motion.data["position"].loc[at] = np.deg2rad(along(name) + offset)[:, None]
    for name, axis in FORCES.items():
        force = factor * along(name) * MASS * GRAVITY
        motion.data["ground_force"].loc[{"foot": "right", "axis": axis}] = force
    return motion


# ------------------------------------------------------------------------------------ closed forms


@pytest.mark.parametrize("of", [*LEG, *FORCES])
def test_a_motion_that_moves_as_people_do_is_alike_and_not_away(of):
    motion = people_run()
    assert measured("curve_correlation", motion, of) == pytest.approx(1.0, abs=2e-4)
    name = "force_distance" if of in FORCES else "angle_distance"
    assert measured(name, motion, of) < {"deg": 0.1, "BW": 0.02}[CURVES[of]]


def test_a_correlation_knows_no_offset_and_no_size_and_a_distance_both():
    motion = people_run(factor=1.5, offset=7.0)
    knee = curves_at(3.5)["mean"].sel(curve="knee_angle_r").values
    away = np.hypot(7.0, 0.5 * knee.std())
    assert measured("curve_correlation", motion, "knee_angle_r") == pytest.approx(1.0, abs=2e-4)
    assert measured("angle_distance", motion, "knee_angle_r") == pytest.approx(away, abs=0.1)
    force = compared("vertical_force", curves_at(3.5)["mean"].sel(curve="vertical_force").values)
    half = 0.5 * np.sqrt(np.mean(force**2))
    assert measured("force_distance", motion, "vertical_force") == pytest.approx(half, abs=0.02)


def test_a_correlation_is_signed():
    curve = curves_at(3.5)["mean"].sel(curve="pelvis_list").values
    assert correlation(curve, 3.0 - 2.0 * curve) == pytest.approx(-1.0)
    cosine, sine = (f(2.0 * np.pi * np.arange(50) / 50) for f in (np.cos, np.sin))
    assert correlation(cosine, sine) == pytest.approx(0.0, abs=1e-12)
    assert correlation(cosine, cosine + sine) == pytest.approx(np.sqrt(0.5))
    assert np.isnan(correlation(cosine, np.full(50, 3.0)))


def test_curves_begin_where_the_right_foot_lands():
    curves = [motion_curve(people_run(touch=touch), "knee_angle_r") for touch in (0.1, 0.45)]
    np.testing.assert_allclose(*curves, atol=0.2)


def test_forces_are_compared_in_stance_alone():
    """People's last foot is off the ground where the comparison ends, at every speed."""
    values = np.arange(float(PERCENT.size))
    assert compared("knee_angle_r", values).size == PERCENT.size
    assert PERCENT[compared("vertical_force", values).size - 1] == LOADED
    for speed in (2.5, 3.5, 4.5):
        force = curves_at(speed).sel(curve="vertical_force", percent=slice(LOADED, 96.0))
        assert float(np.abs(force["mean"]).max()) < 1e-3 and float(force["sd"].max()) < 1e-3


def test_a_half_sine_is_in_the_middle_of_stance():
    motion = fake_motion(points=600)
    assert measured("peak_force_instant", motion) == pytest.approx(50.0, abs=0.3)
    assert measured("force_centroid", motion) == pytest.approx(50.0, abs=0.3)


def test_when_a_skewed_force_acts():
    """A triangle's centroid is the mean of its corners; a parabola's top is between the points."""
    percent = np.linspace(0.0, 100.0, 1001)
    force = np.interp(percent, [0.0, 12.0, 40.0, 100.0], [0.0, 1.0, 0.0, 0.0])
    assert peak_instant(percent, force, 40.0) == pytest.approx(30.0, abs=0.15)
    assert force_centroid(percent, force, 40.0) == pytest.approx(100.0 * (12 + 40) / 3 / 40)
    coarse = np.linspace(0.0, 100.0, 101)
    parabola = np.maximum(coarse * (33.0 - coarse), 0.0)  # its top is at 16.5
    assert peak_instant(coarse, parabola, 33.0) == pytest.approx(50.0)
    later = np.where(coarse > 50.0, 9e3, parabola)  # what is after toe-off is not of this stance
    assert peak_instant(coarse, later, 33.0) == pytest.approx(50.0)
    assert force_centroid(coarse, later, 33.0) == pytest.approx(50.0)


# ---------------------------------------------------------------------------------------- refusals


def test_what_cannot_be_compared_is_a_row_without_a_value():
    (row,) = (r for r in ROWS if r.name == "curve of knee angle, correlation @ 3.5 m/s")
    slow = row.model_copy(update={"condition": Condition(speed=3.0)})
    table = evaluate([slow], {Condition(speed=3.0): fake_motion(speed=3.0)})
    assert "no mean cycle is published at 3 m/s" in table.results[0].why
    still = fake_motion()
    still.data["position"][...] = 0.1
    table = evaluate([row], {Condition(speed=3.5): still})
    assert "not a finite number" in table.results[0].why
    with pytest.raises(CurvesError, match="no coordinate pelvis_list"):
        motion_curve(fake_motion(), "pelvis_list")


# ---------------------------------------------------------------------------------------- the rows


def test_every_curve_has_a_correlation_and_a_distance_at_every_speed():
    curves = [r for r in ROWS if r.of]
    for name, unit in CURVES.items():
        for speed in (2.5, 3.5, 4.5):
            shape, away = (r for r in curves if (r.of, r.condition.speed) == (name, speed))
            assert (shape.measure, shape.unit, shape.high) == ("curve_correlation", "1", None)
            assert away.measure == ("force_distance" if name in FORCES else "angle_distance")
            assert (away.unit, away.low) == (unit, None)
            assert shape.grade == away.grade == "D"
            # Where people themselves are not alike, neither row says anything of the simulation;
            # nor do those that were aimed at when the default numbers were chosen.
            unlike, aimed = shape.low < 0.6, speed == 3.5
            assert bool(shape.apart) == bool(away.apart) == (unlike or aimed)
            assert all(("no such curve in common" in r.apart) == unlike for r in (shape, away))
    assert {r.measure for r in ROWS if not r.of} == {"peak_force_instant", "force_centroid"}


def test_the_bands_are_those_of_the_four_runners(shared_data):
    """Each against the mean of the other three: the least typical one is the edge."""
    folder = shared_data / "rbds_S011"
    cycles = np.load(folder / "rbds_mean_cycles.npz", allow_pickle=False)
    names = cycles["angle_names"].tolist()
    with (folder / "rbds_trial_metrics.csv").open(newline="") as file:
        mass = {trial["subject"]: float(trial["mass"]) for trial in csv.DictReader(file)}

    def curve(runner: str, speed: float, name: str) -> np.ndarray:
        kind = "grf" if name in FORCES else "angle"
        index = "xyz".index(FORCES[name]) if name in FORCES else names.index(name)
        key = f"{RUNNERS[runner]}_T{round(10 * speed)}_{kind}_mean"
        return cycles[key][index].astype(float)

    def instant(function, runner: str, speed: float) -> float:
        force = curve(runner, speed, "vertical_force")
        fine = np.linspace(0.0, 100.0, 100001)
        threshold = 50.0 / (mass[runner] * GRAVITY)
        loaded = np.interp(fine, np.arange(101.0), force) > threshold
        return function(np.arange(101.0), force, fine[loaded].max())

    for row in ROWS:
        speed = row.condition.speed
        if row.of:
            last = 43 if row.of in FORCES else 101
            own = np.array([curve(r, speed, row.of)[:last:2] for r in RUNNERS])
            others = [np.delete(own, i, axis=0).mean(axis=0) for i in range(4)]
            if row.measure == "curve_correlation":
                alike = [np.corrcoef(*pair)[0, 1] for pair in zip(own, others, strict=True)]
                assert row.low == pytest.approx(min(alike), abs=6e-4), row.name
            else:
                away = np.sqrt(np.mean((own - others) ** 2, axis=1))
                assert row.high == pytest.approx(away.max(), rel=6e-3), row.name
        else:
            function = {"peak_force_instant": peak_instant}.get(row.measure, force_centroid)
            values = [instant(function, runner, speed) for runner in RUNNERS]
            assert row.mean == pytest.approx(np.mean(values), abs=0.01), row.name
            assert row.sd == pytest.approx(np.std(values, ddof=1), abs=0.01), row.name
