"""The room of people and keys."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Listens to the sign-in library, so that changes of second steps stand in the journal."""

    name = "trienkhai.accounts"

    def ready(self) -> None:
        """Connect."""
        from allauth.mfa import signals

        from trienkhai.accounts import sessions

        signals.authenticator_added.connect(sessions.factor_added, dispatch_uid="factor_added")
        signals.authenticator_reset.connect(sessions.factor_added, dispatch_uid="factor_reset")
        signals.authenticator_removed.connect(sessions.factor_removed, dispatch_uid="factor_removed")
