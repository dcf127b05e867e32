"""Words that are planted where not everybody may look, and who must never read them.

Each begins with ``SOUGHT``, for which the walk searches everywhere: what repeats only the
question shows no whole marker.
"""

from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction

from programme.activity import record
from programme.models import Activity, Programme, User
from tests import factories
from tests.doors.door import MEMBERS, STAFF, WRITERS

SOUGHT = "quokka"
INSIDE = MEMBERS | {"other_group"}
# What the members of a programme tell each other, and nobody without an account.
INTERNAL = (
    *("cases.BoardGroup", "cases.BoardNote", "cases.CaseVersion", "cases.Comment"),
    *("programme.ClusterImport", "programme.ClusterLink", "programme.ClusterLinkEntry"),
    *("programme.EventCalendar", "programme.ExternalEvent", "programme.FieldEntry"),
    *("programme.Mail", "programme.MailTemplate", "programme.Objective", "programme.PolicyFact"),
    *("programme.WorkplanItem", "reports.FinalReport", "reports.Lesson", "reports.ReportComment"),
    *("reports.TakeUp", "workshops.Outcome", "workshops.SurveyAnswer", "workshops.TypicalItem"),
)


@dataclass(frozen=True)
class Marker:
    word: str
    seen_by: frozenset
    # Whether operators who have shown their second factor look it up in the admin.
    in_admin: bool = False

    def hidden_from(self, role):
        """On the pages of the site; who coordinates both programmes sees it."""
        return role != "both" and role not in self.seen_by


def plant(rows, word):
    """Append the word to every column of plain words of these rows; return how many took it."""
    taken = 0
    for row in rows:
        for column in row._meta.concrete_fields:
            if not _holds_words(column):
                continue
            value = f"{getattr(row, column.attname) or ''} {word}".strip()
            if column.max_length and len(value) > column.max_length:
                continue
            try:
                with transaction.atomic():
                    type(row)._base_manager.filter(pk=row.pk).update(**{column.attname: value})
                taken += 1
            except IntegrityError:
                # A rule of the row says that there are no words in this column now.
                continue
    return taken


def _holds_words(column):
    plain = type(column) in (models.TextField, models.CharField)
    is_code = column.choices or column.unique or column.name in CODES
    return plain and not is_code


CODES = {"key", "code", "topic", "section", "part", "path", "checksum", "verb", "subject", "kind"}
CODES |= {"password", "source", "source_key", "content_type", "token", "language", "folded"}
CODES |= {"timezone", "uid", "phase", "time_zone", "model", "method", "initials", "anchor"}


def rows_of(model, programme):
    """The rows of one programme, found by the foreign keys alone, however access is decided."""
    every = model._base_manager.order_by("pk")
    paths = paths_to(model, Programme)
    if model is Programme:
        paths = ["pk"]
    if not paths:
        return every.none()
    return every.filter(reduce(or_, (models.Q(**{path: programme.pk}) for path in paths)))


@cache
def paths_to(model, target, depth=5):
    """How a row leads to its programme or city; several ways where each may be empty."""
    sure, perhaps = [], []
    for column in model._meta.concrete_fields:
        related = column.related_model
        if not column.is_relation or related is User or depth == 0:
            continue
        if related is target:
            found = [column.name]
        else:
            found = [f"{column.name}__{rest}" for rest in paths_to(related, target, depth - 1)]
        (perhaps if column.null else sure).extend(found)
    return [min(sure, key=lambda path: path.count("__"))] if sure else perhaps


def plant_everywhere(programme, models_of_site, word):
    """Mark all rows of a programme; but for the log, which nobody writes anew."""
    for model in models_of_site:
        if model is not Activity:
            plant(rows_of(model, programme), word)


def plant_secrets(here, models_of_site):
    """Mark what only some people of the programme may read; return the markers."""
    of_programme = Marker(f"{SOUGHT}members", INSIDE, in_admin=True)
    draft = Marker(f"{SOUGHT}draft", WRITERS, in_admin=True)
    # Comments, notes and reports are for fewer than the members.
    report = Marker(f"{SOUGHT}report", STAFF)
    needs = Marker(f"{SOUGHT}needs", frozenset({"coordinator"}))
    mail = Marker(f"{SOUGHT}mail", STAFF)
    account = Marker(f"{SOUGHT}account", frozenset({"expert"}))
    internal = [model for model in models_of_site if model._meta.label in INTERNAL]
    plant_everywhere(here.programme, internal, of_programme.word)
    plant(here.draft.answers.all(), draft.word)
    plant(here.draft.comments.all(), draft.word)
    plant(here.draft.attachments.all(), draft.word)
    plant([here.placed, *here.placed.participants.all()], draft.word)
    plant([here.noted.notes], draft.word)
    _rewrite(here.attachment.file, draft.word)
    _rewrite(here.document.file, draft.word)
    _rewrite(here.signed.file, report.word)
    record(
        "case_submitted",
        here.draft,
        f"Sent {draft.word}",
        by=here.people["editor"],
        programme=here.programme,
        city=here.city,
    )
    for document in (here.report, here.final_report):
        plant(document.sections.all(), report.word)
    plant([here.lesson, here.city_report_comment, here.final_report_comment], report.word)
    plant([here.mail], mail.word)
    somebody = factories.RegistrationFactory(workshop=here.released)
    plant([factories.PracticalNeedsFactory(registration=somebody)], needs.word)
    factories.EmailChangeFactory(
        user=here.people["expert"], new_address=f"{account.word}@city.example"
    )
    return [of_programme, draft, report, needs, mail, account]


def _rewrite(file, word):
    default_storage.delete(file.name)
    default_storage.save(file.name, ContentFile(f"%PDF-1.7 {word}".encode()))


def plant_elsewhere(elsewhere, models_of_site):
    """Mark the whole of another programme, which only its own people and operators read."""
    marker = Marker(f"{SOUGHT}elsewhere", frozenset({"away", "outsider"}), in_admin=True)
    plant_everywhere(elsewhere.programme, models_of_site, marker.word)
    return marker
