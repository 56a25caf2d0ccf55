"""The worker's own pages, and who may see them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, UnixConnector
from aiohttp.test_utils import TestClient, TestServer

from models.errors import KontorError
from streams.clock import WallClock
from streams.metrics.page import CONTENT_TYPE, MetricsPage
from streams.settings import Settings
from streams.web.health import Health
from streams.web.server import WebServer, worker_pages
from streams.web.watch import WEB_SOCKET, Watch

TOKEN = "a-token-of-some-length"


@asynccontextmanager
async def pages(token: str | None = TOKEN) -> AsyncIterator[TestClient]:  # type: ignore[type-arg]  # of any request
    application = worker_pages(Health("w-1"), MetricsPage(lambda: 0), token)
    async with TestClient(TestServer(application)) as client:
        yield client


@pytest.mark.parametrize(("path", "status"), [("/live", 200), ("/ready", 503), ("/metrics", 200)])
async def test_probes_and_metrics_need_no_token(path: str, status: int) -> None:
    async with pages() as client:
        assert (await client.get(path)).status == status


async def test_the_metrics_come_in_prometheus_own_format() -> None:
    async with pages() as client:
        answer = await client.get("/metrics")

        assert answer.headers["Content-Type"] == CONTENT_TYPE
        assert "# TYPE kontor_contacts_total counter" in await answer.text()


@pytest.mark.parametrize("path", ["/status", "/board", "/live/../status", "/metrics/"])
@pytest.mark.parametrize("brought", [None, "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer "])
async def test_everything_else_is_refused_without_the_token(path: str, brought: str | None) -> None:
    async with pages() as client:
        answer = await client.get(path, headers={"Authorization": brought} if brought else {})

        assert answer.status == 401


async def test_the_token_opens_the_status_page() -> None:
    async with pages() as client:
        answer = await client.get("/status", headers={"Authorization": f"Bearer {TOKEN}"})

        assert answer.status == 200
        assert (await answer.json())["worker"] == "w-1"


async def test_without_a_token_set_pages_for_people_are_closed() -> None:
    async with pages(token=None) as client:
        answer = await client.get("/status", headers={"Authorization": "Bearer "})

        assert answer.status == 403
        assert "KONTOR_HTTP_TOKEN" in await answer.text()


async def test_a_taken_port_is_told_by_the_names_of_its_settings() -> None:
    first, second = (WebServer(worker_pages(Health("w"), MetricsPage(lambda: 0), None)) for _ in range(2))
    port = await first.on_port("127.0.0.1", 0)
    try:
        with pytest.raises(KontorError, match="KONTOR_HTTP_PORT"):
            await second.on_port("127.0.0.1", port)
    finally:
        await first.close()


async def test_a_worker_with_a_launcher_serves_on_the_launchers_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    socket = tmp_path / "w.sock"
    monkeypatch.setenv(WEB_SOCKET, str(socket))
    watch = Watch(Settings(_env_file=None), WallClock())
    await watch.start()
    try:
        async with ClientSession(connector=UnixConnector(str(socket))) as session:
            assert (await session.get("http://worker/live")).status == 200
            watch.observer.rebalance_ended(1, 0.1)
            assert (await session.get("http://worker/ready")).status == 200
    finally:
        await watch.close()
