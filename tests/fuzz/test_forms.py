"""Whatever is sent to a form, it says in words what is wrong, and saves nothing by asking."""

import os

import pytest
from allauth.core.context import request_context
from celery import Task
from django.contrib.sessions.backends.cache import SessionStore
from django.db import transaction
from django.forms import BaseFormSet
from django.test import RequestFactory
from hypothesis import given

from tests.doors.world import world  # noqa: F401  a fixture
from tests.fuzz import PROFILE
from tests.fuzz.capturing import families, forms_of_site, nothing_written, our_forms, write_visits
from tests.fuzz.made_up import sent_for


@pytest.fixture
def forms(world, monkeypatch):  # noqa: F811
    monkeypatch.setattr(Task, "apply_async", lambda *args, **options: None)
    if "WRITE_DOORS" in os.environ:
        write_visits(world)
    return forms_of_site(world)


@pytest.mark.django_db
def test_forms_answer_whatever_is_sent_in_words(forms, world):  # noqa: F811
    missed = {cls.__name__ for cls in our_forms() - families(forms)}
    assert missed == set(), "say in further.py where they stand, or `make doors` looks for them"

    for made in forms.values():
        try_out(made, world.people["participant"])


def try_out(made, person):
    request = RequestFactory().post("/")
    request.session, request.user = SessionStore(), person
    with request_context(request):
        names, right = fields_of(made.again({}))

    @PROFILE
    @given(data=sent_for(names, right))
    def answers_in_words(data):
        # Whoever types a password once more is counted by where the request came from.
        with request_context(request), transaction.atomic(), nothing_written():
            form = made.again(data)
            form.is_valid()
            words = errors_of(form)
            assert all(isinstance(word, str) and word for word in words)
            transaction.set_rollback(True)

    try:
        answers_in_words()
    except Exception as error:
        error.add_note(f"the form is {made.form.__module__}.{made.form.__qualname__}")
        raise


def fields_of(form):
    """The names under which a browser sends, and values that some of the fields take."""
    if isinstance(form, BaseFormSet):
        counts = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
        rows = [name for number in (0, 1) for name in form.empty_form.fields for _n in [number]]
        numbered = [f"{form.prefix}-{n}-{name}" for n in (0, 1) for name in dict.fromkeys(rows)]
        return [*(f"{form.prefix}-{count}" for count in counts), *numbered], ["1", "2"]
    right = [
        str(key)
        for field in form.fields.values()
        for key, _words in list(getattr(field, "choices", ()))[:4]
        if isinstance(key, str | int) or hasattr(key, "value")
    ]
    return [form.add_prefix(name) for name in form.fields], sorted(set(right))


def errors_of(form):
    if isinstance(form, BaseFormSet):
        return [word for one in form.forms for word in errors_of(one)] + list(
            form.non_form_errors()
        )
    return [word for words in form.errors.values() for word in words]
