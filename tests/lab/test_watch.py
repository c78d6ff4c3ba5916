"""Watch files: written here byte by byte, and real ones where they are at hand."""

from __future__ import annotations

import gzip
import struct
import zipfile
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np
import pytest
from fake_motion import STRIDE, fake_motion
from fit_bytes import (
    ELLIPTICAL,
    EPOCH,
    FILE_ID,
    RECORD,
    SESSION,
    SPORTS,
    TREADMILL,
    UINT8,
    crc,
    fit_bytes,
    message,
)

from hillrunner.analysis import spatiotemporal
from hillrunner.errors import MeasuredError
from hillrunner.lab import activity_file
from hillrunner.lab.activity import Record
from hillrunner.lab.activity_file import read_activity
from hillrunner.lab.watch import beside, read_watch


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
    assert {f.name for f in fields(Record)} == {
        *("time", "speed", "distance", "cadence"),
        *("contact_time", "oscillation", "heart_rate", "altitude"),
    }
    assert activity.records[0].time == 0.0
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


# -- what pods and apps add ------------------------------------------------------------------------


def pod_bytes(rows: list[dict], added: dict[str, tuple[str, float]]) -> bytes:
    """A run whose pod writes ``added``: name of its field -> unit and value (one decimal lost)."""
    described = message(
        206,
        {"index": (0, UINT8, 1), "number": (1, UINT8, 1), "type": (2, UINT8, 1)},
        [],
    )
    for number, (name, (unit, _)) in enumerate(added.items()):
        described += struct.pack("<BBBHB", 0x40, 0, 0, 206, 5)
        described += bytes([0, 1, 2, 1, 1, 2, 2, 1, 2, 3, 32, 7, 8, 16, 7])
        described += struct.pack("<B3B32s16s", 0, 0, number, 0x88, name.encode(), unit.encode())
    kept = {k: v for k, v in RECORD.items() if k in rows[0]}
    body = message(0, FILE_ID, [{"type": 4, "time_created": EPOCH}])
    body += struct.pack("<BBBHB", 0x40, 0, 0, 207, 2) + bytes([1, 16, 0x0D, 3, 1, 2])
    body += b"\0" + bytes(range(16)) + b"\0" + described
    body += struct.pack("<BBBHB", 0x60, 0, 0, 20, len(kept))
    for field, (kind, code), _ in kept.values():
        body += struct.pack("BBB", field, struct.calcsize(code), kind)
    body += struct.pack("B", len(added))
    for number in range(len(added)):
        body += struct.pack("BBB", number, 4, 0)
    for row in rows:
        body += b"\0"
        for name, (_, (_, code), scale) in kept.items():
            body += struct.pack("<" + code, round(row[name] * scale))
        body += b"".join(struct.pack("<f", value) for _, value in added.values())
    body += message(18, SESSION, [{"sport": SPORTS["running"]}])
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    head += struct.pack("<H", crc(head))
    return head + body + struct.pack("<H", crc(head + body))


BARE = [
    {key: row[key] for key in ("timestamp", "speed", "cadence")} for row in rows_of(3.5, 86, 200)
]


@pytest.mark.parametrize(
    ("added", "contact", "oscillation"),
    [
        (
            {"Ground Time": ("Milliseconds", 248), "Vertical Oscillation": ("Centimeters", 7.6)},
            0.248,
            0.076,
        ),
        ({"ground_contact_time": ("s", 0.25), "VerticalOscillation": ("mm", 80)}, 0.25, 0.08),
        ({"Stance Time": ("ms", 230), "Form Power": ("Watts", 60)}, 0.23, None),
    ],
)
def test_a_pods_own_fields_are_read_in_their_units(written, added, contact, oscillation):
    run = read_watch(written(pod_bytes(BARE, added)))
    assert run.speed == pytest.approx(3.5) and run.cadence == 172.0
    assert run.contact_time == pytest.approx(contact)
    assert run.oscillation == (None if oscillation is None else pytest.approx(oscillation))
    assert run.warnings == ()


def test_a_pods_field_of_unknown_unit_is_left_out_and_named(written):
    run = read_watch(written(pod_bytes(BARE, {"Ground Time": ("furlongs", 248)})))
    assert run.contact_time is None
    assert run.warnings == (
        "the field 'Ground Time' was left out: its unit 'furlongs' is not known.",
    )


def test_the_watchs_own_fields_come_before_a_pods(written):
    data = pod_bytes(rows_of(3.5, 86), {"Ground Time": ("ms", 300), "Cadence": ("RPM", 70)})
    run = read_watch(written(data))
    assert run.contact_time == pytest.approx(0.231) and run.cadence == 172.0


# -- files that are true, but not tidy -------------------------------------------------------------


def test_a_second_split_over_several_messages_is_one_record(written):
    rows = []
    for row in rows_of(3.5, 86):
        one = {key: row[key] if key != "cadence" else None for key in row}
        other = {key: row[key] if key in ("timestamp", "cadence") else None for key in row}
        rows += [one, other | {"fractional_cadence": 0}]
    run = read_watch(written(fit_bytes(rows)))
    assert (run.speed, run.cadence) == (pytest.approx(3.5), 172.0)
    assert (run.total, run.records, run.duration) == (300, 300, 300.0)


def test_values_missing_now_and_then_break_no_steadiness(written):
    rows = rows_of(3.5, 86)
    for i, row in enumerate(rows):
        row["speed"] = None if i % 3 == 1 else row["speed"]
        row["cadence"] = None if i % 5 in (2, 3) else row["cadence"]
    run = read_watch(written(fit_bytes(rows)))
    assert run.records == 300 and (run.speed, run.cadence) == (pytest.approx(3.5), 172.0)
    for row in rows[100:160]:  # a minute without is no steady running
        row["speed"] = None
    assert 200 <= read_watch(written(fit_bytes(rows))).records <= 245


@pytest.mark.parametrize("unit", [1.0, 2.0])
@pytest.mark.parametrize(("walked", "ran"), [(900, 200), (200, 900), (0, 300)])
def test_walking_does_not_decide_what_cadence_counts(written, unit, walked, ran):
    rows = rows_of(1.4, unit * 54, walked) + rows_of(3.0, unit * 83, ran, start=walked)
    run = read_watch(written(fit_bytes(rows)))
    assert run.cadence == 166.0
    assert any("steps/min" in text for text in run.warnings) is (unit == 2.0)


@pytest.mark.parametrize(("cadence", "steps"), [(76, 152.0), (152, 152.0)])
def test_a_slow_runners_cadence_is_told_by_the_step(written, cadence, steps):
    assert read_watch(written(fit_bytes(rows_of(1.7, cadence)))).cadence == steps


def test_a_walk_in_steps_is_no_run_in_strides(written):
    with pytest.raises(MeasuredError, match="no steady running"):
        read_watch(written(fit_bytes(rows_of(1.45, 112))))


def test_a_clock_that_begins_anew_and_records_out_of_order(written):
    rows = rows_of(3.2, 84) + rows_of(3.2, 84, start=-5000)
    run = read_watch(written(fit_bytes(rows)))
    assert run.records == 600 and run.duration == pytest.approx(600, abs=10)
    assert run.warnings == ("the clock began anew 1 times; the parts were joined.",)
    swapped = rows_of(3.2, 84)
    swapped[100], swapped[101] = swapped[101], swapped[100]
    assert read_watch(written(fit_bytes(swapped))).warnings == ()
    far = rows_of(3.2, 84) + rows_of(3.2, 84, start=20 * 86400)
    assert read_watch(written(fit_bytes(far))).duration < 620


def test_of_two_paces_the_longer_counts_and_not_their_middle(written):
    rows = rows_of(3.2, 84, 320) + rows_of(2.6, 80, 300, start=320)
    run = read_watch(written(fit_bytes(rows)))
    assert run.speed == pytest.approx(3.2) and run.quartiles["speed"] == pytest.approx((3.2, 3.2))


@pytest.mark.parametrize(
    ("sport", "kind", "said"),
    [("running", TREADMILL, 0), ("fitness_equipment", TREADMILL, 0), ("generic", None, 1)],
)
def test_a_treadmill_is_running_by_whatever_name(written, sport, kind, said):
    data = fit_bytes(rows_of(3.2, 84), [{"sport": SPORTS[sport], "sub_sport": kind}])
    run = read_watch(written(data))
    assert run.speed == pytest.approx(3.2) and len(run.warnings) == said
    other = fit_bytes(rows_of(3.2, 84), [{"sport": 4, "sub_sport": ELLIPTICAL}])
    with pytest.raises(MeasuredError, match="is of fitness_equipment, not of running"):
        read_watch(written(other))


@pytest.mark.parametrize("every", [1, 7])
def test_speed_from_a_distance_where_none_was_recorded(written, every):
    rows = rows_of(0.0, 84)
    for i, row in enumerate(rows):
        row["distance"] = 3.2 * (i - i % every)
    run = read_watch(written(fit_bytes(rows)))
    assert run.speed == pytest.approx(3.2, abs=1e-6)


# -- other wrappings -------------------------------------------------------------------------------

TRACK = """<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">
<Activities><Activity Sport="{sport}"><Lap><Track>{points}</Track></Lap></Activity></Activities>
</TrainingCenterDatabase>"""
POINT = (
    "<Trackpoint><Time>2001-01-01T00:{minute:02d}:{second:02d}.000Z</Time><Position>"
    "<LatitudeDegrees>48.1</LatitudeDegrees></Position><DistanceMeters>{distance}"
    "</DistanceMeters><HeartRateBpm><Value>150</Value></HeartRateBpm><Extensions>"
    '<ns3:TPX xmlns:ns3="x"><ns3:RunCadence>84</ns3:RunCadence></ns3:TPX></Extensions></Trackpoint>'
)
GPX = """<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk>
<type>trail_running</type><trkseg>{points}</trkseg></trk></gpx>"""
PLACE = (
    '<trkpt lat="{north:.8f}" lon="11.5"><time>2001-01-01T00:{minute:02d}:{second:02d}Z</time>'
    "<extensions><g:TrackPointExtension><g:cad>84</g:cad></g:TrackPointExtension></extensions>"
    "</trkpt>"
)


def tcx(sport: str = "Running", count: int = 300) -> bytes:
    points = "".join(
        POINT.format(minute=i // 60, second=i % 60, distance=3.2 * i) for i in range(count)
    )
    return TRACK.format(sport=sport, points=points).encode()


def gpx() -> bytes:
    metre = np.rad2deg(1 / 6_371_000)
    points = "".join(
        PLACE.format(minute=i // 60, second=i % 60, north=48.1 + 3.2 * i * metre)
        for i in range(300)
    )
    return GPX.format(points=points).encode()


def test_tcx(written):
    run = read_watch(written(tcx()))
    assert run.speed == pytest.approx(3.2) and run.cadence == 168.0 and run.heart_rate == 150.0
    assert run.warnings == () and run.total == 300
    with pytest.raises(MeasuredError, match="is of cycling, not of running"):
        read_watch(written(tcx("Biking")))
    assert "does not say" in read_watch(written(tcx("Other"))).warnings[0]


def test_gpx_gives_speeds_and_no_places(written):
    path = written(gpx())
    run = read_watch(path)
    assert run.speed == pytest.approx(3.2, rel=1e-4) and run.cadence == 168.0
    assert run.warnings == () and "48." not in repr(read_activity(path).records[0])


def test_wrappings_are_told_by_their_bytes(written, tmp_path):
    plain = fit_bytes(rows_of(3.2, 84))
    for data in (gzip.compress(plain), gzip.compress(tcx()), gzip.compress(gzip.compress(plain))):
        assert read_watch(written(data)).speed == pytest.approx(3.2)
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("readme.txt", "hello")
        file.writestr("123_ACTIVITY.fit", plain)
    assert read_watch(archive).cadence == 168.0
    with zipfile.ZipFile(archive, "a") as file:
        file.writestr("another.fit", plain)
    with pytest.raises(MeasuredError, match="holds 2 watch files, but must hold one"):
        read_watch(archive)


BOMB = b'<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><gpx>&b;</gpx>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(BOMB, "has a document type", id="document type"),
        pytest.param(
            BOMB.decode().encode("utf-16"), "has a document type", id="document type in utf-16"
        ),
        pytest.param(tcx()[:-40], "broken XML", id="cut XML"),
        pytest.param(
            b"<html></html>", "its XML is <html>, but must be TCX or GPX", id="a web page"
        ),
        pytest.param(b"<a>" * 100_000, "nested more than 200 deep", id="deep XML"),
        pytest.param(gzip.compress(b"nothing"), "not a FIT file", id="gzip of something else"),
        pytest.param(gzip.compress(tcx())[:-20], "its gzip is cut off", id="cut gzip"),
        pytest.param(
            gzip.compress(tcx())[:40] + b"xxxx" + gzip.compress(tcx())[44:],
            "its gzip is damaged",
            id="damaged gzip",
        ),
        pytest.param(
            b"PK\x03\x04 and nothing else", "its archive cannot be opened", id="damaged archive"
        ),
        pytest.param(tcx(count=0), "holds no records", id="no records"),
    ],
)
def test_broken_wrappings_get_one_sentence(written, data, says):
    with pytest.raises(MeasuredError, match=says) as caught:
        read_watch(written(data))
    sentence = str(caught.value)
    assert "run.fit" in sentence and sentence.endswith(".") and "\n" not in sentence


def test_a_file_that_unpacks_without_end_is_refused(written, monkeypatch):
    monkeypatch.setattr(activity_file, "LARGEST", 10_000)
    with pytest.raises(MeasuredError, match="unpacked it is larger than"):
        read_watch(written(gzip.compress(b" " * 20_000)))


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
    with pytest.raises(MeasuredError, match="cannot read watch file .*: no such file"):
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


@pytest.mark.parametrize(
    ("name", "speed", "cadence", "contact", "oscillation"),
    [
        ("01-stryd-developer-fields/run.fit", 3.37, 169, 0.248, 0.0775),
        ("02-triathlon-sessions/triathlon.fit", 3.44, 166.7, 0.252, 0.1014),
        ("05-clock-jumps/restarts.fit", 2.6, 160, 0.25, 0.085),
        ("05-clock-jumps/forward-20-days.fit", 2.6, 160, 0.25, 0.085),
        ("05-clock-jumps/swap.fit", 3.2, 168, 0.25, 0.085),
        ("06-other-containers/run.fit.gz", 3.2, 168, 0.25, 0.085),
        ("06-other-containers/run.tcx", 3.2, 168, None, None),
        ("07-treadmill-fitness-equipment/run.fit", 3.2, 168, 0.25, 0.085),
        ("07-treadmill-fitness-equipment/run-as-running.fit", 3.2, 168, 0.25, 0.085),
        ("07-treadmill-fitness-equipment/distance-only.fit", 3.2, 168, 0.25, 0.085),
    ],
)
def test_files_that_gave_trouble(shared_cases, name, speed, cadence, contact, oscillation):
    run = read_watch(shared_cases / name)
    assert run.speed == pytest.approx(speed, abs=0.03)
    assert run.cadence == pytest.approx(cadence, abs=0.6)
    for value, right, near in (
        (run.contact_time, contact, 5e-4),
        (run.oscillation, oscillation, 2e-3),
    ):
        assert value == (None if right is None else pytest.approx(right, abs=near))


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
