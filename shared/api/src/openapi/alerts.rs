//! The routes about breakages and alerts.

use domain::alerting::{Route, Silence};

use crate::alerts::{AlertPage, BreakagePage, Channel, ChannelList, Preview, Resent, RouteList, SilenceList, Tested};
use crate::body::{ChannelBody, RouteBody, SilenceBody};
use crate::problem::Problem;

route!(breakages, get, path = "/api/breakages", tag = "breakages",
summary = "Breakages, from the first red to the first green of a pipeline on a branch, the one that opened last first",
params(
    ("state" = Option<String>, Query, description = "open (the default), closed or all", pattern = "^(open|closed|all)$"),
    ("provider" = Option<String>, Query, description = "Comma list of github, gitlab, jenkins", pattern = "^(github|gitlab|jenkins)(,(github|gitlab|jenkins))*$"),
    ("pipeline_id" = Option<i64>, Query, description = "Our id of the pipeline", minimum = 1),
    ("branch" = Option<String>, Query, description = "Branch name", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("default_branch" = Option<bool>, Query, description = "Whether the branch is its pipeline's default branch"),
    ("limit" = Option<i32>, Query, description = "How many", minimum = 1, maximum = 200),
    ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before", pattern = "^-?[0-9]{1,17}-[0-9]{1,18}$"),
),
responses(
    (status = 200, description = "A page", body = BreakagePage),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));

route!(
    channels,
    get,
    path = "/api/alerts/channels",
    tag = "alerts",
    summary = "Where alerts go",
    responses((status = 200, description = "The channels", body = ChannelList))
);

route!(
    routes,
    get,
    path = "/api/alerts/routes",
    tag = "alerts",
    summary = "Who is told what",
    responses((status = 200, description = "The routes", body = RouteList))
);

route!(
    silences,
    get,
    path = "/api/alerts/silences",
    tag = "alerts",
    summary = "When to keep quiet",
    responses((status = 200, description = "The silences", body = SilenceList))
);

/// Making, changing and removing the entries of a list.
macro_rules! kept {
    ($path:literal, $what:literal, $body:ty, $answer:ty, $create:ident, $update:ident, $delete:ident) => {
        route!(
            $create,
            post,
            path = $path,
            tag = "alerts",
            summary = concat!("Makes a ", $what),
            request_body = $body,
            responses(
                (status = 201, description = "It is made", body = $answer),
                (
                    status = 400,
                    description = "The body cannot be read",
                    body = Problem,
                    content_type = "application/problem+json"
                ),
                (
                    status = 409,
                    description = "There are too many already",
                    body = Problem,
                    content_type = "application/problem+json"
                ),
            )
        );
        route!(
            $update,
            put,
            path = concat!($path, "/{id}"),
            tag = "alerts",
            summary = concat!("Changes a ", $what),
            params(("id" = i64, Path, description = "Its id", minimum = 1)),
            request_body = $body,
            responses(
                (status = 200, description = "It is changed", body = $answer),
                (
                    status = 400,
                    description = "The id or the body cannot be read",
                    body = Problem,
                    content_type = "application/problem+json"
                ),
                (
                    status = 404,
                    description = "There is no such one",
                    body = Problem,
                    content_type = "application/problem+json"
                ),
            )
        );
        route!(
            $delete,
            delete,
            path = concat!($path, "/{id}"),
            tag = "alerts",
            summary = concat!("Removes a ", $what),
            params(("id" = i64, Path, description = "Its id", minimum = 1)),
            responses(
                (status = 204, description = "It is removed"),
                (
                    status = 400,
                    description = "The id cannot be read",
                    body = Problem,
                    content_type = "application/problem+json"
                ),
                (
                    status = 404,
                    description = "There is no such one",
                    body = Problem,
                    content_type = "application/problem+json"
                ),
            )
        );
    };
}

kept!("/api/alerts/channels", "channel", ChannelBody, Channel, create_channel, update_channel, delete_channel);
kept!("/api/alerts/routes", "route", RouteBody, Route, create_route, update_route, delete_route);
kept!("/api/alerts/silences", "silence", SilenceBody, Silence, create_silence, update_silence, delete_silence);

route!(
    preview,
    post,
    path = "/api/alerts/routes/preview",
    tag = "alerts",
    summary = "What a route would have told over the last 30 days",
    request_body = RouteBody,
    responses(
        (status = 200, description = "The alerts", body = Preview),
        (
            status = 400,
            description = "The body cannot be read",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);

route!(history, get, path = "/api/alerts/history", tag = "alerts", summary = "What was told to whom, and what was not, newest first",
params(
    ("state" = Option<String>, Query, description = "Comma list of waiting, sent, dead, collapsed", pattern = "^(waiting|sent|dead|collapsed)(,(waiting|sent|dead|collapsed))*$"),
    ("kind" = Option<String>, Query, description = "Comma list of broken, fixed, still_failing, broken_and_fixed, digest, test", pattern = "^(broken|fixed|still_failing|broken_and_fixed|digest|test)(,(broken|fixed|still_failing|broken_and_fixed|digest|test))*$"),
    ("channel_id" = Option<i64>, Query, description = "Our id of the channel", minimum = 1),
    ("limit" = Option<i32>, Query, description = "How many", minimum = 1, maximum = 200),
    ("cursor" = Option<i64>, Query, description = "`next_cursor` of the page before", minimum = 1),
),
responses(
    (status = 200, description = "A page", body = AlertPage),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));

route!(
    resend,
    post,
    path = "/api/alerts/history/{id}/resend",
    tag = "alerts",
    summary = "Sends an alert again that was given up",
    params(("id" = i64, Path, description = "Our id of the alert", minimum = 1)),
    responses(
        (status = 202, description = "It waits once more", body = Resent),
        (
            status = 400,
            description = "The id cannot be read",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 404,
            description = "There is no such alert",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 409,
            description = "It was not given up, or its channel is switched off",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);

route!(
    test_channel,
    post,
    path = "/api/alerts/channels/{id}/test",
    tag = "alerts",
    summary = "Sends a channel a message that says that it can be reached",
    params(("id" = i64, Path, description = "Our id of the channel", minimum = 1)),
    responses(
        (status = 200, description = "What became of it", body = Tested),
        (
            status = 400,
            description = "The id cannot be read",
            body = Problem,
            content_type = "application/problem+json"
        ),
        (
            status = 404,
            description = "There is no such channel",
            body = Problem,
            content_type = "application/problem+json"
        ),
    )
);
