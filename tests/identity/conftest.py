from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from goldenpath_gates.service import free_port

from tests.identity import provider as providers
from tests.identity import service as services
from tests.identity.browser import Browser
from tests.identity.provider import Client, Provider
from tests.identity.service import Person, Service
from tests.support import Workshop

TENANTS = count(1)


@pytest.fixture
def browser() -> Iterator[Browser]:
    found = Browser()
    yield found
    found.close()


@pytest.fixture(scope="session")
def folder(workshop: Workshop) -> Path:
    return services.rendered(workshop)


@pytest.fixture(scope="session")
def port(folder: Path) -> int:
    """Chosen once the service is made, so that nobody takes it in the meantime."""
    return free_port()


@pytest.fixture(scope="session")
def provider(port: int) -> Iterator[Provider]:
    clients = (services.client_of(port), Client("partner", machine=True))
    with providers.serving(*clients) as found:
        yield found


@pytest.fixture(scope="session")
def service(folder: Path, provider: Provider, port: int) -> Iterator[Service]:
    with services.serving(folder, provider, port) as found:
        yield found


@pytest.fixture
def tenant() -> str:
    """One of this test alone: limits and records are its own."""
    return f"acme-{next(TENANTS)}"


@pytest.fixture
def person(service: Service, tenant: str) -> Iterator[Callable[[str], Person]]:
    """Makes people of the test's tenant, by their role; each has a browser of their own."""
    with ExitStack() as stack:

        def made(role: str = "owner") -> Person:
            found = Person(f"{role}@{tenant}", service)
            stack.callback(found.browser.close)
            return found

        yield made


@pytest.fixture
def owner(person: Callable[[str], Person]) -> Person:
    """Logged in with a password alone."""
    found = person("owner")
    found.log_in()
    return found
