"""Spreads, regression and Sobol indices against closed forms."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import sobol_indices as of_scipy
from scipy.stats import uniform

from hillrunner.study.inputs import Input
from hillrunner.study.outputs import Output, outputs_of
from hillrunner.study.sampling import drawn
from hillrunner.study.sobol import indices, sobol_indices
from hillrunner.study.statistics import distributions, regression


def data_of(**inputs) -> xr.Dataset:
    return xr.Dataset({k: ("member", np.asarray(v), {"role": "input"}) for k, v in inputs.items()})


def output(values, key="cost_of_transport", side=None, state="") -> Output:
    return Output(key, side, state, np.asarray(values, dtype=float))


def test_percentiles_of_known_numbers_without_those_that_are_missing():
    table = distributions([output([*range(101), np.nan]), output([np.nan] * 102, "cadence")])
    found = table["value"].sel(output="cost_of_transport")
    assert [float(found.sel(statistic=s)) for s in ("p5", "p50", "p95")] == [5.0, 50.0, 95.0]
    assert float(found.sel(statistic="mean")) == 50.0
    assert float(found.sel(statistic="sd")) == pytest.approx(np.sqrt(101 * 102 / 12))
    assert table["count"].values.tolist() == [101, 0]
    assert np.isnan(table["value"].sel(output="cadence")).all()


def test_coefficients_of_a_line_over_a_factorial():
    """Orthogonal inputs of equal spread: 3 and -4 of 5."""
    a, b = (x.ravel() for x in np.meshgrid([-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0]))
    table = regression(data_of(a=a, b=10.0 + b), [output(7.0 + 3.0 * a - 4.0 * b)])
    assert table["coefficient"].values[0] == pytest.approx([0.6, -0.8])
    assert float(table["r_squared"][0]) == pytest.approx(1.0)
    assert table["low"].values[0] == pytest.approx([0.6, -0.8], abs=1e-6)


def test_r_squared_says_where_the_line_does_not_hold():
    a = np.linspace(-1.0, 1.0, 41)
    table = regression(data_of(a=a), [output(a**2)])
    assert float(table["r_squared"][0]) == pytest.approx(0.0, abs=1e-12)
    assert float(table["low"][0, 0]) < 0.0 < float(table["high"][0, 0])


def test_intervals_hold_the_true_coefficient_nine_times_of_ten():
    random = np.random.default_rng(4)
    inside = 0
    for _ in range(300):
        a, noise = random.normal(size=30), random.normal(size=30)
        a, noise = (a - a.mean()) / a.std(), noise
        table = regression(data_of(a=a), [output(a + noise)])
        slope = 1.0 / (a + noise).std()  # of the true line, on the output's own scale
        inside += float(table["low"][0, 0]) < slope < float(table["high"][0, 0])
    assert 250 <= inside <= 290  # 270, and three standard deviations of a binomial are 16


def test_words_are_one_term_each_but_the_first():
    sex, mass = np.array(["male", "female"] * 4), np.repeat([60.0, 70.0], 4)
    table = regression(data_of(sex=sex, mass=mass), [output((sex == "male") + 0.0 * mass)])
    assert table["term"].values.tolist() == ["sex=male", "mass"]
    assert table["coefficient"].values[0] == pytest.approx([1.0, 0.0], abs=1e-12)


def test_no_coefficient_where_there_is_none():
    a = np.array([1.0, 2.0, 3.0, 4.0])
    few, flat = output([1.0, 2.0, np.nan, np.nan]), output([5.0] * 4, "cadence")
    table = regression(data_of(a=a, b=np.ones(4)), [few, flat, output(a, "speed")])
    assert np.isnan(table["coefficient"].sel(output=["cost_of_transport", "cadence"])).all()
    last = table["coefficient"].sel(output="speed").values
    assert last[0] == pytest.approx(1.0) and np.isnan(last[1])  # b is the same for all


# Sobol indices: the function of Ishigami & Homma 1990, whose indices are known


def ishigami(x):
    return np.sin(x[0]) + 7.0 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


@pytest.fixture(scope="module")
def scheme() -> xr.Dataset:
    inputs = [Input(("runner", n), (), -np.pi, np.pi) for n in "abc"]
    draws = drawn("sobol", inputs, 5 * 1024, 1)
    data = data_of(**{one.name: [d.values[one.path] for d in draws] for one in inputs})
    words = {"role": "end"}
    data["sample"] = ("member", np.array([d.sample for d in draws]), words)
    data["row"] = ("member", np.array([d.row for d in draws]), words)
    return data


def values_of(data: xr.Dataset) -> np.ndarray:
    return ishigami([data[f"runner.{name}"].values for name in "abc"])


def test_indices_of_a_known_function(scheme):
    table = sobol_indices(scheme, [output(values_of(scheme))])
    variance = 0.5 + 49.0 / 8.0 + 0.1 * np.pi**4 / 5.0 + 0.01 * np.pi**8 / 18.0
    alone = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2 / variance
    second = 49.0 / 8.0 / variance
    together = 0.01 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0) / variance
    assert table["first"].values[0] == pytest.approx([alone, second, 0.0], abs=0.03)
    total = [alone + together, second, together]
    assert table["total"].values[0] == pytest.approx(total, abs=0.03)
    assert (table["total_low"] < table["total"]).all() and (
        table["total"] < table["total_high"]
    ).all()
    assert table["rows"].values.tolist() == [1024]


def test_estimators_are_those_of_scipy(scheme):
    values = values_of(scheme)
    order = [
        scheme["sample"].values == name for name in ("A", "B", *(f"runner.{n}" for n in "abc"))
    ]
    rows = np.stack([values[of] for of in order])
    given = {"f_A": rows[:1], "f_B": rows[1:2], "f_AB": rows[2:, None]}
    dists = [uniform(loc=-np.pi, scale=2 * np.pi)] * 3
    theirs = of_scipy(func=given, n=1024, dists=dists)
    first, total = indices(rows)
    assert first == pytest.approx(theirs.first_order.ravel(), abs=1e-12)
    assert total == pytest.approx(theirs.total_order.ravel(), abs=1e-12)


def test_a_row_with_a_missing_member_does_not_count(scheme):
    values = values_of(scheme)
    missing = values.copy()
    missing[[3, 2 * 1024 + 3, 4 * 1024 + 100]] = np.nan  # rows 3, 3 and 100
    whole, some = (sobol_indices(scheme, [output(v)]) for v in (values, missing))
    assert some["rows"].values.tolist() == [1022]
    assert some["first"].values == pytest.approx(whole["first"].values, abs=0.05)
    few = np.where(scheme["row"].values < 7, values, np.nan)
    assert np.isnan(sobol_indices(scheme, [output(few)])["first"]).all()


# Outputs one by one


def test_what_a_mirrored_stride_leaves_undecided_is_no_difference():
    right = np.array([100.0, 1.0, np.nan])
    words = {"role": "output"}
    for left, names in ((right + 1e-3, ["load"]), (right + 0.1, ["load right", "load left"])):
        values = np.stack([right, left], axis=1)
        data = xr.Dataset(
            {"load": (("member", "side"), values, words)}, coords={"side": ["right", "left"]}
        )
        assert [o.name for o in outputs_of(data)] == names


def test_both_legs_alike_are_one_number_and_a_change_is_a_difference():
    cost = np.array([[1.0, 1.5], [2.0, 2.25]])
    even = np.ones((2, 2, 2))
    odd = even * [1.0, 2.0]
    words = {"role": "output"}
    data = xr.Dataset(
        {
            "cost_of_transport": (("member", "state"), cost, words),
            "even": (("member", "state", "side"), even, words),
            "odd": (("member", "state", "side"), odd, words),
            "reason": ("member", ["", ""], {"role": "end"}),
        },
        coords={"state": ["before", "after"], "side": ["right", "left"]},
    )
    found = {o.name: o.values.tolist() for o in outputs_of(data)}
    assert found["cost_of_transport change"] == [0.5, 0.25]
    assert {n for n in found if "after" in n} == {
        "cost_of_transport after",
        "even after",
        "odd right after",
        "odd left after",
    }
    assert found["odd left after"] == [2.0, 2.0]
