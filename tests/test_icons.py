"""Icons are drawn once, and are what their package draws."""

import pytest
from django.template import Context, Template
from lucide.templatetags.lucide import lucide

pytestmark = pytest.mark.once


@pytest.mark.parametrize("said", ["busy", 'a"<b>&'])
def test_an_icon_is_that_of_the_package_whatever_is_said_of_it(said):
    template = Template('{% load lucide %}{% lucide "x" size=18 class=said %}')

    first, again = (template.render(Context({"said": said})) for _time in range(2))

    assert first == again == lucide("x", size=18, **{"class": said})
    assert "<b>" not in first
