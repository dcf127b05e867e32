"""What participants say afterwards, without anybody knowing who said it.

An invitation knows who has answered, a response knows what was answered, and nothing joins them:
responses have no person, no time and keys without order.
"""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.models import STAFF_ROLES, Programme, ProgrammeScopedQuerySet, Role
from workshops.models.registration import Registration
from workshops.models.workshop import Workshop

if TYPE_CHECKING:
    from programme.models.querysets import AnyUser


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("1 to 5")
    TEXT = "text", _("Own words")


class SurveyQuestion(models.Model):
    """A question of every survey of the programme, or of one workshop's alone.

    One that was asked is not changed any more: the trend would compare different questions.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="survey_questions")
    workshop = models.ForeignKey(
        Workshop, models.CASCADE, null=True, blank=True, related_name="survey_questions"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = models.CharField(_("question"), max_length=200)
    kind = models.CharField(_("answer"), max_length=10, choices=QuestionKind)
    is_retired = models.BooleanField(_("no longer asked"), default=False)

    objects = ProgrammeScopedQuerySet.as_manager()

    class Meta:
        # The core questions first.
        ordering = ["programme", models.F("workshop").asc(nulls_first=True), "position", "pk"]
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=QuestionKind.values),
                name="survey_question_kind_known",
                violation_error_message=_("This kind of answer does not exist."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class SurveyInvitationQuerySet(ProgrammeScopedQuerySet):
    programme_path = "registration__workshop__programme"

    def visible_to(self, user: "AnyUser") -> Self:
        """The coordinator, who reminds; everybody the own."""
        own = self.in_programmes_of(user).filter(registration__user=user.pk)
        return self.any_of(self.in_programmes_of(user, roles=[Role.COORDINATOR]), own)

    def with_key(self, programme: str, key: str) -> Self:
        """The one that this secret opens, for whoever holds it."""
        if "\0" in programme + key:
            return self.none()
        return self.filter(key=key, registration__workshop__programme__slug=programme)


class SurveyInvitation(models.Model):
    """That somebody was asked, and whether an answer came. Not which."""

    registration = models.OneToOneField(
        Registration, models.CASCADE, related_name="survey_invitation"
    )
    # For people without an account: the secret part of the address of their form.
    key = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    has_answered = models.BooleanField(default=False, editable=False)

    objects = SurveyInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["registration"]
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to surveys")

    def __str__(self) -> str:
        return str(self.registration)


class SurveyResponseQuerySet(ProgrammeScopedQuerySet):
    programme_path = "workshop__programme"
    city_path = "workshop__city"

    def visible_to(self, user: "AnyUser") -> Self:
        """Staff and the host; they read sums and words, never one response as a whole."""
        return self.any_of(self.in_programmes_of(user, roles=STAFF_ROLES), self.in_cities_of(user))

    def editable_by(self, user: "AnyUser") -> Self:
        return self.none()


class SurveyResponse(models.Model):
    """One filled-in form. Nothing says whose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="survey_responses")

    objects = SurveyResponseQuerySet.as_manager()

    class Meta:
        ordering = ["workshop", "pk"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")

    def __str__(self) -> str:
        return str(self.pk)


class SurveyAnswerQuerySet(SurveyResponseQuerySet):
    programme_path = "response__workshop__programme"
    city_path = "response__workshop__city"


class SurveyAnswer(models.Model):
    """The answer to one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(SurveyResponse, models.CASCADE, related_name="answers")
    question = models.ForeignKey(SurveyQuestion, models.PROTECT, related_name="answers")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=2_000, blank=True)

    objects = SurveyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["question", "pk"]
        verbose_name = _("answer of a survey")
        verbose_name_plural = _("answers of surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                name="survey_answer_once",
                violation_error_message=_("This question is answered already."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="survey_answer_score_known",
                violation_error_message=_("Answers go from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=False, text="") | (Q(score__isnull=True) & ~Q(text="")),
                name="survey_answer_score_or_words",
                violation_error_message=_("An answer is a score, or words."),
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.score)
