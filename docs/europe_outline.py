"""Draws static/programme/europe.svg, the ground of the networking map.

The data are Natural Earth's (public domain), as the npm package world-atlas carries them:

    npm install --prefix /tmp/atlas world-atlas
    .venv/bin/python docs/europe_outline.py /tmp/atlas/node_modules/world-atlas/countries-50m.json

Only the drawing is kept in the repository. It uses the projection of ``programme.mapping.europe``,
so a change there means drawing it again.
"""

import json
import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clusnet.settings")
django.setup()

from programme.mapping.europe import HEIGHT, WIDTH, project  # noqa: E402  needs the apps

DRAWING = Path(__file__).resolve().parent.parent / "static/programme/europe.svg"
LAND = "#efeadf"
# Points closer to a line than this many units are left out; islands smaller are too.
TOLERANCE = 0.45
SMALLEST_AREA = 1.6
# Degrees: what lies outside cannot reach the drawing.
WEST, EAST, SOUTH, NORTH = -40, 70, 25, 82

Point = tuple[float, float]


def arcs_of(atlas: dict) -> list[list[Point]]:
    """Every arc once, projected and simplified: neighbours share it, so borders stay closed."""
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for step in arc:
            x, y = x + step[0], y + step[1]
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    return arcs


def simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker's way: keep the ends, and what bends by more than the tolerance."""
    if len(points) < 3:
        return points
    (x1, y1), (x2, y2) = points[0], points[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5

    def distance(point: Point) -> float:
        if not length:
            return ((point[0] - x1) ** 2 + (point[1] - y1) ** 2) ** 0.5
        return abs((x2 - x1) * (y1 - point[1]) - (x1 - point[0]) * (y2 - y1)) / length

    index = max(range(1, len(points) - 1), key=lambda number: distance(points[number]))
    if distance(points[index]) < TOLERANCE:
        return [points[0], points[-1]]
    return simplified(points[: index + 1])[:-1] + simplified(points[index:])


def ring_of(indexes: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[1:] if ring else arc
    return ring


def clipped(ring: list[Point]) -> list[Point]:
    """The part of a ring that lies on the drawing (Sutherland and Hodgman)."""
    for axis, limit, keeps_less in (
        (0, 0, False),
        (0, WIDTH, True),
        (1, 0, False),
        (1, HEIGHT, True),
    ):
        kept: list[Point] = []
        for before, point in zip(ring[-1:] + ring[:-1], ring, strict=True):
            was_in = (before[axis] <= limit) == keeps_less
            is_in = (point[axis] <= limit) == keeps_less
            if was_in != is_in:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append(tuple(b + share * (p - b) for b, p in zip(before, point, strict=True)))  # type: ignore[arg-type]
            if is_in:
                kept.append(point)
        ring = kept
    return ring


def area(ring: list[Point]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def is_near(ring: list[Point]) -> bool:
    return any(WEST < x < EAST and SOUTH < y < NORTH for x, y in ring)


def main(source: str) -> None:
    atlas = json.loads(Path(source).read_text())
    degrees = arcs_of(atlas)
    drawn = [simplified([project(y, x) for x, y in arc]) for arc in degrees]
    paths = []
    for country in atlas["objects"]["countries"]["geometries"]:
        polygons = country.get("arcs", [])
        if country["type"] == "Polygon":
            polygons = [polygons]
        rings = [ring for polygon in polygons for ring in polygon]
        for indexes in rings:
            if not is_near(ring_of(indexes, degrees)):
                continue
            ring = clipped(ring_of(indexes, drawn))
            if len(ring) > 2 and area(ring) >= SMALLEST_AREA:
                steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in ring)
                paths.append(f"M{steps}Z")
    DRAWING.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{"".join(paths)}" fill="{LAND}" fill-rule="evenodd" '
        'stroke="#ffffff" stroke-width="0.8" stroke-linejoin="round"/></svg>\n'
    )
    sys.stdout.write(f"{DRAWING}: {DRAWING.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main(sys.argv[1])
