"""Watch files: written here byte by byte, and real ones where they are at hand."""

from __future__ import annotations

import struct
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from fake_motion import STRIDE, fake_motion

from hillrunner.analysis import spatiotemporal
from hillrunner.errors import MeasuredError
from hillrunner.lab.fit_file import read_activity
from hillrunner.lab.watch import beside, read_watch

EPOCH = 1_000_000_000  # s, any
SPORTS = {"generic": 0, "running": 1, "cycling": 2, "swimming": 5}
UINT8, UINT16, UINT32, SINT32, ENUM = (0x02, "B"), (0x84, "H"), (0x86, "I"), (0x85, "i"), (0, "B")
# field number, type and scale of the record's fields, after the FIT profile
RECORD = {
    "timestamp": (253, UINT32, 1),
    "position_lat": (0, SINT32, 1),
    "position_long": (1, SINT32, 1),
    "heart_rate": (3, UINT8, 1),
    "cadence": (4, UINT8, 1),
    "speed": (6, UINT16, 1000),
    "vertical_oscillation": (39, UINT16, 10),
    "stance_time": (41, UINT16, 10),
    "fractional_cadence": (53, UINT8, 128),
}
SESSION = {
    "timestamp": (253, UINT32, 1),
    "start_time": (2, UINT32, 1),
    "total_elapsed_time": (7, UINT32, 1000),
    "sport": (5, ENUM, 1),
}
FILE_ID = {"type": (0, ENUM, 1), "time_created": (4, UINT32, 1)}


def crc(data: bytes) -> int:
    table = [0, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401]
    table += [0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400]
    value = 0
    for byte in data:
        for half in (byte & 15, byte >> 4):
            value = (value >> 4) ^ table[value & 15] ^ table[half]
    return value


def message(number: int, fields: dict, rows: list[dict]) -> bytes:
    """A definition and its data, all as local message 0; what a row lacks is left invalid."""
    out = struct.pack("<BBBHB", 0x40, 0, 0, number, len(fields))
    for field, (kind, code), _ in fields.values():
        out += struct.pack("BBB", field, struct.calcsize(code), kind)
    for row in rows:
        out += b"\0"
        for name, (_, (_, code), scale) in fields.items():
            bits = 8 * struct.calcsize(code) - (1 if code == "i" else 0)
            value = row.get(name)
            out += struct.pack("<" + code, 2**bits - 1 if value is None else round(value * scale))
    return out


def fit_bytes(rows: list[dict], sessions: list[dict] | None = None) -> bytes:
    body = message(0, FILE_ID, [{"type": 4, "time_created": EPOCH}])
    if rows:
        body += message(20, {k: v for k, v in RECORD.items() if k in rows[0]}, rows)
    if sessions is None:
        sessions = [{"sport": SPORTS["running"]}]
    if sessions:
        body += message(18, SESSION, sessions)
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    head += struct.pack("<H", crc(head))
    return head + body + struct.pack("<H", crc(head + body))


def rows_of(speed, cadence, count=300, start=0, **more) -> list[dict]:
    """Records a second apart; ``cadence`` in strides/min."""
    return [
        {
            "timestamp": EPOCH + start + i,
            "position_lat": 123_456_789 + i,
            "position_long": -987_654_321 + i,
            "heart_rate": 150,
            "cadence": int(cadence),
            "speed": speed,
            "vertical_oscillation": 91.5,
            "stance_time": 231.0,
            "fractional_cadence": cadence % 1,
            **more,
        }
        for i in range(count)
    ]


@pytest.fixture
def written(tmp_path: Path):
    def write(data: bytes) -> Path:
        path = tmp_path / "run.fit"
        path.write_bytes(data)
        return path

    return write


def test_medians_of_a_steady_run(written):
    run = read_watch(written(fit_bytes(rows_of(3.5, 86.5))))
    assert run.speed == pytest.approx(3.5)
    assert run.cadence == pytest.approx(173.0)  # strides and half strides, doubled
    assert run.contact_time == pytest.approx(0.231)
    assert run.oscillation == pytest.approx(0.0915)
    assert run.heart_rate == 150.0
    assert run.quartiles["speed"] == pytest.approx((3.5, 3.5))
    assert (run.records, run.duration, run.total) == (300, 300.0, 300)
    assert run.warnings == ()
    numbers = run.numbers()
    assert numbers["step_length"] == pytest.approx(3.5 * 60 / 173)
    assert numbers["flight_time"] + numbers["contact_time"] == pytest.approx(60 / 173)


def test_only_steady_running_counts(written):
    rng = np.random.default_rng(1)
    paced = rows_of(3.5, 86, 600, start=700)
    for row in paced:
        row["speed"] *= 1 + 0.02 * rng.standard_normal()
    rows = (
        rows_of(1.5, 58, 300)  # walking
        + rows_of(0.0, 0, 400, start=300)  # waiting
        + paced
        + rows_of(5.5, 98, 60, start=1300)  # a sprint
        + rows_of(1.6, 60, 200, start=1360)
    )
    run = read_watch(written(fit_bytes(rows)))
    assert run.speed == pytest.approx(3.5, abs=0.02) and run.cadence == 172.0
    assert 560 <= run.records <= 600  # all of the pace but its ends
    low, high = run.quartiles["speed"]
    assert 3.3 < low < run.speed < high < 3.7


def test_positions_and_dates_stay_out(written):
    path = written(fit_bytes(rows_of(3.5, 86)))
    assert b"\x15\xcd\x5b\x07" in path.read_bytes()  # 123,456,789: it is in the file
    activity, run = read_activity(path), read_watch(path)
    kept = {key for record in activity.records for key in record}
    assert kept == {"time", "speed", "cadence", "contact_time", "oscillation", "heart_rate"}
    assert activity.records[0]["time"] == 0.0
    assert not any(
        "123456" in str(value) or "-98765" in str(value) for value in asdict(run).values()
    )


def test_gaps_and_nonsense_are_not_averaged(written):
    rows = rows_of(3.5, 86)
    for row in rows[::3]:
        row["stance_time"] = 0.0  # what some watches write for unknown
        row["vertical_oscillation"] = None
    run = read_watch(written(fit_bytes(rows)))
    assert run.contact_time == pytest.approx(0.231) and run.oscillation == pytest.approx(0.0915)
    plain = [{k: r[k] for k in ("timestamp", "speed", "cadence")} for r in rows]
    bare = read_watch(written(fit_bytes(plain)))
    assert bare.contact_time is bare.oscillation is bare.heart_rate is None
    assert set(bare.numbers()) == {"cadence", "step_length"}


def test_a_cadence_in_steps_is_recognised(written):
    run = read_watch(written(fit_bytes(rows_of(3.5, 172))))
    assert run.cadence == 172.0 and "taken as steps/min" in run.warnings[0]


def test_the_running_leg_of_a_triathlon(written):
    rows = rows_of(9.0, 95, 300) + rows_of(3.4, 85, 300, start=300)
    sessions = [
        {"sport": SPORTS["cycling"], "start_time": EPOCH, "total_elapsed_time": 299.5},
        {"sport": SPORTS["running"], "start_time": EPOCH + 300, "total_elapsed_time": 300},
    ]
    run = read_watch(written(fit_bytes(rows, sessions)))
    assert run.speed == pytest.approx(3.4) and "300 of 600 records" in run.warnings[0]


def test_a_short_or_nameless_activity_is_warned_about(written):
    run = read_watch(written(fit_bytes(rows_of(3.0, 84, 40), sessions=[])))
    assert "does not say which sport" in run.warnings[0]
    assert "only 40 s of steady running" in run.warnings[1]


WHOLE = fit_bytes(rows_of(3.5, 86, 30))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "it is empty"),
        (b"GPX is another format, and this is a text.", "not a FIT file"),
        (WHOLE[:-1], "cut off after"),
        (WHOLE[: len(WHOLE) // 2], "cut off after"),
        (WHOLE[:-2] + b"\x12\x34", "checksum is wrong"),
        (WHOLE[:300] + bytes([WHOLE[300] ^ 1]) + WHOLE[301:], "checksum is wrong"),
        (fit_bytes([]), "holds no records"),
        (fit_bytes(rows_of(9, 90), [{"sport": SPORTS["cycling"]}]), "is of cycling, not of run"),
        (fit_bytes(rows_of(1.2, 50)), "holds no steady running"),
        (fit_bytes([{"timestamp": EPOCH + i, "speed": 3.5} for i in range(50)]), "has no cadence"),
        (fit_bytes([{"timestamp": EPOCH + i, "cadence": 80} for i in range(50)]), "has no speed"),
    ],
)
def test_broken_and_useless_files_get_one_sentence(written, data, says):
    with pytest.raises(MeasuredError, match=says) as caught:
        read_watch(written(data))
    sentence = str(caught.value)
    assert "run.fit" in sentence and sentence.endswith(".") and "\n" not in sentence


def test_no_such_file(tmp_path):
    with pytest.raises(MeasuredError, match="cannot read FIT file .*: no such file"):
        read_watch(tmp_path / "run.fit")


def test_a_file_cut_anywhere_never_passes(written):
    for length in range(0, len(WHOLE), 7):
        with pytest.raises(MeasuredError):
            read_watch(written(WHOLE[:length]))


def test_beside_a_motion(written):
    motion = fake_motion(speed=3.5)
    run = read_watch(written(fit_bytes(rows_of(3.5, 86))))
    rows = {row.key: row for row in beside(run, motion)}
    cadence = rows["cadence"]
    assert cadence.measured == 172.0 and cadence.simulated == pytest.approx(120 / STRIDE)
    assert cadence.difference == pytest.approx(120 / STRIDE - 172)
    assert cadence.percent == pytest.approx(100 * (120 / STRIDE / 172 - 1))
    assert cadence.note == "" and "centre of mass" in rows["com_oscillation"].note
    numbers = spatiotemporal(motion)
    assert rows["com_oscillation"].simulated == numbers.com_oscillation
    assert rows["contact_time"].difference == pytest.approx(numbers.contact_time - 0.231)
    slow = read_watch(written(fit_bytes(rows_of(2.8, 82))))
    assert all("2.80 m/s, the motion at 3.50 m/s" in row.note for row in beside(slow, motion))


# -- real files ------------------------------------------------------------------------------------


def test_real_watches(shared_data):
    fenix = read_watch(shared_data / "fit" / "activity-small-fenix2-run.fit")
    assert fenix.total == 2809 and fenix.records > 800
    assert fenix.speed == pytest.approx(3.6, abs=0.1) and fenix.cadence == 166.0
    # the laps' own averages: stance 218-227 ms, oscillation 112-115 mm, 83-84 strides/min
    assert 0.218 <= fenix.contact_time <= 0.227 and 0.1115 <= fenix.oscillation <= 0.115
    stryd = read_watch(shared_data / "fit" / "developer-types-sample.fit")
    assert stryd.speed == pytest.approx(2.0, abs=0.1) and stryd.cadence == pytest.approx(149, abs=2)
    old = read_watch(shared_data / "fit" / "compressed-speed-distance.fit")
    assert old.cadence == pytest.approx(180, abs=2) and old.contact_time is None
    short = read_watch(shared_data / "fit" / "garmin-fenix-5-run.fit")
    assert short.cadence % 1 == 0.5  # 89.75 strides/min: the fraction is a field of its own
    assert "23 s" in short.warnings[0]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("invalid_activity-filecrc.fit", "checksum is wrong"),
        ("invalid_activity-unexpected-eof.fit", "cut off after 768 bytes"),
        ("activity-settings.fit", "has no cadence in its 14 records"),
        ("NOTICE.txt", "not a FIT file"),
    ],
)
def test_real_broken_files(shared_data, name, says):
    with pytest.raises(MeasuredError, match=says):
        read_watch(shared_data / "fit" / name)
