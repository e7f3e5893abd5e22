"""Sessions in which somebody has just typed their password, as pages want it that send data out."""

from django.test import Client

from accounts.tests.conftest import PASSWORD


def confirm_identity(client: Client) -> Client:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client
