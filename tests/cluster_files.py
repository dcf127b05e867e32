"""Files of clusters for an import: as many good rows as wanted, and faulty ones among them."""

import csv
import io

from openpyxl import Workbook

HEADINGS = [
    *("Name", "Number in another directory", "Place", "Country", "Sector"),
    *("Founded in", "Legal form", "Staff", "Companies", "Research and education"),
    *("Member fees", "Projects", "Events", "Aid and grants", "Private"),
    *("Languages", "Themes", "Website", "E-mail of the office", "Quality label"),
    *("Label given on", "Summary", "Offers", "Seeks"),
]
COUNTRIES = ("SE", "Germany", "fr", "Austria", "FIN")
FORMS = ("Registered association", "foundation", "Limited company")
TOPICS = ("Test beds and pilots: a hall for robots; Skills and staff exchange", "joint_research")
# What is wrong, in which column it is told, and a piece of the reason.
FAULTS = (
    ("Name", "", "needs a name"),
    ("Country", "Atlantis", "No country"),
    ("Sector", "Biotehc", "Did you mean “Biotech”?"),
    ("Founded in", "long ago", "not a whole number"),
    ("Staff", "-2", "less than nothing"),
    ("Member fees", "60", "sum up to 100 %"),
    ("E-mail of the office", "nobody", "valid email"),
    ("Quality label", "platinum", "none of these"),
    ("Label given on", "31 June", "not a day"),
    ("Languages", "Klingon", "none of the languages"),
)


def good_row(number: int) -> list[str]:
    return [
        *(f"Cluster nº {number} of Örebro", f"EU-{number}", f"Place {number % 500}"),
        *(COUNTRIES[number % len(COUNTRIES)], "Biotech" if number % 2 else "ict"),
        *(str(1980 + number % 40), FORMS[number % len(FORMS)], f"{number % 9},5"),
        *(str(number % 300), str(number % 20), "20", "30 %", "10", "40", "0"),
        *("English, fr", "batteries; robots", f"www.cluster{number}.example"),
        *(f"office{number}@example.org", "Gold", "2024-05-31"),
        f"A cluster of firms and laboratories, the {number}th of its kind.",
        *TOPICS,
    ]


def rows_of(count: int, faulty: int = 0) -> tuple[list[list[str]], dict[int, tuple[str, str]]]:
    """Rows with the headings first, and of the faulty ones by their number in the file the column
    and a piece of the reason."""
    rows, wrong = [HEADINGS], {}
    every = count // faulty if faulty else count + 1
    for number in range(1, count + 1):
        row = good_row(number)
        if number % every == 0 and len(wrong) < faulty:
            column, words, reason = FAULTS[len(wrong) % len(FAULTS)]
            row[HEADINGS.index(column)] = words
            if column == "Name":
                # Nothing else by which it would be found.
                row[1] = ""
            wrong[number + 1] = (column, reason)
        rows.append(row)
    return rows, wrong


def as_csv(rows: list[list[str]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: list[list], *, title: str = "Clusters") -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
