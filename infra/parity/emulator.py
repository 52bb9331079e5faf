"""Starts ministack with what it lacks for our template. Each part says what is missing and why we need it.

It reaches into ministack's own names, so that its version is pinned in infra/xtask/requirements/parity.txt.
"""

import json
import os
import re
import socketserver
import threading
import time

from ministack.app import main
from ministack.core import iam_actions, lambda_runtime
from ministack.services import apigateway, cloudformation, cloudfront, s3
from ministack.services.cloudformation import handlers, provisioners

HANDLERS = provisioners._RESOURCE_HANDLERS
METHODS = {"get", "put", "post", "delete", "options", "head", "patch"}


def answer(response, key):
    status, _, body = response
    if status >= 400:
        raise ValueError(body)
    return json.loads(body)[key]


def import_routes(api_id, document):
    """SAM puts the routes of an HTTP API into its OpenAPI document, which ministack does not read."""
    for kept in (apigateway._routes, apigateway._integrations):
        kept.setdefault(api_id, {}).clear()
    for path, item in (document.get("paths") or {}).items():
        for method, operation in item.items():
            is_any = method == "x-amazon-apigateway-any-method"
            if not is_any and method.lower() not in METHODS:
                continue
            to = operation.get("x-amazon-apigateway-integration") or {}
            integration = {
                "integrationType": str(to.get("type", "aws_proxy")).upper(),
                "integrationUri": to.get("uri", ""),
                "integrationMethod": to.get("httpMethod", "POST"),
                "payloadFormatVersion": str(to.get("payloadFormatVersion", "2.0")),
            }
            target = answer(apigateway._create_integration(api_id, integration), "integrationId")
            key = f"{'ANY' if is_any else method.upper()} {path}"
            answer(apigateway._create_route(api_id, {"routeKey": key, "target": f"integrations/{target}"}), "routeId")


def with_routes(handlers):
    create, update = handlers["create"], handlers["update"]

    def created(logical_id, properties, stack):
        made = create(logical_id, properties, stack)
        if isinstance(properties.get("Body"), dict):
            import_routes(made[0], properties["Body"])
        return made

    def updated(physical_id, old, new, stack, logical_id=None):
        made = update(physical_id, old, new, stack, logical_id)
        if isinstance(new.get("Body"), dict):
            import_routes(made[0], new["Body"])
        return made

    handlers["create"], handlers["update"] = created, updated


def route_response(logical_id, properties, stack):
    """A template with a type that ministack does not know is refused. The gateway knows route responses."""
    data = {"routeResponseKey": properties["RouteResponseKey"]}
    route = properties["RouteId"].rpartition("/")[2]
    made = answer(apigateway._create_route_response(properties["ApiId"], route, data), "routeResponseId")
    return made, {"RouteResponseId": made}


def to_the_gateway(forward):
    """CloudFront refuses names of AWS as origins. Those of API Gateway are this gateway's own."""

    def forwarded(origin, method, uri, query, headers, body, https, *rest, **named):
        api = re.match(r"([a-z0-9]+)\.execute-api\..*amazonaws\.com$", origin["domain_name"])
        if api:
            port = int(os.environ["GATEWAY_PORT"])
            origin = {**origin, "domain_name": "localhost", "http_port": port, "protocol_policy": "http-only"}
            others = {name: value for name, value in headers.items() if name.lower() != "host"}
            headers = {**others, "host": f"{api[1]}.execute-api.localhost:{port}"}
        return forward(origin, method, uri, query, headers, body, https, *rest, **named)

    return forwarded


def with_parameters(resource_of):
    """What a role may read of the parameter store is asked of `*` for GetParameters; AWS asks it of each parameter."""

    def resource(service, method, path, headers, body, query, region, account):
        if service == "ssm" and headers.get("x-amz-target", "").endswith(".GetParameters"):
            name = json.loads(body)["Names"][0]
            return f"arn:aws:ssm:{region}:{account}:parameter{name}"
        return resource_of(service, method, path, headers, body, query, region, account)

    return resource


def with_attributes(update):
    """In a nested stack what a deployment leaves as it is loses its attributes, which others refer to."""

    def updated(kind, physical_id, old, new, stack, logical_id):
        made, attributes = update(kind, physical_id, old, new, stack, logical_id)
        before = cloudformation._stacks[stack]["_resources"].get(logical_id, {})
        kept = before.get("Attributes", {}) if made == physical_id else {}
        return made, {**kept, **attributes}

    return updated


def with_addresses(template_of):
    """What was uploaded for a nested stack is at an address of this machine; `sam delete` knows those of S3 alone."""

    def template(params):
        status, headers, body = template_of(params)
        port = int(os.environ["GATEWAY_PORT"])
        address = rb"http://(?:localhost|127\.0\.0\.1):%d/" % port
        return status, headers, re.sub(address, b"s3://", body if isinstance(body, bytes) else body.encode())

    return template


def with_missing_objects(fetch):
    """A missing object is 403 here to whoever asks; on S3 it is 404 to who may list the bucket, as our CloudFront may."""

    def fetched(bucket, key, *rest, **named):
        known = s3._buckets.get(bucket) or {}
        if key not in known.get("objects", {}) and "s3:ListBucket" in str(s3._bucket_policies.get(bucket)):
            return s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")
        return fetch(bucket, key, *rest, **named)

    return fetched


def when_idle(kill):
    """A function that is replaced is killed in the middle of a request; on AWS it answers that first."""

    def killed(workers):
        kill([worker for worker in workers if worker is None or not worker.in_use])
        busy = [worker for worker in workers if worker is not None and worker.in_use]
        if busy:
            threading.Thread(target=wait, args=(busy,), daemon=True).start()

    def wait(busy):
        end = time.monotonic() + 30
        while any(worker.in_use for worker in busy) and time.monotonic() < end:
            time.sleep(0.01)
        kill(busy)

    return killed


lambda_runtime.kill_workers = when_idle(lambda_runtime.kill_workers)
s3.serve_cloudfront_origin_fetch = with_missing_objects(s3.serve_cloudfront_origin_fetch)
iam_actions.extract_resource_arn = with_parameters(iam_actions.extract_resource_arn)
handlers._ACTION_HANDLERS["GetTemplate"] = with_addresses(handlers._ACTION_HANDLERS["GetTemplate"])
provisioners._update_resource = with_attributes(provisioners._update_resource)
with_routes(HANDLERS["AWS::ApiGatewayV2::Api"])
HANDLERS["AWS::ApiGatewayV2::RouteResponse"] = {"create": route_response, "delete": lambda *_: None}
cloudfront._forward_to_origin = to_the_gateway(cloudfront._forward_to_origin)

# A function that logs nothing costs 50 to 100 ms a call while its logs are waited for.
for kind in vars(lambda_runtime).values():
    if isinstance(kind, type) and "_drain_stderr_bounded" in vars(kind):
        kind._drain_stderr_bounded.__defaults__ = (0.003, 0.002, 0.05)

# The Runtime API's server writes headers and body apart, and the two wait 40 ms for one another.
socketserver.StreamRequestHandler.disable_nagle_algorithm = True

if __name__ == "__main__":
    main()
