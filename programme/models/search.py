"""Where a word occurs: the index of the search field."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models.programme import Programme
from programme.models.querysets import ProgrammeScopedQuerySet


class SearchEntry(models.Model):
    """The folded words of one row, or of one part of it.

    It only leads to rows that may match. Who may see a row, and the words that are shown of it,
    are asked of the row itself: an entry that is late leaks nothing.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="search_entries")
    # What kind of thing, as a word of the code (see ``programme.search``), and its key.
    source = models.SlugField(max_length=40)
    row = models.BigIntegerField()
    # The part of the row, where it has several: a topic, a section.
    part = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    checksum = models.CharField(max_length=64)

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "source", "row", "part"]
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "source", "row", "part"],
                name="search_entry_once",
                violation_error_message=_("This is in the index already."),
            )
        ]

    def __str__(self) -> str:
        return self.title
