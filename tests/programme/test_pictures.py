"""Pictures are kept without what the camera noted, and look as before."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageChops, ImageOps
from PIL.PngImagePlugin import PngInfo

from programme.files import JPEG, PDF, PNG
from programme.pictures import without_notes

pytestmark = pytest.mark.once

SECRET = "Topsecret"


def drawing():
    """Wider than high, and no two corners alike."""
    picture = Image.new("RGB", (40, 24), "white")
    picture.paste("red", (0, 0, 20, 12))
    picture.paste("blue", (20, 12, 40, 24))
    return picture


def noted(side):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = side
    exif[ExifTags.Base.Artist] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (57.0, 42.0, 7.0)
    return exif


def photo(side, **options):
    """As a phone makes it: with notes, and a second picture with notes behind the first."""
    first, second = io.BytesIO(), io.BytesIO()
    more = {"exif": noted(side), "comment": SECRET, "xmp": SECRET.encode(), "icc_profile": b"ICC"}
    drawing().save(first, "JPEG", **more, **options)
    drawing().save(second, "JPEG", exif=noted(1))
    return first.getvalue() + second.getvalue()


def screenshot(side):
    file, words = io.BytesIO(), PngInfo()
    words.add_text("Author", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET)
    drawing().save(file, "PNG", exif=noted(side), pnginfo=words)
    return file.getvalue()


def seen(data):
    with Image.open(io.BytesIO(data)) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


@pytest.mark.parametrize("side", [1, 3, 6, 8])
@pytest.mark.parametrize(
    ("kind", "make"),
    [
        (JPEG, photo),
        (JPEG, lambda side: photo(side, progressive=True, restart_marker_blocks=1)),
        (PNG, screenshot),
    ],
)
def test_a_picture_loses_its_notes_and_keeps_its_looks(kind, make, side):
    data = make(side)

    kept = without_notes(SimpleUploadedFile("photo", data), kind).read()

    assert SECRET.encode() in data
    assert SECRET.encode() not in kept
    assert ImageChops.difference(seen(data), seen(kept)).getbbox() is None
    with Image.open(io.BytesIO(kept)) as picture:
        notes = dict(picture.getexif())
        assert picture.info.get("icc_profile") == (b"ICC" if kind is JPEG else None)
    assert notes == ({} if side == 1 else {ExifTags.Base.Orientation: side})


def test_what_is_no_picture_stays_as_it_is():
    upload = SimpleUploadedFile("list.pdf", b"%PDF-1.7")

    assert without_notes(upload, PDF) is upload
