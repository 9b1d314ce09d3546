"""Whether what was deployed answers: a page of the desk, a page of the site, one tick."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from infra.deployment import Deployment, StepFailed


@dataclass(frozen=True)
class Door:
    """Where a function or the site is spoken to: whom to connect to, which host to ask for, what every
    path begins with."""

    scheme: str
    netloc: str
    host: str
    prefix: str = ""

    def ask(
        self, path: str, method: str = "GET", body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, HTTPResponse, str]:
        """Status, answer and its text; nothing is followed."""
        line = (HTTPSConnection if self.scheme == "https" else HTTPConnection)(self.netloc, timeout=30)
        try:
            line.request(
                method,
                f"{self.prefix}{path}",
                body or None,
                {"Host": self.host, **(headers or {})},
            )
            said = line.getresponse()
            return said.status, said, said.read().decode("utf-8", "replace")
        finally:
            line.close()


def api(run: Deployment) -> Door:
    """The web function's own door, without CloudFront. In a rehearsal the embedded cloud tells APIs by
    their host."""
    identity, stage = run.api(), run.zappa_stage("web")
    if run.endpoint:
        where = urlsplit(run.endpoint)
        return Door(where.scheme, where.netloc, f"{identity}.execute-api.localhost:{where.port}", f"/{stage}")
    host = f"{identity}.execute-api.{run.region}.amazonaws.com"
    return Door("https", host, host, f"/{stage}")


def edge(run: Deployment) -> Door:
    """CloudFront's door, as browsers use it."""
    host = run.outputs(run.data)["EdgeHost"]
    return Door("https", host, host)


def desk_answers(run: Deployment) -> None:
    """A marketplace that is not there is looked for in the table and answered with the desk's own page."""
    status, said, page = api(run).ask("/c/nobody-is-called-so")
    if (
        status != 404
        or "default-src 'none'" not in said.headers.get("Content-Security-Policy", "")
        or "<h1" not in page
    ):
        raise StepFailed(f"the desk's page answered {status}: see the log of {run.function('web')}")


def ticks(run: Deployment) -> None:
    """The jobs function carries out one tick."""
    done = run.client("lambda").invoke(FunctionName=run.function("jobs"), Payload=json.dumps({"job": "tick"}))
    said = done["Payload"].read().decode("utf-8", "replace")
    if done.get("FunctionError") or "moved" not in said:
        raise StepFailed(f"a tick failed, see the log of {run.function('jobs')}: {said[:200]}")


def refuses_the_unknown(run: Deployment, function: str) -> None:
    """A function that starts and refuses what it does not know is whole."""
    done = run.client("lambda").invoke(FunctionName=run.function(function), Payload=b'{"smoke": true}')
    said = done["Payload"].read().decode("utf-8", "replace")
    if "keys ['smoke']" not in said:  # what entry.UnknownEvent says of it
        raise StepFailed(f"{run.function(function)} does not start: {said[:200]}")


def site_answers(run: Deployment) -> str:
    """The front page through CloudFront; while a new distribution spreads over the world, says so instead
    of failing.

    The embedded cloud has no content network: there the page is looked for in the bucket.
    """
    if run.endpoint:
        front = run.client("s3").get_object(Bucket=run.outputs(run.data)["SiteBucket"], Key="index.html")
        return "" if b"<h1" in front["Body"].read() else "the site has no front page"
    try:
        status, _, page = edge(run).ask("/")
    except OSError as failure:
        status, page = 0, str(failure)
    return (
        "" if status == 200 and "<h1" in page else "CloudFront is still spreading (it may take ten minutes)"
    )
