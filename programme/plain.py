"""Words as they are searched: without accents, capitals and marks."""

import unicodedata

# Letters that are no letter with an accent in Unicode, as people without them type them.
WITHOUT_DECOMPOSITION = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def plain(text: str) -> str:
    """“Göteborg BIO” as “goteborg bio”; white space is folded to single spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(WITHOUT_DECOMPOSITION)
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return " ".join(bare.replace("\0", "").split())
