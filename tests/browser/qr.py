"""Reads a QR code off a picture of the screen, as a phone's camera does: dark on light, by its modules.

No error correction: a screenshot has no scratches. Byte mode only: what our codes hold are addresses.
"""

from __future__ import annotations

import io

from PIL import Image
from segno import consts

_LEVELS = {0: consts.ERROR_LEVEL_M, 1: consts.ERROR_LEVEL_L, 2: consts.ERROR_LEVEL_H, 3: consts.ERROR_LEVEL_Q}
_MASKS = (
    lambda y, x: (y + x) % 2, lambda y, x: y % 2, lambda y, x: x % 3, lambda y, x: (y + x) % 3,
    lambda y, x: (y // 2 + x // 3) % 2, lambda y, x: y * x % 2 + y * x % 3,
    lambda y, x: (y * x % 2 + y * x % 3) % 2, lambda y, x: ((y + x) % 2 + y * x % 3) % 2,
)  # fmt: skip

Matrix = list[list[bool]]


def read(png: bytes) -> str:
    """The text of the one QR code on the picture."""
    return _text(_modules(png))


def _modules(png: bytes) -> Matrix:
    picture = Image.open(io.BytesIO(png)).convert("L")
    dark = picture.point(lambda grey: 255 if grey < 110 else 0)
    box = dark.getbbox()
    assert box, "nothing dark on the picture"
    left, top, right, bottom = box
    row = [dark.getpixel((x, top + 2)) for x in range(left, right)]
    finder = row.index(0)  # the finder pattern's upper edge is seven modules wide
    size = round((right - left) * 7 / finder)
    assert size % 4 == 1 and abs((right - left) - (bottom - top)) <= 3, f"no QR code: {size} modules in {box}"
    step = (right - left) / size
    return [
        [bool(dark.getpixel((int(left + (x + 0.5) * step), int(top + (y + 0.5) * step)))) for x in range(size)]
        for y in range(size)
    ]


def _text(matrix: Matrix) -> str:
    size = len(matrix)
    version = (size - 17) // 4
    written = sum(matrix[y][8] << n for n, y in enumerate((0, 1, 2, 3, 4, 5, 7, 8)))
    written |= sum(matrix[8][x] << n for n, x in zip(range(8, 15), (7, 5, 4, 3, 2, 1, 0), strict=True))
    form = (written ^ 0b101010000010010) >> 10
    bits = _bits(matrix, version, _MASKS[form & 7])
    data = _data(bits, version, _LEVELS[form >> 3])
    stream = "".join(f"{byte:08b}" for byte in data)
    assert stream.startswith("0100"), "not in byte mode"
    digits = 8 if version < 10 else 16
    length = int(stream[4 : 4 + digits], 2)
    rest = stream[4 + digits :]
    return bytes(int(rest[n * 8 : n * 8 + 8], 2) for n in range(length)).decode()


def _bits(matrix: Matrix, version: int, mask: object) -> list[int]:
    """In the zigzag from the lower right, two columns at a time."""
    size, found = len(matrix), []
    columns = [x for x in range(size - 1, 0, -2) if x > 6] + [5, 3, 1]
    for turn, right in enumerate(columns):
        for y in range(size - 1, -1, -1) if turn % 2 == 0 else range(size):
            for x in (right, right - 1):
                if not _is_pattern(y, x, size, version):
                    found.append(int(matrix[y][x]) ^ (not mask(y, x)))  # type: ignore[operator]
    return found


def _is_pattern(y: int, x: int, size: int, version: int) -> bool:
    """Finders with their format bits, timing, version and alignment."""
    if y == 6 or x == 6 or (y < 9 and (x < 9 or x >= size - 8)) or (y >= size - 8 and x < 9):
        return True
    if version >= 7 and ((y < 6 and x >= size - 11) or (x < 6 and y >= size - 11)):
        return True
    centres = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    return any(abs(y - a) <= 2 and abs(x - b) <= 2 for a in centres for b in centres if (a, b) not in corners)


def _data(bits: list[int], version: int, level: int) -> bytes:
    """The data codewords, blocks put back one after the other."""
    words = [int("".join(map(str, bits[n : n + 8])), 2) for n in range(0, len(bits) - 7, 8)]
    sizes = [info.num_data for info in consts.ECC[version][level] for _ in range(info.num_blocks)]
    blocks: list[list[int]] = [[] for _ in sizes]
    taken = iter(words)
    for n in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if n < size:
                block.append(next(taken))
    return bytes(word for block in blocks for word in block)
