"""The selects of filters, which write their options themselves."""

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from programme.forms.base import FilterForm

pytestmark = pytest.mark.once


class Drawn(FilterForm):
    kind = forms.ChoiceField(choices=[("", "All & more"), ("a", "<One>"), ("b", "Two")])


def test_a_filter_is_the_same_as_one_of_the_framework():
    class Usual(forms.Form):
        kind = forms.ChoiceField(
            choices=Drawn.base_fields["kind"].choices,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    for asked in ({}, {"kind": "b"}, {"kind": '"><script>'}):
        drawn, usual = str(Drawn(asked)["kind"]), str(Usual(asked)["kind"])
        assertHTMLEqual(drawn, usual)


def test_a_choice_in_groups_keeps_its_groups():
    class Grouped(FilterForm):
        kind = forms.ChoiceField(choices=[("Group", [("a", "One")])])

    assert '<optgroup label="Group">' in str(Grouped({})["kind"])
