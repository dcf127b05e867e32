"""What hypothesis makes up: words, and what a browser sends in the name of fields."""

from hypothesis import strategies as st

from tests.walk.values import HOSTILE

UNKNOWN = ("id", "pk", "programme", "is_superuser", "csrfmiddlewaretoken", "__class__", "")
# Django reads what a browser sends with this: bytes that are no text become a question mark.
SENT = sorted({value.decode(errors="replace")[:20_000] for value in HOSTILE})
# Any character, NUL and those that turn the direction among them.
WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)
NUMBERS = st.one_of(st.integers(), st.floats(), st.decimals(allow_nan=True)).map(str)
DATES = st.one_of(st.dates(), st.datetimes(), st.times()).map(str)
KEYS = st.integers(-1, 40).map(str)
VALUES = st.one_of(st.sampled_from(SENT), WORDS, NUMBERS, DATES, KEYS)


def sent_for(names, right=()):
    """What is sent for these fields: some missing, some several times, some that nobody asked for.

    ``right`` are values that some of the fields take, so that not all fails at the first one.
    """
    values = st.one_of(VALUES, st.sampled_from(right)) if right else VALUES
    known = st.dictionaries(
        st.sampled_from(names) if names else st.just("x"),
        st.lists(values, max_size=3),
        max_size=len(names) + 1,
    )
    unknown = st.dictionaries(st.sampled_from(UNKNOWN), st.lists(VALUES, max_size=2), max_size=2)
    return st.builds(lambda one, other: {**other, **one}, known, unknown)
