"""For a month after an erasure: what brought the name back is swept again.

A form without versions, words that waited in a browser, a file that came back, a mail that was
read late: none of them knows that somebody was erased. Long texts never take the name back (see
``prints.without_erased``); everything else is walked over with what is kept no longer.
"""

from django.db import models

from programme.models import PeopleImport
from programme.privacy.places import in_programme
from programme.privacy.prints import Known, forget_prints, known_lately
from programme.privacy.sweeping import ROWS_AT_ONCE, has_in, rewrite, tables

# Lists of people who are to be invited, perhaps again: they go after some days.
COMING_BACK = (PeopleImport,)


def sweep_again() -> int:
    """Walk over all tables if somebody was erased lately; how many rows were changed.

    Safe to run at any time, twice at once and after any pause.
    """
    forget_prints()
    known = known_lately()
    if not known:
        return 0
    return sum(
        _sweep_table(model, columns, one)
        for model, columns in tables()
        if model not in COMING_BACK
        for one in known
    )


def _sweep_table(model: type[models.Model], columns: list[models.Field], known: Known) -> int:
    rows = model._base_manager.order_by("pk")
    if known.programme is not None:
        rows = rows.filter(in_programme(model, known.programme))
    names = [column.attname for column in columns]
    found = [
        key
        for key, *values in rows.values_list("pk", *names).iterator(chunk_size=ROWS_AT_ONCE)
        if any(has_in(value, known.finder) for value in values)
    ]
    return sum(rewrite(model, key, columns, known.finder) for key in found)
