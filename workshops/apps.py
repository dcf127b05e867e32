from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "workshops"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        # Models can be imported only now.
        from programme.labels import follow_label
        from programme.mails.planned import plan
        from programme.people.claims import claimable
        from programme.workplan.clashes import lasts
        from programme.workplan.dates import CHOICE_DUE
        from programme.workplan.reminders import narrow
        from workshops import consents, letter_kinds, meeting_letter_kinds, retention, trace
        from workshops.dates.for_workplan import last_days, who_must_choose
        from workshops.matchmaking.planned import meetings
        from workshops.people.claiming import registrations_for, take_registrations
        from workshops.privacy import say_what_is_held
        from workshops.search import register_sources
        from workshops.services.rules import follow_rules
        from workshops.starting import register_pieces
        from workshops.still_wanted import ask_about_mails
        from workshops.surveys.planned import surveys

        lasts(last_days)
        claimable(registrations_for, take_registrations)
        narrow(CHOICE_DUE, who_must_choose)
        register_pieces()
        ask_about_mails()
        say_what_is_held()
        consents.register()
        retention.register()
        trace.register()
        register_sources()
        letter_kinds.register_kinds()
        meeting_letter_kinds.register_kinds()
        plan(surveys)
        plan(meetings)
        # The titles of the workplan name the workshops.
        follow_label(follow_rules)
