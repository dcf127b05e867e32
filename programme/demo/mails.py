"""Somebody who wants mails once a day, with one that waits for the next morning. Demo values."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from programme.letter_kinds import REMINDER
from programme.letters.writing import post_letter
from programme.mails.preferences import choose
from programme.models import Delivery, Programme, User

READER = "paivi.lehtinen@helsinki.example"


def load(programme: Programme) -> None:
    reader = User.objects.filter(email=READER).first()
    if reader is None:
        return
    choose(reader, programme, {REMINDER: Delivery.DIGEST})
    day = timezone.localdate() + datetime.timedelta(days=9)
    values = {
        "name": reader.name,
        "task": "Three empty sections in the case of Helsinki (demo)",
        "day": date_format(day, "j F"),
        "whole_day": date_format(day, "l j F Y"),
        "left": "9 days are left",
        "note": "Made up for the demonstration: it waits for the digest of tomorrow morning.",
        "link": f"{settings.SITE_URL}{programme.get_absolute_url()}",
    }
    post_letter(programme, REMINDER, values, to=reader)
