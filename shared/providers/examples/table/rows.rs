//! A report in lines.

use domain::{BuildReport, JobReport, Run};

pub(crate) fn rows(report: &BuildReport) -> Vec<String> {
    let pipeline = &report.pipeline;
    let head = format!(
        "{} [{}] in {} url={} default={} build {} {:?}",
        pipeline.name,
        shown(pipeline.external_id.as_ref()),
        pipeline.repository,
        shown(pipeline.url.as_ref()),
        shown(pipeline.default_branch.as_ref()),
        report.external_id,
        report.sequence
    );
    let run = report.run.iter().map(run_row);
    [head].into_iter().chain(run).chain(report.jobs.iter().map(job_row)).collect()
}

fn run_row(run: &Run) -> String {
    format!(
        "run {} ({}) at={} q={} s={} f={} d={} w={} {} {} {:?} by={} on={} {}",
        run.status,
        run.raw_status,
        shown(run.observed_at),
        shown(run.queued_at),
        shown(run.started_at),
        shown(run.finished_at.or(run.ended_by)),
        shown(run.duration_seconds),
        shown(run.queued_seconds),
        shown(run.branch.as_ref()),
        shown(run.commit_sha.as_ref()),
        shown(run.commit_title.as_ref()),
        shown(run.actor.as_ref()),
        shown(run.event.as_ref()),
        shown(run.web_url.as_ref())
    )
}

pub(crate) fn job_row(job: &JobReport) -> String {
    format!(
        "job {} {}/{} {:?} {} ({}) at={} q={} s={} f={} {}",
        job.external_id,
        shown(job.stage.as_ref()),
        job.name,
        job.sequence,
        job.status,
        job.raw_status,
        shown(job.observed_at),
        shown(job.queued_at),
        shown(job.started_at),
        shown(job.finished_at),
        shown(job.web_url.as_ref())
    )
}

pub(crate) fn shown(value: Option<impl ToString>) -> String {
    value.map_or("-".to_owned(), |it| it.to_string())
}
