"""A motion is what was solved, on disk as in memory, or a sentence."""

import json
import os
from importlib import resources

import h5py
import numpy as np
import pytest
import xarray as xr
from fake_motion import fake_motion
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hillrunner import Motion, Runner
from hillrunner.errors import MotionError
from hillrunner.motion.netcdf import netcdf_of, read_netcdf, sealed, unsealed
from hillrunner.motion.solved import Status
from hillrunner.settings import Settings


@pytest.fixture(scope="module")
def motion():
    return fake_motion()


@pytest.fixture(scope="module")
def written(motion, tmp_path_factory) -> bytes:
    return motion.save(tmp_path_factory.mktemp("motion") / "motion.nc").read_bytes()


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> tuple[Motion, bytes]:
    """A short motion, and its file."""
    motion = fake_motion(points=20)
    return motion, motion.save(tmp_path_factory.mktemp("motion") / "small.nc").read_bytes()


@pytest.fixture
def saved(written, tmp_path):
    path = tmp_path / "motion.nc"
    path.write_bytes(written)
    return path


def refused(path) -> str:
    with pytest.raises(MotionError) as caught:
        Motion.load(path)
    text = str(caught.value)
    assert text.endswith(".") and "\n" not in text and path.name in text
    return text


def test_what_is_saved_is_what_is_loaded(motion, saved):
    loaded = Motion.load(saved)
    assert loaded.data.attrs.pop("checksum")
    xr.testing.assert_identical(loaded.data.assign_attrs(motion.data.attrs), motion.data)
    assert {k: v for k, v in loaded.data.attrs.items()} == motion.data.attrs
    assert loaded["activation"].attrs["units"] == "1"


def test_it_says_of_itself(saved):
    motion = Motion.load(saved)
    assert motion.status is Status.CONVERGED
    assert (motion.speed, motion.grade) == (3.5, 0.0)
    assert motion.runner == Runner(height=1.795, mass=75, name="fake runner")
    assert motion.task.speed == 3.5
    assert motion.body.hash == motion.body_hash
    assert motion.settings == Settings(mesh=60)
    assert motion.solver.iterations == 123
    assert motion.stride_time == pytest.approx(0.7)


def test_summary_for_people(motion):
    for text in (repr(motion), motion._repr_html_()):
        for word in ("3.5 m/s", "converged", "75 kg", "0.700 s", "iterations 123"):
            assert word in text
    motion = Motion(motion.data.copy())
    motion.data.attrs["runner"] = json.dumps({"height": 1.8, "mass": 75, "name": "<b>"})
    assert "<b>" not in motion._repr_html_()


def test_saving_again_replaces(saved):
    other = fake_motion(speed=4.0)
    other.save(saved)
    assert Motion.load(saved).speed == 4.0
    assert os.listdir(saved.parent) == [saved.name]


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_numbers_and_texts_survive(small, tmp_path, data):
    motion, _ = small
    name = data.draw(st.sampled_from(["activation", "position", "com_velocity"]))
    values = motion[name].values.copy()
    some = data.draw(st.integers(0, len(values) - 2))  # numbers are drawn one by one, in seconds
    values[some : some + 2] = data.draw(
        hnp.arrays(
            np.float64,
            (2, *values.shape[1:]),
            elements=st.floats(allow_nan=False, allow_infinity=False),
        )
    )
    changed = motion.data.copy(deep=True)
    changed[name].values[:] = values
    text = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
    changed.attrs["created"] = data.draw(text)
    path = Motion(changed).save(tmp_path / "any.nc")
    loaded = Motion.load(path)
    np.testing.assert_array_equal(loaded[name].values, values)
    assert loaded.data.attrs["created"] == changed.attrs["created"]


@pytest.mark.parametrize("fraction", [0.0, 0.05, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(saved, fraction):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * fraction)])
    assert "damaged" in refused(saved)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
def test_a_flipped_byte_never_gives_other_numbers(small, tmp_path, where, flip):
    path = tmp_path / "flipped.nc"
    motion, whole = small
    raw = bytearray(whole)
    raw[int(where * len(raw))] ^= flip
    path.write_bytes(raw)
    try:
        loaded = Motion.load(path)  # a byte that nothing uses may change
    except MotionError as error:
        assert str(error).endswith(".")
    else:
        xr.testing.assert_equal(loaded.data, motion.data)


def test_damage_is_found_before_hdf5_reads_the_file(small, tmp_path):
    _, whole = small
    raw = bytearray(unsealed(whole))
    assert bytes(raw) == whole[: len(raw)] and sealed(bytes(raw)) == whole
    raw[raw.index(b"units")] ^= 128  # the name of an attribute, no longer text
    path = tmp_path / "flipped.nc"
    for changed in (bytes(raw), bytes(raw) + whole[len(raw) :]):  # another program's file, and ours
        path.write_bytes(changed)
        assert "is damaged" in refused(path)


# What a file says of itself, a bit flipped: none of the words of the libraries that read it.
FOREIGN = ("validation error", "pydantic", "For further information", "Traceback")


@pytest.mark.parametrize("name", ["body", "runner", "task", "settings", "solver"])
def test_a_flipped_bit_in_what_the_file_says_of_itself(written, tmp_path, name):
    random = np.random.default_rng(0)
    path = tmp_path / "motion.nc"
    written = unsealed(written)
    path.write_bytes(written)
    text = Motion.load(path).data.attrs[name].encode()
    start = written.find(text[:30])
    assert start > 0
    for _ in range(3):
        raw = bytearray(written)
        raw[start + int(random.integers(min(len(text), 3000)))] ^= 1 << int(random.integers(8))
        path.write_bytes(bytes(raw))
        sentence = refused(path)
        assert len(sentence) < 450
        assert not any(word in sentence for word in FOREIGN), sentence


def edit(path, change) -> None:
    with h5py.File(path, "r+") as file:
        change(file)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f["activation"].__setitem__((3, 2), 0.123), "was changed"),
        (lambda f: f.attrs.__setitem__("speed", 4.0), "was changed"),
        (lambda f: f.attrs.__setitem__("status", "infeasible"), "did not converge"),
        (lambda f: f.attrs.__setitem__("version", 99), "version 99"),
        (lambda f: f.attrs.__setitem__("format", "other"), "not a hillrunner motion"),
        (lambda f: f.attrs.__setitem__("runner", "{"), "runner is not a table"),
        (lambda f: f.attrs.__setitem__("runner", '{"height": 99}'), "height is 99"),
        (lambda f: f.attrs.__setitem__("body", "{}"), "is wrong"),
        (lambda f: f.attrs.__delitem__("solver"), "solver is missing"),
        (lambda f: f.__delitem__("tendon_force"), "tendon_force is missing"),
        (lambda f: f["position"].__setitem__((0, 0), np.nan), "not finite"),
    ],
)
def test_an_edited_file_is_refused(saved, change, words):
    edit(saved, change)
    assert words in refused(saved)


def test_foreign_files_are_refused(tmp_path):
    other = tmp_path / "other.nc"
    xr.Dataset({"t": ("x", [1.0])}).to_netcdf(other, engine="h5netcdf")
    assert "not a hillrunner motion" in refused(other)
    other.write_text("height = 1.8")
    assert "not a NetCDF file" in refused(other)
    assert "no such file" in refused(tmp_path / "none.nc")
    assert "is a directory" in refused(tmp_path)


def test_only_converged_and_complete_motions_are_saved(motion, tmp_path):
    data = motion.data.assign_attrs(status="iterations")
    with pytest.raises(MotionError, match="did not converge"):
        Motion(data).save(tmp_path / "motion.nc")
    with pytest.raises(MotionError, match="activation is missing"):
        Motion(motion.data.drop_vars("activation")).save(tmp_path / "motion.nc")
    assert not os.listdir(tmp_path)


def test_nowhere_to_write(motion, tmp_path):
    with pytest.raises(MotionError, match="cannot write"):
        motion.save(tmp_path / "none" / "motion.nc")
    (tmp_path / "folder.nc").mkdir()
    with pytest.raises(MotionError, match="cannot write"):
        motion.save(tmp_path / "folder.nc")
    assert os.listdir(tmp_path) == ["folder.nc"]


def test_an_interrupted_save_leaves_nothing(motion, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        (part,) = tmp_path.glob(".motion.nc*") or [None]
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        motion.save(tmp_path / "motion.nc")
    assert not os.listdir(tmp_path)


def test_it_says_what_it_holds(motion):
    assert "activation" in motion and "time" in motion and "humour" not in motion
    assert "tendon_force" in list(motion) and all(motion[name].name == name for name in motion)


def test_an_unknown_name_is_one_sentence_with_the_nearest(motion):
    with pytest.raises(MotionError) as error:
        motion["muscle_force"]
    sentence = str(error.value)
    assert "'muscle_force'" in sentence and "tendon_force" in sentence
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 160
    with pytest.raises(MotionError, match="nothing called 'zzz'.$"):
        motion["zzz"]


@pytest.mark.parametrize("name", ["run-3.5.nc", "sprint.nc"])
def test_a_file_is_read_as_xarray_reads_it(name):
    with resources.as_file(resources.files("hillrunner.motion") / "data" / name) as path:
        with xr.open_dataset(path, engine="h5netcdf", decode_times=False) as data:
            expected = data.load()
        with path.open("rb") as file:
            found = read_netcdf(file)
    xr.testing.assert_identical(found, expected)
    assert list(found.variables) == list(expected.variables)
    assert {n: v.dtype for n, v in found.variables.items()} == {
        n: v.dtype for n, v in expected.variables.items()
    }


def test_a_file_with_coordinates_aside_and_empty_dimensions_is_read_as_xarray_reads_it(tmp_path):
    data = xr.Dataset(
        {
            "force": (("time", "side"), np.arange(6.0).reshape(3, 2), {"units": "N", "n": 3}),
            "word": ((), "grüße"),
            "flag": ("time", np.array([1, 0, 1], dtype=np.int8)),
            "plain": (("time", "lane"), np.zeros((3, 4))),
        },
        coords={"side": ["left", "right"], "moment": ("time", [0.1, 0.2, 0.3])},
        attrs={"title": "a file", "count": 2, "list": [1.0, 2.0]},
    )
    data.to_netcdf(tmp_path / "some.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "some.nc", engine="h5netcdf", decode_times=False) as again:
        expected = again.load()
    with (tmp_path / "some.nc").open("rb") as file:
        xr.testing.assert_identical(read_netcdf(file), expected)
    (tmp_path / "own.nc").write_bytes(netcdf_of(data))
    with xr.open_dataset(tmp_path / "own.nc", engine="h5netcdf", decode_times=False) as again:
        xr.testing.assert_identical(again.load(), expected)


def test_a_file_is_written_as_xarray_writes_it(motion, saved):
    theirs = saved.with_name("theirs.nc")
    motion.data.to_netcdf(theirs, engine="h5netcdf")
    found, expected = (
        xr.load_dataset(path, engine="h5netcdf", decode_times=False) for path in (saved, theirs)
    )
    del found.attrs["checksum"]
    xr.testing.assert_identical(found, expected)
    assert set(found.variables) == set(expected.variables)
