"""Motion files with a bit flipped: refused in one sentence, whatever the bit is of."""

from __future__ import annotations

import numpy as np
import pytest
from fake_motion import fake_motion

from hillrunner import Motion
from hillrunner.errors import MotionError

WORDS = ("validation error", "pydantic", "For further information", "Traceback")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return fake_motion().save(tmp_path_factory.mktemp("motion") / "motion.nc").read_bytes()


@pytest.mark.parametrize("name", ["body", "runner", "task", "settings", "solver"])
def test_a_flipped_bit_in_what_the_file_says_of_itself(written, tmp_path, name):
    random = np.random.default_rng(0)
    text = Motion.load(_put(tmp_path, written)).data.attrs[name].encode()
    start = written.find(text[:30])
    assert start > 0
    for _ in range(3):
        raw = bytearray(written)
        raw[start + int(random.integers(min(len(text), 3000)))] ^= 1 << int(random.integers(8))
        with pytest.raises(MotionError) as caught:
            Motion.load(_put(tmp_path, bytes(raw)))
        sentence = str(caught.value)
        assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 450
        assert not any(word in sentence for word in WORDS), sentence


def _put(folder, raw: bytes):
    path = folder / "motion.nc"
    path.write_bytes(raw)
    return path
