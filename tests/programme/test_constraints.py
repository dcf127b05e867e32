"""What the database refuses, whoever writes it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme.models import DataRequest, MailTemplate
from tests.factories import DataRequestFactory, MailTemplateFactory


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"status": "done"}, "data_request_settled_says_when"),
        ({"status": "withdrawn"}, "data_request_settled_says_when"),
        ({"file": "own-data/a.zip"}, "data_request_file_is_of_an_export"),
        (
            {
                "kind": "erasure",
                "status": "done",
                "done_at": timezone.now(),
                "file": "own-data/a.zip",
            },
            "data_request_file_is_of_an_export",
        ),
    ],
)
def test_a_request_about_own_data_contradicts_itself_nowhere(db, columns, name):
    request = DataRequestFactory()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DataRequest.objects.filter(pk=request.pk).update(**columns)


@pytest.mark.parametrize("column", ["subject", "body"])
def test_no_mail_has_own_words_that_say_nothing(db, column):
    words = MailTemplateFactory()

    with pytest.raises(IntegrityError, match="mail_template_has_words"), transaction.atomic():
        MailTemplate.objects.filter(pk=words.pk).update(**{column: ""})
