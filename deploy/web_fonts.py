"""Cuts the fonts of the packages for the web: the letters of Europe, packed as WOFF2.

A phone then loads 0.3 MB where the whole fonts are 2 MB. The files go into the
virtual environment, since they follow from the locked packages alone.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from pathlib import Path

import fontpkg_inter
import fontpkg_source_serif_4
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FOLDER = Path(sys.prefix) / "share" / "clusnet" / "fonts"

INTER = Path(fontpkg_inter.ROOT) / "files"
SERIF = Path(fontpkg_source_serif_4.ROOT) / "files"
FONTS = {
    "Inter": INTER / "Inter[opsz,wght].ttf",
    "SourceSerif4": SERIF / "SourceSerif4[opsz,wght].ttf",
    "SourceSerif4-Italic": SERIF / "SourceSerif4-Italic[opsz,wght].ttf",
}
# The style sheet names the same ranges, so that a browser loads what a page needs.
ALPHABETS = {
    "latin": "U+0000-024F,U+0259,U+02BB-02DC,U+0300-036F,U+1E00-1EFF,U+2000-22FF,U+25A0-25FF,"
    "U+2713,U+2717",
    "greek-cyrillic": "U+0370-052F,U+1F00-1FFF",
}
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "case"]
FEATURES += ["tnum", "pnum", "lnum", "onum", "frac", "sups"]
WEIGHTS = (400, 700)


def cut(name: str, alphabet: str) -> None:
    """Write one font with the letters of one alphabet; the same file each time."""
    font = TTFont(FONTS[name], recalcTimestamp=False)
    options = subset.Options()
    options.layout_features = FEATURES
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(ALPHABETS[alphabet]))
    subsetter.subset(font)
    # Limiting the weights needs a font read afresh, without the letters cut away.
    smaller = BytesIO()
    font.save(smaller)
    font = TTFont(BytesIO(smaller.getvalue()), recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    # A site that is running announces the length of the file that it knows.
    draft = FOLDER / f"{name}.{alphabet}.draft"
    font.save(draft)
    draft.replace(FOLDER / f"{name}.{alphabet}.woff2")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        for done in [pool.submit(cut, name, part) for name in FONTS for part in ALPHABETS]:
            done.result()


if __name__ == "__main__":
    main()
