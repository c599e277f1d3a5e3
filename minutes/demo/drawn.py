"""Photos of the demo's works, drawn by code: what a unit would have taken with a phone. None shows a person."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter

from forum import files
from forum.files import Kept

WIDE, HIGH = 1200, 900
Draw = ImageDraw.ImageDraw
Colour = tuple[int, int, int]


async def photos(keys: Sequence[str]) -> list[Kept]:
    """Those of the scenes by these names, kept as any photo is that comes with a report."""
    return [await files.keep_picture(await asyncio.to_thread(_taken, SCENES[key])) for key in keys]


def _taken(scene: Callable[[Draw], None]) -> bytes:
    """The scene as a phone takes it: a little grain, soft light from above, corners darker."""
    image = Image.new("RGB", (WIDE, HIGH))
    scene(ImageDraw.Draw(image))
    image = image.filter(ImageFilter.GaussianBlur(1.2))
    light = Image.new("L", (WIDE // 20, HIGH // 20), 0)
    ImageDraw.Draw(light).ellipse((-8, -14, WIDE // 20 + 8, HIGH // 20 + 4), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(9)).resize((WIDE, HIGH), Image.Resampling.BICUBIC)
    image = Image.composite(image, Image.blend(image, Image.new("RGB", image.size, (24, 22, 26)), 0.45), light)
    grain = Image.effect_noise((WIDE, HIGH), 14).convert("RGB")
    made = io.BytesIO()
    Image.blend(image, grain, 0.05).save(made, "JPEG", quality=88)
    return made.getvalue()


# ---- what scenes are made of ----


def _shade(colour: Colour, by: float) -> Colour:
    """Lighter above 1, darker below."""
    red, green, blue = (min(255, int(part * by)) for part in colour)
    return red, green, blue


def _slope(draw: Draw, box: tuple[int, int, int, int], top: Colour, bottom: Colour) -> None:
    left, above, right, below = box
    for y in range(above, below):
        part = (y - above) / max(1, below - above)
        red, green, blue = (int(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        draw.line((left, y, right, y), fill=(red, green, blue))


def _tube(draw: Draw, box: tuple[int, int, int, int], colour: Colour) -> None:
    """An upright pipe, round by its light."""
    left, above, right, below = box
    for x in range(left, right):
        part = (x - left) / (right - left)
        draw.line((x, above, x, below), fill=_shade(colour, 0.55 + 0.6 * (1 - abs(part - 0.35) * 1.3)))


def _bricks(draw: Draw, below: int, colour: Colour, seed: int) -> None:
    chance = random.Random(seed)
    draw.rectangle((0, 0, WIDE, below), fill=_shade(colour, 0.62))
    for row, y in enumerate(range(0, below, 46)):
        for x in range(-60 * (row % 2), WIDE, 120):
            draw.rectangle((x, y, x + 113, y + 40), fill=_shade(colour, chance.uniform(0.86, 1.08)))


def _floor(draw: Draw, above: int, colours: tuple[Colour, Colour], step: int, seed: int) -> None:
    """Tiles that run away from whoever took the photo."""
    chance = random.Random(seed)
    rows = [above + int((HIGH - above) * (n / 9) ** 1.7) for n in range(10)]
    for row, (far, near) in enumerate(pairwise(rows)):
        for n in range(-12, 13):
            tint = _shade(colours[(row + n) % 2], chance.uniform(0.95, 1.04))
            corners = [(n, far), (n + 1, far), (n + 1, near), (n, near)]
            ends = [(WIDE / 2 + at * step * (0.25 + (y - above) / (HIGH - above)), y) for at, y in corners]
            draw.polygon(ends, fill=tint, outline=_shade(tint, 0.78))


def _window(draw: Draw, left: int, above: int, wide: int, high: int) -> None:
    draw.rectangle((left - 14, above - 14, left + wide + 14, above + high + 14), fill=(236, 234, 228))
    _slope(draw, (left, above, left + wide, above + high), (176, 208, 228), (222, 232, 226))
    middle = left + wide // 2
    draw.rectangle((middle - 6, above, middle + 6, above + high), fill=(236, 234, 228))
    draw.rectangle((left, above + high // 3 - 5, left + wide, above + high // 3 + 5), fill=(236, 234, 228))


# ---- the scenes ----


def _old_pipe(draw: Draw) -> None:
    _bricks(draw, HIGH, (168, 112, 88), 1)
    _tube(draw, (520, 0, 660, HIGH), (128, 84, 58))
    for y, wide in ((180, 46), (430, 80), (610, 58)):
        draw.ellipse((590 - wide, y, 590 + wide, y + wide * 2), fill=(92, 54, 36))
        draw.polygon(((560, y + wide), (620, y + wide), (600, HIGH), (575, HIGH)), fill=(70, 62, 50))
    draw.rectangle((500, 300, 680, 350), fill=(106, 70, 50))


def _new_pipe(draw: Draw) -> None:
    _bricks(draw, HIGH, (176, 122, 98), 1)
    _tube(draw, (500, 0, 680, HIGH), (214, 218, 220))
    for y in (150, 520):
        _tube(draw, (478, y, 702, y + 90), (196, 200, 204))
        draw.rectangle((420, y + 32, 480, y + 56), fill=(92, 96, 102))
        draw.ellipse((402, y + 22, 436, y + 66), fill=(120, 124, 130))
    _tube(draw, (820, 0, 880, HIGH), (224, 168, 60))


def _tiles(draw: Draw) -> None:
    _slope(draw, (0, 0, WIDE, 380), (206, 218, 214), (226, 230, 224))
    for x in range(0, WIDE, 120):
        for y in range(0, 380, 96):
            draw.rectangle((x, y, x + 117, y + 93), outline=(188, 200, 198))
    _floor(draw, 380, ((186, 172, 152), (172, 158, 140)), 230, 2)
    for y in (300, 210):
        draw.line((80, y + 30, 1120, y), fill=(120, 126, 132), width=26)
        draw.line((80, y + 22, 1120, y - 8), fill=(214, 218, 222), width=8)
    for x in (140, 610, 1080):
        _tube(draw, (x, 205, x + 22, 420), (176, 180, 186))


def _fire_lane(draw: Draw) -> None:
    _slope(draw, (0, 0, WIDE, 300), (168, 200, 224), (220, 226, 220))
    for x, high, tint in ((0, 250, (196, 184, 168)), (330, 200, (184, 170, 154)), (820, 265, (202, 190, 174))):
        draw.rectangle((x, 300 - high, x + 300, 300), fill=tint)
        for wx in range(x + 24, x + 280, 56):
            for wy in range(300 - high + 22, 270, 52):
                draw.rectangle((wx, wy, wx + 30, wy + 32), fill=(112, 130, 144))
    _slope(draw, (0, 300, WIDE, HIGH), (104, 106, 110), (72, 74, 78))
    yellow = (238, 190, 48)
    draw.polygon(((470, 300), (486, 300), (250, HIGH), (190, HIGH)), fill=yellow)
    draw.polygon(((714, 300), (730, 300), (1010, HIGH), (950, HIGH)), fill=yellow)
    for n in range(6):
        far, near, thick = (int(300 + 600 * (part / 6) ** 1.8) for part in (n + 0.1, n + 0.75, n + 0.32))
        left, right = (int(486 - 236 * (y - 300) / 600) for y in (far, thick))
        end, last = (int(714 + 236 * (y - 300) / 600) for y in (near, near + thick - far))
        draw.polygon(((left, far), (right, thick), (last, near + thick - far), (end, near)), fill=yellow)


def _music_room(draw: Draw) -> None:
    _slope(draw, (0, 0, WIDE, 560), (240, 232, 214), (228, 216, 194))
    _window(draw, 120, 90, 330, 300)
    _window(draw, 620, 90, 330, 300)
    _floor(draw, 560, ((168, 124, 84), (156, 114, 76)), 320, 3)
    for x, y, wide in ((330, 520, 250), (640, 570, 200), (860, 540, 150)):
        high = wide * 2 // 3
        _tube(draw, (x, y + 30, x + wide, y + high + 30), (166, 52, 44))
        draw.ellipse((x, y + high, x + wide, y + high + 60), fill=(120, 36, 32))
        draw.ellipse((x, y, x + wide, y + 64), fill=(238, 226, 200), outline=(124, 92, 40), width=9)
    for x in range(980, 1200, 44):
        draw.rectangle((x, 40, x + 34, 540), fill=(124, 132, 140))


def _food_counter(draw: Draw) -> None:
    _slope(draw, (0, 0, WIDE, 430), (236, 230, 216), (220, 212, 196))
    _window(draw, 380, 70, 440, 250)
    _slope(draw, (0, 430, WIDE, HIGH), (204, 208, 212), (140, 146, 152))
    for x, tint in ((70, (196, 84, 44)), (360, (120, 150, 62)), (650, (226, 190, 92)), (940, (244, 240, 230))):
        draw.rounded_rectangle((x, 500, x + 220, 660), 22, fill=(232, 234, 236), outline=(150, 154, 160), width=6)
        draw.ellipse((x + 16, 512, x + 204, 640), fill=tint)
        chance = random.Random(x)
        for _ in range(46):
            at_x, at_y = x + chance.randint(40, 176), chance.randint(532, 616)
            draw.ellipse((at_x, at_y, at_x + 16, at_y + 11), fill=_shade(tint, chance.uniform(0.78, 1.2)))
    for x in (180, 480, 780):
        draw.ellipse((x, 740, x + 190, 850), fill=(246, 246, 244), outline=(172, 176, 180), width=5)
        draw.ellipse((x + 26, 754, x + 164, 828), fill=(250, 244, 226))


SCENES: dict[str, Callable[[Draw], None]] = {
    "旧管": _old_pipe,
    "新管": _new_pipe,
    "地砖": _tiles,
    "黄线": _fire_lane,
    "音乐室": _music_room,
    "助餐点": _food_counter,
}
