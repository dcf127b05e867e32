from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import ListView

from programme.access import VisibleMixin, get_editable, get_visible, may_edit, require
from programme.forms.cluster_picker import ClusterPicker
from programme.forms.links import (
    LinkEditForm,
    LinkFilter,
    LinkForm,
    NoteForm,
    StepForm,
    Wanted,
    clusters_for,
)
from programme.links.choosing import matches_of
from programme.links.listing import links_file, listed
from programme.links.page import LinkPage
from programme.links.reading import Counts
from programme.links.services import (
    LinkedAlready,
    LinkError,
    change_link,
    move_link,
    note_on_link,
    propose_link,
    reopen_link,
)
from programme.models import City, ClusterLink, LinkStatus, Sector
from programme.rate_limits import at_most
from programme.views.files import as_file
from programme.views.pages import Crumbs


class LinkList(VisibleMixin, ListView):
    model = ClusterLink
    template_name = "programme/link_list.html"
    paginate_by = 25

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.filter = filter_of(request)

    def get_queryset(self):
        return self.filter.apply(super().get_queryset().with_clusters())

    def get_paginator(self, queryset, per_page, *args, **kwargs):
        """Counts the links by state and those that match in one query."""
        paginator = super().get_paginator(queryset, per_page, *args, **kwargs)
        self.counts = Counts.of(super().get_queryset(), matching=queryset)
        paginator.count = self.counts.matching
        return paginator

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        request = self.request
        return context | {
            "filter": self.filter,
            "is_filtered": self.filter.is_narrowing,
            "lines": listed(context["object_list"], request.programme),
            "counts": self.counts,
            "can_add": request.seat.is_staff or request.seat.is_editor,
        }


@require_GET
@at_most("60/m/user", "export")
def link_export(request, kind):
    """What the list shows, all pages of it."""
    links = ClusterLink.objects.visible_to(request.user).in_programme(request.programme)
    rows = filter_of(request).apply(links.with_clusters())
    return as_file(links_file(kind, gettext("Links between clusters"), rows), kind, "links")


def filter_of(request):
    user, programme = request.user, request.programme
    return LinkFilter(
        request.GET,
        cities=City.objects.visible_to(user).in_programme(programme),
        sectors=Sector.objects.visible_to(user).in_programme(programme),
    )


@require_http_methods(["GET", "POST"])
def link_create(request):
    seat = request.seat
    require(seat.is_staff or seat.is_editor)
    wanted = Wanted.of(seat, request.GET)
    form = LinkForm(request.POST or None, seat=seat, wanted=wanted)
    linked = existing(request, wanted)
    if request.method == "POST" and form.is_valid():
        link, linked = propose_from(form, by=request.user)
        if link:
            messages.success(request, gettext("The link is proposed."))
            return redirect(link)
    context = {"form": form, "linked": linked, "crumbs": crumbs_to(request, _("Propose a link"))}
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/link_create.html", context, status=status)


def propose_from(form, *, by):
    """The new link and None; or None and the link that the pair has already."""
    chosen = form.cleaned_data
    try:
        link = propose_link(
            chosen["cluster"],
            chosen["other"],
            about=chosen["about"],
            sector=chosen["sector"],
            by=by,
        )
    except LinkedAlready as error:
        form.add_error(None, str(error))
        return None, error.link
    except LinkError as error:
        form.add_error(None, str(error))
        return None, None
    return link, None


def existing(request, wanted):
    """The link of the two clusters of the address, if they have one."""
    if not (wanted.cluster and wanted.other):
        return None
    links = ClusterLink.objects.visible_to(request.user).in_programme(request.programme)
    link = links.of(wanted.cluster).of(wanted.other).select_related("first", "second").first()
    if link:
        link.programme = request.programme
    return link


@require_GET
def link_clusters(request):
    """Which clusters match, for whoever is typing a name: a fragment of the form."""
    name = "other" if request.GET.get("field") == "other" else "cluster"
    picked = ClusterPicker().value_from_datadict(request.GET, None, name)
    matches = matches_of(clusters_for(request.seat), picked.words)
    context = {"name": name, "matches": matches, "words": picked.words}
    return render(request, "programme/_cluster_matches.html", context)


@require_GET
def link_detail(request, pk):
    link = get_link(request, pk)
    can_edit = may_edit(link, request.user)
    return link_page(request, link, NoteForm() if can_edit else None)


@require_POST
def link_note(request, pk):
    link = get_own_link(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return link_page(request, link, form, status=422)
    note_on_link(link, form.cleaned_data["words"], by=request.user)
    messages.success(request, gettext("Noted in the log of the link."))
    return redirect(link)


def link_page(request, link, form, *, status=200):
    page = LinkPage.of(link, request.user, can_edit=form is not None)
    context = {"page": page, "form": form, "crumbs": crumbs_to(request, str(link))}
    return render(request, "programme/link_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def link_step(request, pk, to):
    link = get_own_link(request, pk)
    if to not in LinkStatus.values:
        raise Http404
    form = StepForm(request.POST or None, link=link, to=to)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            link = move_link(
                link,
                to,
                by=request.user,
                words=given["words"],
                agreement=form.agreement_given,
                seen=given["seen"],
            )
        except LinkError as error:
            form.add_error(None, str(error))
            form.after_reading(seen=get_link(request, pk).status)
        else:
            state = link.get_status_display().lower()
            messages.success(request, gettext("The link is “%(state)s” now.") % {"state": state})
            return redirect(link)
    context = {
        "form": form,
        "heading": gettext("%(pair)s: %(status)s")
        % {"pair": link, "status": LinkStatus(to).label.lower()},
        "standfirst": gettext("So far the link is “%(status)s”.")
        % {"status": link.get_status_display().lower()},
        "crumbs": crumbs_to(request, LinkStatus(to).label, link),
        "save_label": LinkPage.verb_of(link.status, to),
        "cancel_url": link.get_absolute_url(),
    }
    return render(request, "programme/form_page.html", context, status=422 if form.errors else 200)


@require_POST
def link_reopen(request, pk):
    link = get_own_link(request, pk)
    try:
        link = reopen_link(link, by=request.user)
    except LinkError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The link is open again."))
    return redirect(link)


@require_http_methods(["GET", "POST"])
def link_edit(request, pk):
    link = get_own_link(request, pk)
    sectors = Sector.objects.visible_to(request.user).in_programme(request.programme)
    form = LinkEditForm(request.POST or None, link=link, sectors=sectors)
    if request.method == "POST" and form.is_valid():
        try:
            change_link(link, form.changes(), by=request.user)
        except LinkError as error:
            form.add_error(None, str(error))
            form.after_reading(**form.seen_in(get_link(request, pk)))
        else:
            messages.success(request, _("Saved."))
            return redirect(link)
    context = {
        "form": form,
        "heading": gettext("What the link is about"),
        "standfirst": str(link),
        "crumbs": crumbs_to(request, _("Edit"), link),
        "save_label": _("Save"),
        "cancel_url": link.get_absolute_url(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programme/form_page.html", context, status=status)


def get_link(request, pk):
    link = get_visible(
        ClusterLink.objects.with_clusters(), request.user, programme=request.programme, pk=pk
    )
    link.programme = request.programme
    return link


def get_own_link(request, pk):
    link = get_editable(
        ClusterLink.objects.with_clusters(), request.user, programme=request.programme, pk=pk
    )
    link.programme = request.programme
    return link


def crumbs_to(request, title, link=None):
    slug = request.programme.slug
    crumbs: Crumbs = [
        (_("Networking"), reverse("programme:networking", args=[slug])),
        (_("Links"), reverse("programme:link_list", args=[slug])),
    ]
    if link:
        crumbs.append((str(link), link.get_absolute_url()))
    return [*crumbs, (title, "")]
