"""What each line says: strips of one height through the recognition model, several at a time."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from PIL import Image

from .detecting import Place
from .islands import Array
from .models import Models

HEIGHT = 48  # what the recognition model was taught on
WIDEST = 1_920
BATCH_COLUMNS = 2_400
"""Columns of one batch in all: the model's answer is four kilobytes for each of them, times eighteen
thousand signs over eight."""

MOST_COLUMNS = 48_000
"""Columns of all strips of a picture: what two to three seconds are enough for. A screenshot has a tenth
of it; of a page of prose the longest lines are left out, for numbers and messages are short."""

UPRIGHT = 1.5
"""Height over length from which a strip is taken for vertical writing and laid on its side."""


class Read(NamedTuple):
    """One line's words and the mean probability of their characters, 0 to 1."""

    text: str
    score: float


NOTHING = Read("", 0.0)


def read(picture: Image.Image, found: list[Place], models: Models) -> list[Read]:
    """The words of each place, in the places' order."""
    strips = [_strip(picture, place) for place in found]
    widths = [strip.shape[2] for strip in strips]
    words: dict[int, Read] = {}
    for batch in _batches(widths, _affordable(widths)):
        answers = _run([strips[i] for i in batch], models)
        words.update(zip(batch, answers, strict=True))
    return [words.get(i, NOTHING) for i in range(len(strips))]


def _affordable(widths: list[int]) -> list[int]:
    """The strips there is time for, narrowest first."""
    chosen, columns = [], 0
    for i in sorted(range(len(widths)), key=widths.__getitem__):
        columns += widths[i]
        if columns > MOST_COLUMNS:
            break
        chosen.append(i)
    return chosen


def _strip(picture: Image.Image, place: Place) -> Array:
    """The line alone, level, 48 pixels high, normalised the way the model was taught."""
    size = (max(1, round(place.length)), max(1, round(place.height)))
    if place.angle == 0.0:
        left, top = round(place.x - place.length / 2), round(place.y - place.height / 2)
        box = (
            max(0, left),
            max(0, top),
            min(picture.width, left + size[0]),
            min(picture.height, top + size[1]),
        )
        cut = picture.crop((box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)))
    else:
        cut = picture.transform(size, Image.Transform.QUAD, place.corners(), Image.Resampling.BILINEAR)
    if cut.height > UPRIGHT * cut.width:
        cut = cut.transpose(Image.Transpose.ROTATE_90)
    width = min(WIDEST, max(16, math.ceil(HEIGHT * cut.width / cut.height)))
    pixels = np.asarray(cut.resize((width, HEIGHT), Image.Resampling.BILINEAR), dtype=np.float32)
    return ((pixels[:, :, ::-1] / 255 - 0.5) / 0.5).transpose(2, 0, 1)


def _batches(widths: list[int], chosen: list[int]) -> list[list[int]]:
    """Strips of like width together, so that little is padded."""
    batches: list[list[int]] = []
    for i in chosen:
        fits = (
            batches
            and (len(batches[-1]) + 1) * widths[i] <= BATCH_COLUMNS
            and widths[i] <= 1.3 * widths[batches[-1][0]]
        )
        if fits:
            batches[-1].append(i)
        else:
            batches.append([i])
    return batches


def _run(strips: list[Array], models: Models) -> list[Read]:
    widest = max(strip.shape[2] for strip in strips)
    batch = np.zeros((len(strips), 3, HEIGHT, widest), dtype=np.float32)
    for row, strip in zip(batch, strips, strict=True):
        row[:, :, : strip.shape[2]] = strip
    session = models.recognition
    answer = session.run(None, {session.get_inputs()[0].name: batch})[0]
    return [_decoded(probabilities, models.characters) for probabilities in answer]


def _decoded(probabilities: Array, characters: tuple[str, ...]) -> Read:
    """Greedy CTC: the likeliest sign of each column, repeats and blanks dropped."""
    best = probabilities.argmax(axis=1)
    keep = (best != 0) & np.insert(best[1:] != best[:-1], 0, values=True)
    if not keep.any():
        return NOTHING
    text = "".join(characters[i] for i in best[keep])
    return Read(text, float(probabilities.max(axis=1)[keep].mean()))
