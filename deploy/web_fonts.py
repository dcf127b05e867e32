"""Cuts the fonts of the packages for the web: the letters of Europe, packed as WOFF2.

A phone then loads 0.2 MB where the whole fonts are 2 MB. The files go into the
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
    # The languages of Europe in Latin letters, and every sign of the interface.
    "european": (
        "U+0000-017F,U+0192,U+0218-021B,U+02C6-02C7,U+02D8-02DC,U+0300-0308,U+030A-030C,"
        "U+0326-0328,U+1E9E,U+2002-2015,U+2018-2022,U+2026-203A,U+2044,U+20AC,U+2116,U+2122,"
        "U+2190-2193,U+2212,U+2215,U+2248,U+2260-2265,U+25A0-25FF,U+2713,U+2717"
    ),
    "further-latin": (
        "U+0180-0191,U+0193-0217,U+021C-024F,U+0259,U+02BB-02C5,U+02C8-02D7,U+0309,"
        "U+030D-0325,U+0329-036F,U+1E00-1E9D,U+1E9F-1EFF,U+2000-2001,U+2016-2017,U+2023-2025,"
        "U+203B-2043,U+2045-20AB,U+20AD-2115,U+2117-2121,U+2123-218F,U+2194-2211,U+2213-2214,"
        "U+2216-2247,U+2249-225F,U+2266-22FF"
    ),
    "greek-cyrillic": "U+0370-052F,U+1F00-1FFF",
}
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "case"]
FEATURES += ["tnum", "pnum", "lnum", "onum"]
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
