from django.contrib.admin.apps import AdminConfig


class OperatorsAdminConfig(AdminConfig):
    """Django's admin, behind a second factor."""

    default = False
    default_site = "clusnet.operators.OperatorsSite"
