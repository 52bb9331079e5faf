//! One run of GitHub, told in many ways: the build is the same, field by field.

use domain::{Attempt, Build, BuildDetail, Job};
use jiff::SignedDuration;
use testing::fakes::github::Run;

use crate::world::{World, ago};

const API: &str = "acme/api";

/// A piece of news.
#[derive(Clone)]
enum News {
    /// The webhook of a run as it stands.
    Run(Run),
    /// The webhooks of the latest attempt's jobs.
    Jobs(Run),
    /// One of them.
    Job(Run, usize),
    /// A poll of a server that has the run as it stands.
    Poll(Run),
}

use News::{Job as OneJob, Jobs, Poll, Run as TheRun};

/// All that is shown, but for our own counting: ids, and how often a row has changed.
async fn shown_after(news: Vec<News>) -> (Build, Vec<Job>, Vec<Attempt>) {
    let world = World::new(&[API], &[API]).await;
    for it in news {
        match it {
            TheRun(run) => crate::hear(&world.store, API, &run).await,
            Jobs(run) => crate::hear_jobs(&world.store, API, &run).await,
            OneJob(run, place) => {
                crate::take(&world.store, "workflow_job", &run.job_webhooks(API)[place]).await;
            }
            Poll(run) => {
                world.server.put(API, run);
                world.poll().await;
            }
        }
    }
    let BuildDetail { build, mut jobs, attempts, .. } = world.build().await;
    for job in &mut jobs {
        job.id = 0;
    }
    jobs.sort_by(|a, b| a.external_id.cmp(&b.external_id));
    (Build { id: 0, pipeline_id: 0, version: 0, ..build }, jobs, attempts)
}

#[tokio::test]
async fn a_run_is_the_same_build_whichever_way_it_is_told() {
    let queued = Run::queued(7, 12, ago(50)).with_jobs(2);
    let runs = queued.clone().then("in_progress", None);
    let failed = runs.clone().then("in_progress", None).then("completed", Some("failure"));
    let again = failed.clone().again();
    let passed = again.clone().then("in_progress", None).then("in_progress", None).then("completed", Some("success"));
    let all: Vec<News> = [&queued, &runs, &failed, &again, &passed]
        .into_iter()
        .flat_map(|it| [TheRun(it.clone()), Jobs(it.clone())])
        .collect();
    let backwards: Vec<News> = all.iter().rev().cloned().collect();
    // Logs are deleted, and the time of the last change moves on.
    let later = passed.clone().touched(SignedDuration::from_hours(24 * 365));

    let expected = shown_after(vec![Poll(passed.clone())]).await;
    let (build, jobs, attempts) = &expected;
    assert_eq!(build.finished_at, passed.ended_at());
    assert_eq!((jobs.len(), attempts.len()), (4, 2));
    assert_eq!(attempts[0].finished_at, failed.ended_at());
    let poll = || Poll(passed.clone());
    let ways = [
        ("heard", all.clone()),
        ("heard backwards", backwards.clone()),
        ("heard and polled", [all.clone(), vec![poll()]].concat()),
        ("polled and heard backwards", [vec![Poll(runs.clone()), poll()], backwards].concat()),
        ("followed by polls", [&queued, &runs, &failed, &again, &passed].map(|it| Poll(it.clone())).to_vec()),
        ("heard of runs alone", vec![TheRun(failed.clone()), TheRun(passed.clone()), poll()]),
        ("heard of jobs alone", vec![Jobs(failed.clone()), Jobs(passed.clone()), poll()]),
        (
            "heard of no last job",
            vec![TheRun(failed.clone()), OneJob(passed.clone(), 0), TheRun(passed.clone()), poll()],
        ),
        ("heard of no job's end", vec![Jobs(again.clone()), Jobs(runs.clone()), TheRun(passed.clone()), poll()]),
        ("polled after it was touched", vec![Poll(later.clone())]),
        ("heard, and polled after it was touched", [all, vec![Poll(later)]].concat()),
    ];
    for (way, news) in ways {
        assert_eq!(shown_after(news).await, expected, "{way}");
    }
}

#[tokio::test]
async fn the_end_of_a_run_that_was_touched_long_ago_is_its_jobs_end() {
    let world = World::new(&[API], &[API]).await;
    let old = Run::ended(1, 1, ago(60 * 24 * 10), "success");
    let touched = old.clone().touched(SignedDuration::from_hours(48));
    world.server.put(API, touched);
    world.server.put(API, Run::ended(2, 2, ago(60 * 24 * 9), "success"));
    let asked = world.poll().await;
    let jobs: Vec<_> = asked.iter().filter(|it| it.contains("/jobs")).collect();
    let expected = format!("GET /repos/{API}/actions/runs/1/attempts/1/jobs?per_page=100 200");
    assert_eq!(jobs, [&expected], "the end of the other can be believed");
    assert_eq!(world.builds().await[1].finished_at, old.ended_at());
    assert_eq!(world.poll().await.len(), 1);
}
