"""Beside the measured site, on its database: the editors and what is stored at the end."""

import json
import sys

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.module_loading import import_string

from cases.forms.writing import AnswerForm
from cases.models import Answer, Case, CaseStatus, SectionLock
from programme.models import Membership, Role, User
from programme.writing.services import base_of


def prepare(count: int) -> None:
    """Open the nine cases, seat the editors and log them in.

    Nine in ten have a topic to themselves, five or more in each city; of the others each joins
    somebody at a topic.
    """
    Case.objects.filter(programme__slug="clusnet").update(status=CaseStatus.DRAFTING)
    SectionLock.objects.all().delete()
    cases = list(Case.objects.filter(programme__slug="clusnet").select_related("city", "programme"))
    topics = [list(case.answers.all()) for case in cases]
    alone = count * 9 // 10
    places = [(number % len(cases), number // len(cases)) for number in range(alone)]
    editors = []
    for number in range(count):
        place = places[number] if number < alone else places[number - alone]
        case, answer = cases[place[0]], topics[place[0]][place[1]]
        is_alone = number >= count - alone and number < alone
        editors.append(_editor(number, case, answer, is_alone))
    json.dump(editors, sys.stdout)


def _editor(number: int, case: Case, answer: Answer, is_alone: bool) -> dict:
    user = User.objects.create(name=f"Editor {number}", email=f"editor{number}@example.com")
    Membership.objects.create(user=user, programme=case.programme, role=Role.EDITOR, city=case.city)
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {
        "name": f"e{number}",
        "session": session.session_key,
        "path": f"/{case.programme.slug}/cases/{case.city.slug}/answers/{answer.topic}/",
        "prefix": answer.topic,
        "base": base_of(answer, AnswerForm.Meta.fields),
        "text": answer.text,
        "is_alone": is_alone,
        "answer": answer.pk,
    }


def stored() -> None:
    """Every text that the site still has, by topic: the row first, then its history."""
    texts = {row.pk: [row.text] for row in Answer.objects.exclude(version=0)}
    for pk, text in Answer.objects.values_list("pk", "revisions__text"):
        if pk in texts and text is not None:
            texts[pk].append(text)
    json.dump(texts, sys.stdout)
