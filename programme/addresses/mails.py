"""The outbox, and the words of its mails."""

from django.urls import path

from programme.views import letters, mail_verbs, mails

AT = "<slug:programme>/mails/"
WORDS = f"{AT}words/<slug:kind>/"

urlpatterns = [
    path(AT, mails.mail_list, name="mails"),
    path(f"{AT}to-me/", mails.my_mails, name="my_mails"),
    path(f"{AT}planned/", mails.mails_planned, name="mails_planned"),
    path(f"{AT}hold/", mail_verbs.mails_hold, name="mails_hold"),
    path(f"{AT}release/", mail_verbs.mails_release, name="mails_release"),
    path(f"{AT}discard/", mail_verbs.mails_discard, name="mails_discard"),
    path(f"{AT}send/", mail_verbs.mails_send, name="mails_send"),
    path(f"{AT}hold-all/", mail_verbs.mails_hold_all, name="mails_hold_all"),
    path(f"{AT}release-all/", mail_verbs.mails_release_all, name="mails_release_all"),
    path(f"{AT}<int:pk>/", mails.mail, name="mail"),
    path(f"{AT}<int:pk>/occasion/", mails.mail_occasion, name="mail_occasion"),
    path(f"{AT}<int:pk>/words/", mail_verbs.mail_edit, name="mail_edit"),
    path(f"{AT}words/", letters.letter_list, name="letters"),
    path(WORDS, letters.letter, name="letter"),
    path(f"{WORDS}preview/", letters.letter_preview, name="letter_preview"),
    path(f"{WORDS}usual/", letters.letter_reset, name="letter_reset"),
    path(f"{WORDS}test/", letters.letter_test, name="letter_test"),
]
