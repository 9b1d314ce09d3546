"""How lines stand to each other: what goes on beneath, what is one paragraph, what labels what."""

from __future__ import annotations

from collections.abc import Sequence

from ..reading import Box, Line

MOST_LINES = 4
"""Lines of one paragraph; a message on a screen is seldom longer."""

GAP, OVERLAP = 0.45, 0.45
"""Of a line's height: how far beneath it, and how far into it, the next line of a paragraph may begin."""


def paragraphs(read: Sequence[Line]) -> list[tuple[Line, ...]]:
    """Every line once, together with those that go on with it, in reading order."""
    taken: set[int] = set()
    found = []
    for i in range(len(read)):
        if i in taken:
            continue
        chain = [i]
        while len(chain) < MOST_LINES and (j := beneath(read, chain[-1])) is not None and j not in taken:
            chain.append(j)
            taken.add(j)
        found.append(tuple(read[j] for j in chain))
    return found


def joined(paragraph: Sequence[Line]) -> str:
    """One text: Chinese lines without a gap, Latin ones with a space."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        latin = text[-1:].isascii() and line.text[:1].isascii()
        text += f" {line.text}" if latin else line.text
    return text


def around(lines: Sequence[Line]) -> Box:
    """The box around some lines."""
    boxes = [line.box for line in lines]
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


def beneath(read: Sequence[Line], i: int) -> int | None:
    """The place of the line a text of this one would go on in: close under it, as tall, and flush or
    centred."""
    box = read[i].box
    height = box.bottom - box.top
    below = [
        j for j, line in enumerate(read) if line.box.top > box.top + height * OVERLAP and _over(line.box, box)
    ]
    nearest = min(below, key=lambda j: read[j].box.top, default=None)
    if nearest is None:
        return None
    line = read[nearest]
    near = line.box.top <= box.bottom + height * GAP and _as_tall(line.box, height)
    return nearest if near and (_flush(line.box, box, height) or _centred(line.box, box, height)) else None


def beside(read: Sequence[Line], i: int) -> str:
    """The nearest words to the left of a line, at its height."""
    box = read[i].box
    height = box.bottom - box.top
    left = [line for line in read if line.box.right <= box.left + height and _level(line.box, box)]
    return max(left, key=lambda line: line.box.right).text if left else ""


def label(read: Sequence[Line], i: int) -> str:
    """The words beside or above a line that stands alone: the nearest to the left, else the one right
    above."""
    if words := beside(read, i):
        return words
    box = read[i].box
    reach = 2.1 * (box.bottom - box.top)
    above = [
        line for line in read if -reach / 4 <= box.top - line.box.bottom < reach and _over(line.box, box)
    ]
    return max(above, key=lambda line: line.box.bottom).text if above else ""


def _as_tall(one: Box, height: int) -> bool:
    return 0.72 * height <= one.bottom - one.top <= 1.4 * height


def _flush(one: Box, above: Box, height: int) -> bool:
    return abs(one.left - above.left) < 0.9 * height and one.right <= above.right + height


def _centred(one: Box, above: Box, height: int) -> bool:
    return abs(one.left + one.right - above.left - above.right) < height and one.right <= above.right + height


def _level(one: Box, other: Box) -> bool:
    return abs(one.top + one.bottom - other.top - other.bottom) < 1.1 * (other.bottom - other.top)


def _over(one: Box, other: Box) -> bool:
    return min(one.right, other.right) > max(one.left, other.left)
