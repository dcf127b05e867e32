"""Cuts letters out of a variable font with HarfBuzz, which takes a thousandth of a second or two.

The engine uses the same library to leave letters out, and then a slow one in Python to fix their
weight. HarfBuzz does both at once since its version 6.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

DECLARATIONS = """
typedef ... hb_blob_t;
typedef ... hb_face_t;
typedef ... hb_map_t;
typedef ... hb_set_t;
typedef ... hb_subset_input_t;
typedef ... hb_subset_plan_t;

hb_blob_t *hb_blob_create_from_file_or_fail(const char *path);
const char *hb_blob_get_data(hb_blob_t *blob, unsigned int *length);
void hb_blob_destroy(hb_blob_t *blob);
hb_face_t *hb_face_create(hb_blob_t *blob, unsigned int index);
hb_blob_t *hb_face_reference_blob(hb_face_t *face);
void hb_face_destroy(hb_face_t *face);
void hb_set_add(hb_set_t *set, uint32_t number);
uint32_t hb_map_get(const hb_map_t *map, uint32_t number);

hb_subset_input_t *hb_subset_input_create_or_fail(void);
hb_set_t *hb_subset_input_glyph_set(hb_subset_input_t *input);
hb_set_t *hb_subset_input_set(hb_subset_input_t *input, int kind);
void hb_subset_input_set_flags(hb_subset_input_t *input, unsigned int flags);
int hb_subset_input_pin_axis_location(
    hb_subset_input_t *input, hb_face_t *face, uint32_t tag, float value);
void hb_subset_input_destroy(hb_subset_input_t *input);
hb_subset_plan_t *hb_subset_plan_create_or_fail(hb_face_t *face, const hb_subset_input_t *input);
hb_face_t *hb_subset_plan_execute_or_fail(hb_subset_plan_t *plan);
const hb_map_t *hb_subset_plan_old_to_new_glyph_mapping(const hb_subset_plan_t *plan);
void hb_subset_plan_destroy(hb_subset_plan_t *plan);
"""
# From hb-subset.h: the set of tables to drop; no hinting and an outline for what is missing.
DROP_TABLE_TAG = 3
FLAGS = 0x01 | 0x40
# A PDF says itself which letter is drawn where.
TABLES_LEFT_OUT = ("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT", "SVG", "kern", "name")


def can_cut() -> bool:
    """Whether the library is there and new enough."""
    try:
        _ffi, _base, subset = _libraries()
        return hasattr(subset, "hb_subset_input_pin_axis_location")
    except OSError:
        return False


def cut_out(
    font: Path, glyphs: Iterable[int], axes: Iterable[tuple[str, float]]
) -> tuple[dict[int, int], bytes]:
    """A font with these glyphs alone at these places of its axes, and where each glyph is now."""
    ffi, base, subset = _libraries()
    blob = _owned(base.hb_blob_create_from_file_or_fail(bytes(font)), base.hb_blob_destroy)
    face = _owned(base.hb_face_create(blob, 0), base.hb_face_destroy)
    wish = _owned(subset.hb_subset_input_create_or_fail(), subset.hb_subset_input_destroy)
    wanted = subset.hb_subset_input_glyph_set(wish)
    numbers = sorted(glyphs)
    for number in numbers:
        base.hb_set_add(wanted, number)
    dropped = subset.hb_subset_input_set(wish, DROP_TABLE_TAG)
    for table in TABLES_LEFT_OUT:
        base.hb_set_add(dropped, _tag(table))
    subset.hb_subset_input_set_flags(wish, FLAGS)
    for axis, value in axes:
        subset.hb_subset_input_pin_axis_location(wish, face, _tag(axis), value)
    plan = subset.hb_subset_plan_create_or_fail(face, wish)
    plan = _owned(plan, subset.hb_subset_plan_destroy)
    done = _owned(subset.hb_subset_plan_execute_or_fail(plan), base.hb_face_destroy)
    result = _owned(base.hb_face_reference_blob(done), base.hb_blob_destroy)
    places = subset.hb_subset_plan_old_to_new_glyph_mapping(plan)
    length = ffi.new("unsigned int *")
    data = base.hb_blob_get_data(result, length)
    return (
        {number: base.hb_map_get(places, number) for number in numbers},
        ffi.buffer(data, length[0])[:],
    )


@cache
def _libraries() -> tuple[Any, Any, Any]:
    from cffi import FFI

    ffi = FFI()
    ffi.cdef(DECLARATIONS)
    return ffi, ffi.dlopen("libharfbuzz.so.0"), ffi.dlopen("libharfbuzz-subset.so.0")


def _owned(thing: Any, destroy: Any) -> Any:
    """The thing, which is destroyed when nobody needs it any more."""
    ffi = _libraries()[0]
    if thing == ffi.NULL:
        raise OSError("HarfBuzz cannot cut the font.")
    return ffi.gc(thing, destroy)


def _tag(name: str) -> int:
    return int.from_bytes(name.ljust(4).encode())
