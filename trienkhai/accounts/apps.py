"""The room of people and keys."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Listens to the sign-in library, so that changes of second steps and links stand in the journal."""

    name = "trienkhai.accounts"

    def ready(self) -> None:
        """Connect."""
        from allauth.mfa import signals
        from allauth.socialaccount.signals import social_account_added

        from trienkhai.accounts import sessions, single_sign_on

        signals.authenticator_added.connect(sessions.factor_added, dispatch_uid="factor_added")
        signals.authenticator_reset.connect(sessions.factor_added, dispatch_uid="factor_reset")
        social_account_added.connect(single_sign_on.link_made, dispatch_uid="link_made")
        signals.authenticator_removed.connect(sessions.factor_removed, dispatch_uid="factor_removed")
