"""The altitude along a course: from every format, without noise, and refused where it is none."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from fit_bytes import EPOCH, fit_bytes
from made_up_course import gpx, tcx

from hillrunner.errors import MeasuredError
from hillrunner.lab.course_file import LONGEST_GAP, Altitudes, altitudes, climb, read_course

SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "fit"
METRES = np.arange(0.0, 5001.0, 10.0)
HILL = 300.0 + 60.0 * np.exp(-(((METRES - 2500.0) / 800.0) ** 2))


@pytest.fixture
def read(tmp_path):
    def written(data: bytes) -> Altitudes:
        path = tmp_path / "course"
        path.write_bytes(data)
        return read_course(path)

    return written


def fit(metres, altitude) -> bytes:
    rows = [
        {"timestamp": EPOCH + 3 * i, "distance": place, "altitude": high + 500.0}
        for i, (place, high) in enumerate(zip(metres, altitude, strict=True))
    ]
    return fit_bytes(rows)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(gpx(METRES, HILL), id="planned track"),
        pytest.param(gpx(METRES, HILL, timed=True), id="recorded track"),
        pytest.param(gpx(METRES, HILL, kind="rte"), id="route"),
        pytest.param(tcx(METRES, HILL), id="tcx course"),
        pytest.param(fit(METRES, HILL), id="fit"),
        pytest.param(gzip.compress(gpx(METRES, HILL)), id="gzipped"),
    ],
)
def test_every_format_gives_the_same_course(read, data):
    found = read(data)
    assert found.length == pytest.approx(5000.0, rel=1e-4)
    assert found.rise(0.0, 2500.0) == pytest.approx(HILL[250] - HILL[0], abs=1.0)
    assert found.recorded == pytest.approx(np.interp(found.metres, METRES, HILL), abs=0.2)


def test_a_straight_slope_stays_and_a_round_hill_nearly():
    straight = altitudes(METRES, 100.0 + 0.05 * METRES, "a")
    assert straight.smoothed == pytest.approx(100.0 + 0.05 * straight.metres, abs=2.5)
    inside = slice(20, -20)
    assert straight.smoothed[inside] == pytest.approx(100.0 + 0.05 * straight.metres[inside])
    hill = altitudes(METRES, HILL, "a")
    assert np.abs(hill.smoothed - HILL).max() < 0.5


def test_noise_adds_little_to_the_climb_that_it_adds_much_to():
    noise = np.random.default_rng(0).normal(size=METRES.size)
    noisy = altitudes(METRES, HILL + 2.0 * noise, "a")
    true = climb(HILL)
    assert climb(noisy.recorded) > 5.0 * true
    assert climb(noisy.smoothed) < 1.4 * true
    assert noisy.rise(0.0, 2500.0) == pytest.approx(60.0, abs=2.0)


def test_a_spike_is_no_hill():
    spiked = HILL.copy()
    spiked[200:204] += 80.0
    clean, found = altitudes(METRES, HILL, "a"), altitudes(METRES, spiked, "a")
    assert np.abs(found.smoothed - clean.smoothed).max() < 2.0


def test_points_at_one_place_count_once():
    """Who stands still at a crossing collects altitudes there."""
    there = np.repeat(METRES, np.where(METRES == 2000.0, 50, 1))
    found = altitudes(there, np.interp(there, METRES, HILL), "a")
    assert found.smoothed == pytest.approx(altitudes(METRES, HILL, "a").smoothed)


def test_a_short_piece_without_altitude_is_bridged(read):
    holed = np.where((METRES > 1000.0) & (METRES < 1400.0), np.nan, 100.0 + 0.02 * METRES)
    assert read(gpx(METRES, holed)).rise(0.0, 5000.0) == pytest.approx(100.0, abs=1.0)


FAR = np.where(METRES > 3000.0, METRES + 2000.0, METRES)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (gpx(METRES), "has no altitude in its 501 points"),
        (gpx(METRES, np.zeros(METRES.size)), "has an altitude of 0 m everywhere"),
        (gpx(METRES, np.full(METRES.size, 20_000.0)), "has no altitude in its 501 points"),
        (gpx(FAR, HILL), "jumps for 2.0 km from km 3.0 on, but its points must be at most 500 m"),
        (
            gpx(METRES, np.where(METRES < 3000.0, HILL, np.nan)),
            "has no altitude for 2.0 km from km 3.0 on",
        ),
        (
            tcx([*METRES, *METRES], [*HILL, *HILL]),
            "goes back from km 5.0 to km 0.0, but must be one track",
        ),
        (gpx([0.0], [1.0]), "has no distance in its 1 points"),
        (gpx([], []), "has no distance in its 0 points"),
        (b"not a course", "not a FIT file"),
        (b"", "it is empty"),
    ],
)
def test_what_is_no_course_is_refused_in_one_sentence(read, data, sentence):
    with pytest.raises(MeasuredError, match=sentence) as refused:
        read(data)
    assert "\n" not in str(refused.value)


def test_a_gap_of_the_longest_is_none(read):
    apart = np.arange(0.0, 5001.0, LONGEST_GAP)
    assert read(tcx(apart, 0.01 * apart)).rise(0.0, 5000.0) == pytest.approx(50.0, abs=3.0)


@pytest.mark.parametrize(
    ("name", "length"),
    [("activity-small-fenix2-run.fit", 9007.07), ("developer-types-sample.fit", 6753.99)],
)
def test_real_watches(name, length):
    path = SHARED / name
    if not path.exists():
        pytest.skip("no watch files beside the repository")
    found = read_course(path)
    assert found.length == pytest.approx(length, abs=20.0)
    assert climb(found.smoothed) < climb(found.recorded)
    assert np.median(np.abs(found.smoothed - found.recorded)) < 1.0


def test_a_spike_of_a_real_watch_is_taken_out():
    """Ten metres after the start this one shows 142 m, between 55 and 56 m."""
    path = SHARED / "activity-small-fenix2-run.fit"
    if not path.exists():
        pytest.skip("no watch files beside the repository")
    found = read_course(path)
    assert found.recorded[:10].max() > 140.0
    assert found.smoothed[:10].max() < 58.0
