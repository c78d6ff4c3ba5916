"""The folder of a command's files: whole or nothing, whatever the disk and the names are."""

from __future__ import annotations

import argparse
import errno
import os
import resource
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from fake_motion import fake_motion

import hillrunner
from hillrunner import Motion, write_report
from hillrunner.cli import main
from hillrunner.cli.folder import OutputFolder, folder_named
from hillrunner.cli.output import finish
from hillrunner.errors import HillrunnerError, MotionError
from hillrunner.files import slug, whole_file

ME = ["--height", "1.795", "--mass", "75"]


@contextmanager
def full_disk(room: int):
    """No file may grow beyond ``room`` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_motion_on_a_full_disk_is_refused_and_leaves_nothing(tmp_path):
    motion = fake_motion()
    with full_disk(20_000), pytest.raises(MotionError, match="cannot write .*: file too large"):
        motion.save(tmp_path / "motion.nc")
    assert list(tmp_path.iterdir()) == []
    assert Motion.load(motion.save(tmp_path / "motion.nc")).speed == motion.speed


@pytest.mark.parametrize("room", [1_000, 100_000])
def test_a_disk_that_runs_full_in_the_middle_of_run(monkeypatch, tmp_path, capsys, room):
    motion = fake_motion()
    monkeypatch.setitem(vars(hillrunner), "simulate", lambda *_, **__: motion)
    monkeypatch.chdir(tmp_path)
    with full_disk(room):
        code = main(["run", *ME, "--speed", "3.5", "--out", "new/mine"])
    out, err = capsys.readouterr()
    assert code == 2 and out == ""
    assert "cannot write" in err and "file too large" in err and "Traceback" not in err
    assert f"new{os.sep}mine{os.sep}" in err and "part-" not in err  # as the file would be called
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_of_any_kind_is_a_sentence(tmp_path):
    with (
        pytest.raises(HillrunnerError, match="cannot write to the folder .*: no space left"),
        OutputFolder(tmp_path / "out"),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    with (
        pytest.raises(HillrunnerError, match="cannot write to the folder .*: input/output error"),
        OutputFolder(tmp_path / "out") as out,
    ):
        raise OSError(errno.EIO, "Input/output error", str(out.parts / "page.html"))
    with pytest.raises(FileNotFoundError), OutputFolder(tmp_path / "out"):
        (tmp_path / "elsewhere").read_text()  # not about this folder
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "says"),
    [("x" * 300, "file name too long"), ("y/" + "x" * 300, "file name too long")],
)
def test_a_folder_with_too_long_a_name_is_refused(tmp_path, name, says):
    with pytest.raises(HillrunnerError, match=says) as caught:
        OutputFolder(tmp_path / name)
    assert len(str(caught.value)) < 250 and list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    for place in ("file", "file/deeper"):
        with pytest.raises(HillrunnerError, match="it is a file, but must be a folder"):
            OutputFolder(tmp_path / place)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_a_killed_process_left_is_neither_taken_for_a_file_nor_told(tmp_path, capsys):
    left = tmp_path / f".part-{os.getpid()}"
    for folder in (left, tmp_path / ".part-1"):
        folder.mkdir()
        (folder / "half.txt").write_text("half")
    result = SimpleNamespace(save=lambda parts: (parts / "result.json").write_text("{}"))
    with OutputFolder(tmp_path) as folder:
        finish(result, folder, as_json=False)
    assert capsys.readouterr().out.endswith(f"Files in {tmp_path}: result.json\n")
    assert not left.exists()


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_folder_name_is_refused(name, capsys):
    with pytest.raises(argparse.ArgumentTypeError, match="is empty"):
        folder_named(name)
    with pytest.raises(SystemExit) as left:
        main(["run", *ME, "--speed", "3", "--out", name])
    assert left.value.code == 2 and "--out is empty" in capsys.readouterr().err
    assert folder_named(".") == Path()


def test_whole_files_may_have_names_as_long_as_files_can(tmp_path):
    for name in ("x" * 251 + ".txt", "\u8dd1" * 83 + ".txt"):
        with whole_file(tmp_path / name) as part:
            part.write_text("all")
        assert (tmp_path / name).read_text() == "all"
    assert len(list(tmp_path.iterdir())) == 2
    with pytest.raises(OSError), whole_file(tmp_path / ("x" * 256)) as part:
        part.write_text("all")
    with pytest.raises(IsADirectoryError), whole_file(Path("")) as part:
        part.write_text("all")
    assert len(list(tmp_path.iterdir())) == 2


def test_pages_too_are_whole_or_not_there(tmp_path):
    with full_disk(30_000), pytest.raises((HillrunnerError, OSError)):
        write_report(fake_motion(), tmp_path / "report.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("", ""),
        ("Anna", "anna"),
        ("Anna B. Muster", "anna-b.-muster"),
        ("J\u00f6rg", "j\u00f6rg"),
        ("Jo\u0308rg", "j\u00f6rg"),
        ("\u8dd1\u6b65\u8005", "\u8dd1\u6b65\u8005"),
        ("\u674e", "\u674e"),
        ("../../etc", "etc"),
        ("step_rate", "step-rate"),
    ],
)
def test_names_stay_readable_in_files(name, wanted):
    assert slug(name) == wanted


def test_different_people_have_different_folders():
    names = [
        "\u8dd1\u6b65\u8005",
        "\u674e",
        "\U0001f3c3",
        "\U0001f6b6",
        "!",
        "?",
        "a" * 90,
        "a" * 99,
    ]
    folders = [slug(name) for name in names]
    assert len(set(folders)) == len(names) and all(folders)
    assert all(len(folder.encode()) < 100 and "/" not in folder for folder in folders)
