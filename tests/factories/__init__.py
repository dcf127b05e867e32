"""The least that makes each row valid. A test says the rest.

One module for each app; a test takes them from here.
"""

# ruff: noqa: F403  whatever a module has
from tests.factories.cases import *
from tests.factories.meetings import *
from tests.factories.programme import *
from tests.factories.reports import *
from tests.factories.workshops import *
