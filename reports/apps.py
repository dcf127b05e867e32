from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        # Models can be imported only now.
        from programme.mails.planned import plan
        from programme.waiting import lead
        from reports import retention, trace
        from reports.documents.erasing import erase_printed_release
        from reports.letter_kinds import register_kinds
        from reports.overview.waiting import first_task
        from reports.planned import checks
        from reports.privacy import say_what_is_held
        from reports.search import register_sources
        from reports.still_wanted import ask_about_mails
        from workshops.services.releases import follow_withdrawal

        follow_withdrawal(erase_printed_release)
        ask_about_mails()
        retention.register()
        trace.register()
        lead(first_task)
        register_sources()
        say_what_is_held()
        register_kinds()
        plan(checks)
