//! The OpenAPI document, made of the types that the answers are made of.

macro_rules! route {
    ($name:ident, $($path:tt)*) => {
        #[utoipa::path($($path)*)]
        #[allow(dead_code, reason = "only the document made of it is used")]
        pub(super) fn $name() {}
    };
}

mod alerts;
mod metrics;

use utoipa::openapi::{RefOr, Schema};
use utoipa::{Modify, OpenApi};

use crate::answers::{
    BuildPage, Changes, DeliveryPage, Health, PipelineList, Receipt, Session, Setup, SignIn, SocketTicket, SourceList,
    TriggerBody, Triggered,
};
use crate::problem::Problem;

/// The document as JSON text.
pub fn document() -> String {
    let document = Document::openapi().to_pretty_json();
    document.expect("the document holds nothing that JSON cannot")
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Signalbox",
        description = "Live health of CI/CD pipelines.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        builds,
        build,
        logs,
        pipelines,
        metrics::overview,
        metrics::pipeline_metrics,
        metrics::ranked_pipelines,
        metrics::flaky,
        metrics::regressions,
        changes,
        deliveries,
        sources,
        trigger,
        health,
        openapi,
        session,
        sign_in,
        sign_out,
        ticket,
        setup,
        webhook,
        alerts::breakages,
        alerts::channels,
        alerts::create_channel,
        alerts::update_channel,
        alerts::delete_channel,
        alerts::test_channel,
        alerts::routes,
        alerts::create_route,
        alerts::update_route,
        alerts::delete_route,
        alerts::preview,
        alerts::silences,
        alerts::create_silence,
        alerts::update_silence,
        alerts::delete_silence,
        alerts::history,
        alerts::resend,
    ),
    components(schemas(Problem)),
    modifiers(&AlwaysThere)
)]
struct Document;

/// Fields that an answer may leave out. All others are there, if need be as `null`.
const LEFT_OUT: [(&str, &str); 3] = [("Problem", "parameter"), ("Receipt", "delivery_id"), ("Receipt", "reason")];

/// Says of every other field that it is there, which the derived schemas leave open where a field may be `null`.
struct AlwaysThere;

impl Modify for AlwaysThere {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let schemas = document.components.iter_mut().flat_map(|it| it.schemas.iter_mut());
        // What is sent to us may leave out what has a default.
        schemas.filter(|(name, _)| !name.ends_with("Body")).for_each(|(name, schema)| require(name, schema));
    }
}

fn require(name: &str, schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let fields = object.properties.keys().filter(|it| !LEFT_OUT.contains(&(name, it.as_str())));
            object.required = fields.cloned().collect();
        }
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter_mut().for_each(|it| require(name, it)),
        _ => {}
    }
}

route!(builds, get, path = "/api/builds", tag = "builds", summary = "Builds, newest first",
params(
    ("provider" = Option<String>, Query, description = "Comma list of github, gitlab, jenkins", pattern = "^(github|gitlab|jenkins)(,(github|gitlab|jenkins))*$"),
    ("status" = Option<String>, Query, description = "Comma list of statuses", pattern = "^(unknown|queued|blocked|running|skipped|cancelled|success|timed_out|failure)(,(unknown|queued|blocked|running|skipped|cancelled|success|timed_out|failure))*$"),
    ("branch" = Option<String>, Query, description = "Branch name", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("pipeline_id" = Option<i64>, Query, description = "Our id of the pipeline", minimum = 1),
    ("q" = Option<String>, Query, description = "Text in pipeline name, repository, branch, title of the commit or actor, in whatever case, or the beginning of a commit. With fewer than three letters or digits in a row it is looked for among the newest 10,000 builds", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("since" = Option<String>, Query, description = "Created at this time or later", format = DateTime),
    ("until" = Option<String>, Query, description = "Created before this time", format = DateTime),
    ("limit" = Option<i32>, Query, description = "How many", minimum = 1, maximum = 200),
    ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before", pattern = "^-?[0-9]{1,17}-[0-9]{1,18}$"),
),
responses(
    (status = 200, description = "A page", body = BuildPage),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));

route!(
    build,
    get,
    path = "/api/builds/{id}",
    tag = "builds",
    summary = "One build with its jobs, attempts and transitions",
    params(("id" = i64, Path, description = "Our id of the build", minimum = 1)),
    responses(
        (status = 200, description = "The build", body = domain::BuildDetail),
        (
            status = 400,
            description = "The id cannot be read",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 404,
            description = "There is no such build",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);

route!(logs, get, path = "/api/logs/{provider}/{external_id}", tag = "builds",
summary = "The log of a build or of one of its jobs, as its provider has it",
description = "`Signalbox-Log-Next` tells the offset to go on at, `Signalbox-Log-State` whether this is all: `complete`; \
    `running`, more will come; `more`, ask again at once; `cut`, the log is longer than 64 MB and its last line says so.",
params(
    ("provider" = domain::Provider, Path, description = "Whose build it is"),
    ("external_id" = String, Path, description = "The build's `external_id`, encoded"),
    ("job" = Option<String>, Query, description = "A job's `external_id`; without it, the jobs one after another", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("offset" = Option<i64>, Query, description = "The byte to begin at", minimum = 0),
),
responses(
    (status = 200, description = "The text", body = String, content_type = "text/plain; charset=utf-8"),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "There is no such build, job or log", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The log is not there yet", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The log is gone", body = Problem, content_type = "application/problem+json"),
    (status = 502, description = "The provider did not give the log", body = Problem, content_type = "application/problem+json"),
    (status = 503, description = "The provider is not configured", body = Problem, content_type = "application/problem+json"),
));

route!(
    pipelines,
    get,
    path = "/api/pipelines",
    tag = "pipelines",
    summary = "All pipelines, each with its last build",
    responses((status = 200, description = "The pipelines", body = PipelineList))
);

route!(changes, get, path = "/api/changes", tag = "changes", summary = "What a WebSocket client missed",
params(
    ("after" = Option<String>, Query, description = "The cursor to go on from; without it, no changes and the present cursor", pattern = "^[0-9]{1,18}-[0-9]{1,18}$"),
    ("limit" = Option<i32>, Query, description = "How many", minimum = 1, maximum = 200),
),
responses(
    (status = 200, description = "Changes, oldest first", body = Changes),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The cursor is not known here", body = Problem, content_type = "application/problem+json"),
));

route!(deliveries, get, path = "/api/deliveries", tag = "deliveries", summary = "Webhook deliveries, newest first",
params(
    ("provider" = Option<String>, Query, description = "Comma list of github, gitlab, jenkins", pattern = "^(github|gitlab|jenkins)(,(github|gitlab|jenkins))*$"),
    ("outcome" = Option<String>, Query, description = "Comma list of applied, duplicate, ignored, unreadable", pattern = "^(applied|duplicate|ignored|unreadable)(,(applied|duplicate|ignored|unreadable))*$"),
    ("limit" = Option<i32>, Query, description = "How many", minimum = 1, maximum = 200),
    ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before", pattern = "^[1-9][0-9]{0,17}$"),
),
responses(
    (status = 200, description = "A page", body = DeliveryPage),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));

route!(
    sources,
    get,
    path = "/api/sources",
    tag = "collect",
    summary = "The sources of builds and whether all has come from them, and the pollers",
    responses((status = 200, description = "Everything", body = SourceList))
);

route!(
    trigger,
    post,
    path = "/api/collect/trigger",
    tag = "collect",
    summary = "Ask the providers for builds now",
    request_body = TriggerBody,
    responses(
        (status = 202, description = "The runs that were asked for", body = Triggered),
        (
            status = 400,
            description = "The body cannot be read",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 409,
            description = "The provider is not polled",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);

route!(
    health,
    get,
    path = "/api/health",
    tag = "status",
    summary = "Whether the service works",
    responses(
        (status = 200, description = "It works", body = Health),
        (status = 503, description = "The database is away", body = Health),
    )
);

route!(
    openapi,
    get,
    path = "/api/openapi.json",
    tag = "status",
    summary = "This document",
    responses((status = 200, description = "The document", body = Object))
);

route!(
    session,
    get,
    path = "/api/session",
    tag = "session",
    summary = "Whether one has to sign in, and has",
    responses((status = 200, description = "The session", body = Session))
);

route!(
    sign_in,
    post,
    path = "/api/session",
    tag = "session",
    summary = "Trades the access token for a session, kept in a cookie",
    request_body(content = SignIn, content_type = "application/json"),
    responses(
        (status = 204, description = "Signed in"),
        (status = 400, description = "No token is told", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "It is another token", body = Problem, content_type = "application/problem+json"),
        (
            status = 429,
            description = "Too many wrong tokens are being tried",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);

route!(
    sign_out,
    delete,
    path = "/api/session",
    tag = "session",
    summary = "Forgets the session",
    responses((status = 204, description = "Signed out"))
);

route!(
    ticket,
    post,
    path = "/api/session/ticket",
    tag = "session",
    summary = "What opens one WebSocket, as /ws?ticket=…",
    responses((status = 200, description = "The ticket", body = SocketTicket))
);

route!(
    setup,
    get,
    path = "/api/setup",
    tag = "status",
    summary = "Where webhooks go; told by the local host to its own machine",
    responses(
        (status = 200, description = "The webhooks", body = Setup),
        (
            status = 404,
            description = "This is not a local host",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);

route!(
    webhook,
    post,
    path = "/webhooks/{provider}",
    tag = "webhooks",
    summary = "Takes a delivery that its provider has signed",
    params(("provider" = domain::Provider, Path, description = "Who sends it")),
    request_body(content = Object, description = "What the provider sends", content_type = "application/json"),
    responses(
        (status = 202, description = "It is safe", body = Receipt),
        (
            status = 401,
            description = "Its sender cannot be proven; nothing is kept",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 404,
            description = "There is no such provider",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 413,
            description = "It is larger than 6 MB",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 503,
            description = "Neither the database nor the spill queue took it",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);
