"""What stands beside the prose of a report, as plain data: it is frozen with every edition.

A city report carries its workshop and its case, the final report the whole programme. Plain
JSON values only; how they are set is decided in ``reports.contexts``.
"""

from reports.annex.city import city_annex, linkages_of
from reports.annex.programme import programme_annex

__all__ = ["city_annex", "linkages_of", "programme_annex"]
