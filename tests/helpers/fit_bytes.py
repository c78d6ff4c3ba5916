"""FIT files, written byte by byte."""

from __future__ import annotations

import struct

EPOCH = 1_000_000_000  # s, any
SPORTS = {"generic": 0, "running": 1, "cycling": 2, "fitness_equipment": 4, "swimming": 5}
TREADMILL, ELLIPTICAL = 1, 15
UINT8, UINT16, UINT32, SINT32, ENUM = (0x02, "B"), (0x84, "H"), (0x86, "I"), (0x85, "i"), (0, "B")
# field number, type and scale of the record's fields, after the FIT profile
RECORD = {
    "timestamp": (253, UINT32, 1),
    "position_lat": (0, SINT32, 1),
    "position_long": (1, SINT32, 1),
    "heart_rate": (3, UINT8, 1),
    "cadence": (4, UINT8, 1),
    "distance": (5, UINT32, 100),
    "speed": (6, UINT16, 1000),
    "vertical_oscillation": (39, UINT16, 10),
    "stance_time": (41, UINT16, 10),
    "altitude": (2, UINT16, 5),  # of what is 500 m higher
    "fractional_cadence": (53, UINT8, 128),
}
SESSION = {
    "timestamp": (253, UINT32, 1),
    "start_time": (2, UINT32, 1),
    "total_elapsed_time": (7, UINT32, 1000),
    "sport": (5, ENUM, 1),
    "sub_sport": (6, ENUM, 1),
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
