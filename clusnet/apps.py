from django.apps import AppConfig


class ClusnetConfig(AppConfig):
    name = "clusnet"

    def ready(self) -> None:
        from clusnet import checks  # noqa: F401  importing registers the checks
        from clusnet.words import drop_empty_catalogues

        drop_empty_catalogues()
