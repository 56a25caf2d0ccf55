"""The files that deploy Kontor agree with the code and with each other."""

import json
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from kontor.cli import build
from kontor.docs_pages.dashboard import PATH
from streams.settings_source import setting_names
from streams.web.guard import OPEN
from tests.operations.queries import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
PROMETHEUS: dict[str, Any] = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text())
MANIFESTS: list[dict[str, Any]] = list(yaml.safe_load_all((ROOT / "deploy/kubernetes/kontor.yaml").read_text()))
DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text()


def compose_schema() -> Any:
    """The Compose specification's own JSON Schema, as the package check-jsonschema carries it."""
    spec = find_spec("check_jsonschema")
    assert spec is not None
    assert spec.origin is not None
    return json.loads((Path(spec.origin).parent / "builtin_schemas/vendor/compose-spec.json").read_text())


def manifest(kind: str) -> dict[str, Any]:
    return next(each for each in MANIFESTS if each["kind"] == kind)


def test_the_compose_file_is_one_by_the_specifications_schema() -> None:
    jsonschema.validate(COMPOSE, compose_schema())


def test_the_schema_can_say_no() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"services": {"worker": {"imaeg": "kontor"}}}, compose_schema())


def test_services_wait_for_services_there_are() -> None:
    for name, service in SERVICES.items():
        waits: Any = service.get("depends_on", {})
        for other in waits:
            assert other in SERVICES, name
            if isinstance(waits, dict) and waits[other]["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], name
    assert SERVICES["worker"]["depends_on"]["topics"]["condition"] == "service_completed_successfully"
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


def test_every_mounted_file_is_there_and_every_volume_declared() -> None:
    for service in SERVICES.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), source
            else:
                assert source in COMPOSE["volumes"], source


def test_only_settings_there_are_are_set() -> None:
    containers = [
        container
        for kind in ("Job", "Deployment")
        for container in manifest(kind)["spec"]["template"]["spec"]["containers"]
    ]
    names = {name for service in SERVICES.values() for name in service.get("environment", {})}
    names |= set(manifest("ConfigMap")["data"])
    names |= {variable["name"] for container in containers for variable in container.get("env", [])}
    ours = {name for name in names if name.startswith("KONTOR_")}

    assert ours
    assert ours <= set(setting_names())


@pytest.mark.parametrize(
    "command",
    [
        SERVICES["topics"]["command"],
        SERVICES["worker"]["command"],
        manifest("Job")["spec"]["template"]["spec"]["containers"][0]["args"],
        manifest("Deployment")["spec"]["template"]["spec"]["containers"][0]["args"],
    ],
    ids=["compose topics", "compose worker", "kubernetes topics", "kubernetes worker"],
)
def test_only_commands_there_are_are_run(command: list[str]) -> None:
    result = CliRunner().invoke(build(), [*command, "--help"])

    assert result.exit_code == 0, result.output


def test_prometheus_asks_the_workers_where_they_answer() -> None:
    job = next(job for job in PROMETHEUS["scrape_configs"] if job["job_name"] == "kontor")
    (place,) = job["dns_sd_configs"]

    assert place["names"] == ["worker"]
    assert place["names"][0] in SERVICES
    assert f":{place['port']}" in SERVICES["worker"]["ports"][0]
    assert f"KONTOR_HTTP_PORT={place['port']}" in DOCKERFILE
    for file in PROMETHEUS["rule_files"]:
        assert (ROOT / "deploy/prometheus" / file).is_file()


def test_grafana_finds_its_datasource_and_its_dashboard() -> None:
    provisioning = ROOT / "deploy/grafana/provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources/prometheus.yml").read_text())["datasources"]
    (provider,) = yaml.safe_load((provisioning / "dashboards/kontor.yml").read_text())["providers"]
    board = json.loads((ROOT / PATH).read_text())
    mounts = dict(mount.split(":")[:2] for mount in SERVICES["grafana"]["volumes"])

    assert board["panels"][1]["datasource"] == {"type": source["type"], "uid": source["uid"]}
    assert source["url"].split("/")[2].split(":")[0] in SERVICES
    assert mounts["./" + str(Path(PATH).parent)] == provider["options"]["path"]
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{provider['options']['path']}/{Path(PATH).name}"


def test_the_image_is_made_of_what_the_wheel_is_made_of_and_runs_as_nobody() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    ignored = (ROOT / "deploy/Dockerfile.dockerignore").read_text()

    for room in wheel["only-include"]:
        assert f"COPY {room} {room}\n" in DOCKERFILE
        assert f"\n!{room}\n" in ignored
    assert "\nUSER 10001\n" in DOCKERFILE
    assert 'ENTRYPOINT ["kontor"]' in DOCKERFILE


def test_probes_ask_open_pages() -> None:
    (worker,) = manifest("Deployment")["spec"]["template"]["spec"]["containers"]
    probes = {name: probe["httpGet"]["path"] for name, probe in worker.items() if name.endswith("Probe")}

    assert probes == {"startupProbe": "/live", "livenessProbe": "/live", "readinessProbe": "/ready"}
    assert set(probes.values()) <= OPEN
    assert "/live" in DOCKERFILE
