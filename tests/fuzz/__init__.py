"""Forms, tokens and files that hypothesis makes up. ``HYPOTHESIS_PROFILE=long`` makes up more."""

import os

from hypothesis import HealthCheck, settings

# Every example is undone by hand, and some forms ask the database a lot.
USUAL = {"deadline": None, "suppress_health_check": list(HealthCheck)}
settings.register_profile("short", max_examples=8, derandomize=True, database=None, **USUAL)
settings.register_profile("long", max_examples=400, database=None, **USUAL)
PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))
