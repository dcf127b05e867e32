"""The page of comments, and the fragment of it that stands beside what it speaks of."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from programme.access import get_editable, require
from programme.page_before import page_before
from programme.writing.comments import services
from programme.writing.comments.forms import LONGEST_QUOTE, CommentChangeForm
from programme.writing.comments.services import CommentSettled
from programme.writing.comments.subject import Commented
from programme.writing.comments.threads import Refused, talk_on


class CommentPages:
    """What a view answers about the comments on one subject that the person may read.

    ``template`` is the page of all comments, ``context`` what it needs beside the talk.
    """

    def __init__(
        self, request: Any, subject: Commented, template: str, context: dict[str, Any]
    ) -> None:
        self.request = request
        self.subject = subject
        self.template = template
        self.context = context

    def show(self) -> HttpResponse:
        """Everything that was said, or what was said on one place."""
        asked = self.request.GET
        return self._page(
            about=self._place(asked.get("about", "")),
            place=self._place(asked.get("on", "")),
            quote=asked.get("quote", "")[:LONGEST_QUOTE],
        )

    def create(self) -> HttpResponse:
        request = self.request
        form = self.subject.form_class(request.POST, subject=self.subject)
        said = None
        if form.is_valid():
            try:
                said = services.add_comment(self.subject, by=request.user, **form.cleaned_data)
            except CommentSettled as error:
                form.add_error(None, str(error))
        if form.errors:
            return self._answer(refused=Refused(form))
        return self._answer(done=_("Your comment is saved."), said=said)

    def change(self, pk: int) -> HttpResponse:
        comment, form = self._own(pk), CommentChangeForm(self.request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            try:
                services.change_comment(self.subject, comment, by=self.request.user, text=text)
            except CommentSettled as error:
                form.add_error(None, str(error))
        if form.errors:
            return self._answer(refused=Refused(form, changing=comment.pk))
        return self._answer(done=_("Your comment is changed."), said=comment)

    def withdraw(self, pk: int) -> HttpResponse:
        return self._do(services.withdraw_comment, self._own(pk), _("Your comment is withdrawn."))

    def resolve(self, pk: int) -> HttpResponse:
        done = _("The comment is marked as resolved.")
        return self._do(services.resolve_comment, self._found(pk, parent=None), done)

    def reopen(self, pk: int) -> HttpResponse:
        done = _("The comment is open again.")
        return self._do(services.reopen_comment, self._found(pk, parent=None), done)

    def _do(self, service: Callable[..., Any], comment: Any, done: str) -> HttpResponse:
        try:
            service(self.subject, comment, by=self.request.user)
        except CommentSettled as error:
            messages.error(self.request, str(error))
            return self._answer()
        return self._answer(done=done)

    def _found(self, pk: int, **lookup: Any) -> Any:
        rows = self.subject.model._default_manager.filter(**self.subject.on)
        return get_editable(rows, self.request.user, pk=pk, **lookup)

    def _own(self, pk: int) -> Any:
        """404 unseen, 403 for those who read what another said."""
        comment = self._found(pk)
        require(comment.author_id == self.request.user.pk)
        return comment

    def _place(self, wanted: str) -> str:
        return wanted if wanted in self.subject.places else ""

    def _answer(
        self, *, done: str = "", refused: Refused | None = None, said: Any = None
    ) -> HttpResponse:
        """The fragment for htmx; otherwise back to the page, or the words again if they failed.

        Both lead to the comment that was ``said``: a page may be long, and the keyboard goes on
        there.
        """
        request = self.request
        section = request.POST.get("section", "")
        section = section if section in self.subject.sections else ""
        if done:
            messages.success(request, done)
        if request.htmx:
            place = self._place(request.POST.get("place", ""))
            talk = talk_on(self.subject, section, reader=request.user, place=place, refused=refused)
            context = {
                **self.context,
                "talk": talk,
                "next": request.POST.get("next", ""),
                "just_said": said,
            }
            status = 422 if refused else 200
            template = "programme/writing/comments/_comments.html"
            return render(request, template, context, status=status)
        if refused:
            return self._page(section, refused=refused)
        back = page_before(request, self.subject.url)
        return redirect(f"{back}#comment-{said.pk}" if said and "#" not in back else back)

    def _page(
        self, section: str = "", *, refused: Refused | None = None, **chosen: str
    ) -> HttpResponse:
        talk = talk_on(self.subject, section, reader=self.request.user, refused=refused, **chosen)
        url = self.subject.url
        context = {
            **self.context,
            "talk": talk,
            "next": f"{url}?on={talk.place}" if talk.place else url,
        }
        return render(self.request, self.template, context, status=422 if refused else 200)
