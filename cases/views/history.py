"""What was written before: a timeline, versions compared, one of them brought back."""

from django.contrib import messages
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases import services
from cases.access import draft_case, written_case
from cases.contents import content_of
from cases.differences import Differences, flags_of
from cases.forms.history import VersionNameForm
from cases.history.timeline import CaseHistory
from cases.history.versions import (
    choices_of,
    hand_overs_of,
    side_of,
    without_loss_of_figures,
)
from cases.locks import lock_in_words, locks_of
from cases.models import Occasion
from cases.moves import may_write, writes_for
from cases.outline import TOPICS
from cases.pages.writing import write_url
from cases.views.reading import crumbs_of
from programme.access import require
from programme.writing.history import NOW
from programme.writing.history_views import (
    TextPlace,
    history_page,
    is_side_by_side,
    restore_page,
)

SEEN_SALT = "cases.version_restore"


@require_GET
def case_history(request, city):
    case = draft_case(request, city)
    return _timeline(request, case, VersionNameForm())


@require_http_methods(["GET", "POST"])
def version_create(request, city):
    """Keep the working text under a name."""
    case = draft_case(request, city)
    if request.method == "GET":
        # From a filter or a page of the timeline that stands under a refused name.
        return redirect(f"{history_url(case)}?{request.GET.urlencode()}")
    require(writes_for(request.seat, case))
    form = VersionNameForm(request.POST)
    if form.is_valid():
        try:
            version = services.name_version(case, form.cleaned_data["name"], by=request.user)
        except services.CaseMoveError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Kept as “%(name)s”.") % {"name": version.name})
        return redirect(history_url(case))
    return _timeline(request, case, form, status=422)


def _timeline(request, case, form, *, status=200):
    history = CaseHistory.of(case, request.GET)
    context = {
        "case": case,
        "history": history,
        "page_obj": history.page_obj,
        "choices": choices_of(history.hand_overs),
        "form": form,
        "can_write": may_write(request.seat, case),
        "crumbs": crumbs_of(case, _("History")),
    }
    return render(request, "cases/history.html", context, status=status)


@require_GET
def version_compare(request, city):
    """Two whole versions: ``?from=v2&to=now``; without them what is new since the last one."""
    case = draft_case(request, city)
    hand_overs = hand_overs_of(case)
    context = {
        "case": case,
        "differences": None,
        "choices": choices_of(hand_overs),
        "is_side_by_side": is_side_by_side(request),
        "crumbs": _crumbs(case, _("Compare")),
    }
    if hand_overs:
        asked = request.GET.get("from", hand_overs[0].key), request.GET.get("to", NOW)
        before, after = _sides(case, asked, hand_overs)
        context["before"], context["after"] = before, after
        context["differences"] = Differences.between(before.content, after.content)
    return render(request, "cases/history_compare.html", context)


def _sides(case, keys, hand_overs):
    """The two versions that are named, the older one first; 404 if the case has no such one."""
    one, other = (side_of(case, key, hand_overs) for key in keys)
    if one is None or other is None:
        raise Http404
    is_newer = one.at is None or (other.at is not None and other.at < one.at)
    return (other, one) if is_newer and one.key != other.key else (one, other)


@require_http_methods(["GET", "POST"])
def version_restore(request, city, number):
    """What bringing a whole version back would change, each part to be chosen."""
    case = written_case(request, city)
    version = get_object_or_404(case.versions, number=number)
    if not case.is_open:
        messages.error(request, services.why_locked(case))
        return redirect(history_url(case))
    if request.method == "GET":
        return _choose_parts(request, case, version)
    keys = request.POST.getlist("keys")
    seen = _seen(request, case)
    if not keys or seen is None:
        said = _("Choose what to bring back.") if not keys else _("Look again: this page was old.")
        messages.error(request, said)
        return _choose_parts(request, case, version, chosen=keys, status=422)
    try:
        brought = services.bring_in(
            case,
            without_loss_of_figures(version.content, content_of(case)),
            keys=keys,
            base_versions=_base_versions(request),
            occasion=Occasion.RESTORED,
            by=request.user,
            seen=seen,
        )
    except services.CaseMoveError as error:
        messages.error(request, str(error))
        return _choose_parts(request, case, version, chosen=keys, status=409)
    _say(request, brought)
    if brought.conflicts or brought.refusals:
        left = [row.key for row in brought.conflicts] + [row.key for row in brought.refusals]
        again = draft_case(request, city)
        return _choose_parts(request, again, version, brought, chosen=left, status=409)
    return redirect(history_url(case))


def _choose_parts(request, case, version, brought=None, *, chosen=None, status=200):
    current = content_of(case)
    older = without_loss_of_figures(version.content, current)
    differences = Differences.between(current, services.completed(older, current))
    answers = dict(case.answers.values_list("topic", "version"))
    locked = set(locks_of(case))
    offered = differences.keys_outside(locked)
    context = {
        "case": case,
        "version": version,
        "differences": differences,
        "brought": brought,
        "locked": locked,
        "chosen": offered if chosen is None else [key for key in chosen if key in offered],
        "bases": [(key, answers[key]) for key in differences.keys if key in answers],
        "seen": signing.dumps(_typed(current, case), salt=SEEN_SALT, compress=True),
        "is_side_by_side": is_side_by_side(request),
        "crumbs": _crumbs(case, _("Bring back")),
    }
    return render(request, "cases/history_restore.html", context, status=status)


def _typed(content, case):
    """What the person sees of the typed parts; the texts have their own versions."""
    return {**content, "sections": [], "case": case.pk}


def _seen(request, case):
    """The typed parts as the page showed them; None if it is not ours."""
    try:
        seen = signing.loads(request.POST.get("seen", ""), salt=SEEN_SALT)
    except signing.BadSignature:
        return None
    return seen if seen.pop("case", None) == case.pk else None


def _base_versions(request):
    posted = ((topic, request.POST.get(f"base-{topic}", "")) for topic in TOPICS)
    return {
        topic: int(version)
        for topic, version in posted
        if version.isdecimal() and len(version) < 10
    }


def _say(request, brought):
    if brought.count:
        messages.success(
            request,
            ngettext(
                "%(count)s part is back. The text as it was before is kept as a version.",
                "%(count)s parts are back. The text as it was before is kept as a version.",
                brought.count,
            )
            % {"count": brought.count},
        )
    elif not brought.conflicts and not brought.refusals:
        messages.info(request, _("Nothing had to be changed."))


# One topic


@require_GET
def answer_history(request, city, topic):
    return history_page(request, _place(request, draft_case(request, city), topic))


@require_http_methods(["GET", "POST"])
def answer_restore(request, city, topic, version):
    return restore_page(request, _place(request, draft_case(request, city), topic), version)


def _place(request, case, topic):
    if topic not in TOPICS:
        raise Http404
    answer = get_object_or_404(case.answers.select_related("updated_by"), topic=topic)
    answer.case = case
    names = [case.programme.slug, case.city.slug, topic]
    writes = writes_for(request.seat, case)
    return TextPlace(
        row=answer,
        title=str(answer.outline_topic.title),
        whole=str(case),
        crumbs=_crumbs(case, answer.outline_topic.title),
        url=reverse("cases:answer_history", args=names),
        restore_url=lambda version: reverse("cases:answer_restore", args=[*names, version]),
        write_url=f"{write_url(case, answer.section)}#writing-{topic}" if writes else "",
        writes=writes,
        closed_because=_closed_because(case, answer.section) if writes else "",
        restore=lambda state, base_version: services.restore_answer(
            answer, state, base_version=base_version, by=request.user
        ),
        refusal=services.CaseMoveError,
        marks=flags_of,
    )


def _closed_because(case, section):
    if not case.is_open:
        return services.why_locked(case)
    lock = locks_of(case).get(section.key)
    return lock_in_words(lock, case) if lock else ""


def _crumbs(case, label):
    crumbs = crumbs_of(case, _("History"), label)
    return [*crumbs[:-2], (crumbs[-2][0], history_url(case)), crumbs[-1]]


def history_url(case):
    return reverse("cases:history", args=[case.programme.slug, case.city.slug])
