"""A PDF made to take gigabytes or hours keeps no erasure from its end."""

import pytest
from django.core.files.base import ContentFile

from programme.privacy.names import Finder
from programme.privacy.on_disk import uploads_that_name
from tests.factories import WorkshopFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FINDER = Finder(("Zoë Quillfeather",), (), "Nobody", "gone@erased.invalid")
ALIKE = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"


def stream(head, content):
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (head, len(content), content)


def drawn_in_each_other(levels=6, times=20):
    """Each drawing draws the next twenty times: 2 kB that are 6 GB and 64,000,000 words."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</XObject<</X 6 0 R>>>>>>",
        stream(b"", b"/X Do "),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(7, 6 + levels):
        draws = ALIKE + b"/Resources<</XObject<</X %d 0 R>>>>" % number
        objects.append(stream(draws, b"/X Do " * times))
    objects.append(stream(ALIKE + b"/Resources<</Font<</F 5 0 R>>>>", b"BT /F 9 Tf (word) Tj ET"))
    numbered = (b"%d 0 obj%s endobj\n" % entry for entry in enumerate(objects, 1))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer<</Root 1 0 R>>"


def test_an_upload_that_could_not_be_read_is_listed_for_somebody_to_look_at():
    row = WorkshopFileFactory(file=ContentFile(drawn_in_each_other(), "plan.pdf"))
    WorkshopFileFactory(file=ContentFile(drawn_in_each_other(times=1), "other.pdf"))

    places = list(uploads_that_name(FINDER, None, lambda done: None))

    assert [place.file for place in places] == [row.file.name]
    assert "could not be read to its end" in places[0].words
