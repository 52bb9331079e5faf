//! The routes of metrics.

use crate::metrics::{FlakyPipelines, Overview, PipelineMetrics, RankedPipelines, Regressions};
use crate::problem::Problem;

route!(overview, get, path = "/api/metrics/overview", tag = "metrics",
summary = "Rates and durations of the builds created in a window, and in the one before",
params(
    ("window" = Option<String>, Query, description = "24h (the default), 7d, 30d or 90d", pattern = "^(24h|7d|30d|90d)$"),
    ("from" = Option<String>, Query, description = "In place of `window`, with `to`: where the window begins", format = DateTime),
    ("to" = Option<String>, Query, description = "Where the window ends, at most 400 days after `from`", format = DateTime),
    ("provider" = Option<String>, Query, description = "Comma list of github, gitlab, jenkins", pattern = "^(github|gitlab|jenkins)(,(github|gitlab|jenkins))*$"),
    ("repository" = Option<String>, Query, description = "Repository", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("branch" = Option<String>, Query, description = "Branch name", max_length = 200, pattern = "^[^\\u0000]*$"),
),
responses(
    (status = 200, description = "The numbers", body = Overview),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));

route!(pipeline_metrics, get, path = "/api/metrics/pipeline/{pipeline_id}", tag = "metrics",
summary = "The same of one pipeline, with its series, streak, branches and jobs",
params(
    ("pipeline_id" = i64, Path, description = "Our id of the pipeline", minimum = 1),
    ("window" = Option<String>, Query, description = "24h (the default), 7d, 30d or 90d", pattern = "^(24h|7d|30d|90d)$"),
    ("from" = Option<String>, Query, description = "In place of `window`, with `to`: where the window begins", format = DateTime),
    ("to" = Option<String>, Query, description = "Where the window ends, at most 400 days after `from`", format = DateTime),
    ("branch" = Option<String>, Query, description = "Branch name", max_length = 200, pattern = "^[^\\u0000]*$"),
),
responses(
    (status = 200, description = "The numbers", body = PipelineMetrics),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
    (status = 404, description = "There is no such pipeline", body = Problem, content_type = "application/problem+json"),
));

route!(ranked_pipelines, get, path = "/api/metrics/pipelines", tag = "metrics",
summary = "Every pipeline with its numbers, worst first",
params(
    ("window" = Option<String>, Query, description = "24h (the default), 7d, 30d or 90d", pattern = "^(24h|7d|30d|90d)$"),
    ("from" = Option<String>, Query, description = "In place of `window`, with `to`: where the window begins", format = DateTime),
    ("to" = Option<String>, Query, description = "Where the window ends, at most 400 days after `from`", format = DateTime),
    ("provider" = Option<String>, Query, description = "Comma list of github, gitlab, jenkins", pattern = "^(github|gitlab|jenkins)(,(github|gitlab|jenkins))*$"),
    ("repository" = Option<String>, Query, description = "Repository", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("branch" = Option<String>, Query, description = "Branch name", max_length = 200, pattern = "^[^\\u0000]*$"),
),
responses(
    (status = 200, description = "The numbers", body = RankedPipelines),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));

route!(flaky, get, path = "/api/metrics/flaky", tag = "metrics",
summary = "Pipelines whose builds of one commit ended differently",
params(
    ("window" = Option<String>, Query, description = "24h (the default), 7d, 30d or 90d", pattern = "^(24h|7d|30d|90d)$"),
    ("from" = Option<String>, Query, description = "In place of `window`, with `to`: where the window begins", format = DateTime),
    ("to" = Option<String>, Query, description = "Where the window ends, at most 400 days after `from`", format = DateTime),
    ("provider" = Option<String>, Query, description = "Comma list of github, gitlab, jenkins", pattern = "^(github|gitlab|jenkins)(,(github|gitlab|jenkins))*$"),
    ("repository" = Option<String>, Query, description = "Repository", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("branch" = Option<String>, Query, description = "Branch name", max_length = 200, pattern = "^[^\\u0000]*$"),
),
responses(
    (status = 200, description = "The numbers", body = FlakyPipelines),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));

route!(regressions, get, path = "/api/metrics/regressions", tag = "metrics",
summary = "Pipelines that have become slower",
params(
    ("window" = Option<String>, Query, description = "24h (the default), 7d, 30d or 90d", pattern = "^(24h|7d|30d|90d)$"),
    ("from" = Option<String>, Query, description = "In place of `window`, with `to`: where the window begins", format = DateTime),
    ("to" = Option<String>, Query, description = "Where the window ends, at most 400 days after `from`", format = DateTime),
    ("provider" = Option<String>, Query, description = "Comma list of github, gitlab, jenkins", pattern = "^(github|gitlab|jenkins)(,(github|gitlab|jenkins))*$"),
    ("repository" = Option<String>, Query, description = "Repository", max_length = 200, pattern = "^[^\\u0000]*$"),
    ("branch" = Option<String>, Query, description = "Branch name", max_length = 200, pattern = "^[^\\u0000]*$"),
),
responses(
    (status = 200, description = "The numbers", body = Regressions),
    (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
));
