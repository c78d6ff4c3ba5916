"""What tests of tracking share: a made-up lab's files, and a computed run's angles and forces."""

import numpy as np
import pytest
from made_up_lab import Steps, put_forces, put_trc, standing
from measured_run import recorded

import hillrunner as hr
from hillrunner.lab.storage import write_storage
from hillrunner.motion import library


@pytest.fixture(scope="session")
def run() -> hr.Motion:
    return library.nearest(hr.Run(3.5))


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """Markers and forces of a made-up runner, and markers of them standing."""
    folder = tmp_path_factory.mktemp("lab")
    steps = Steps()
    put_trc(folder / "run.trc", steps)
    put_forces(folder / "run_grf.mot", steps)
    put_trc(folder / "static.trc", Steps(lasts=1.0), standing())
    return folder


@pytest.fixture(scope="session")
def angles(run, tmp_path_factory):
    coordinates, _, _ = recorded(run, belt=True)
    columns = {
        str(name): np.rad2deg(column) if unit == "rad" else column
        for name, unit, column in zip(
            coordinates["coordinate"].values,
            coordinates["unit"].values,
            coordinates.values.T,
            strict=True,
        )
    }
    return write_storage(
        tmp_path_factory.mktemp("angles") / "ik.mot",
        "Coordinates",
        coordinates["time"].values,
        columns,
        in_degrees=False,  # its head lies
    )


@pytest.fixture(scope="session")
def forces(run, tmp_path_factory):
    _, ground, _ = recorded(run, belt=True)
    columns = {}
    for foot in ground["foot"].values.tolist():
        one, letter = ground.sel(foot=foot), foot[0]
        for kind, name in (
            ("force_v", "force"),
            ("force_p", "centre_of_pressure"),
            ("torque_", "torque"),
        ):
            for axis in "xyz":
                values = np.nan_to_num(one[name].sel(axis=axis).values)
                columns[f"{letter}_ground_{kind}{axis}"] = values
    path = tmp_path_factory.mktemp("forces") / "grf.mot"
    return write_storage(path, "forces", ground["time"].values, columns, False)
