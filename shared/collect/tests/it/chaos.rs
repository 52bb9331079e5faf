//! Webhooks are dropped, doubled and shuffled while polls run: the end is what GitHub says, each change told once.

use domain::Status;
use futures_util::{StreamExt, stream};
use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt, SeedableRng};
use testing::fakes::github::{Run, TOKEN};

use crate::world::{World, ago, in_time};

const REPOSITORIES: [&str; 4] = ["acme/api", "acme/web", "acme/docs", "acme/tools"];
/// How many builds there are in all.
const BUILDS: i64 = 10_000;
/// How many of them go on between two polls.
const ROUND: usize = 2_500;

/// The states that a run goes through, the last of which it keeps.
fn course(id: i64, random: &mut impl Rng) -> Vec<Run> {
    let number = id / 4 + 1;
    let mut run = Run::queued(id + 1, number, ago(60 * 40) + SignedDuration::from_secs(id * 10));
    let mut states = vec![run.clone()];
    loop {
        run = run.then("in_progress", None);
        states.push(run.clone());
        let end = ["success", "failure", "cancelled"][random.random_range(0..3)];
        run = run.then("completed", Some(end));
        states.push(run.clone());
        if random.random_bool(0.9) {
            return states;
        }
        run = run.again();
        states.push(run.clone());
    }
}

fn status(run: &Run) -> Status {
    match run.attempts.last().and_then(|it| it.conclusion) {
        Some("success") => Status::Success,
        Some("failure") => Status::Failure,
        Some("cancelled") => Status::Cancelled,
        other => panic!("it has ended: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_becomes_of_the_webhooks_the_end_is_the_providers() {
    let mut random = StdRng::seed_from_u64(7);
    let world = World::with(&REPOSITORIES, &REPOSITORIES, TOKEN, SignedDuration::from_hours(72)).await;
    world.server.edit(|state| state.remaining = 1_000_000);
    let mut courses: Vec<(&str, Vec<Run>)> = (0..BUILDS)
        .map(|id| (REPOSITORIES[usize::try_from(id % 4).expect("a place")], course(id, &mut random)))
        .collect();
    courses.shuffle(&mut random);
    for round in courses.chunks(ROUND) {
        let mut webhooks = Vec::new();
        for (repository, states) in round {
            // What GitHub shows at the time of the poll is any of the states, and later the last.
            let shown = random.random_range(0..states.len());
            world.server.put(repository, states[shown].clone());
            for state in states {
                let times = [0, 0, 1, 1, 1, 2][random.random_range(0..6)];
                webhooks.extend((0..times).map(|_| (*repository, state.clone(), random.random_bool(0.3))));
            }
        }
        webhooks.shuffle(&mut random);
        let hear = stream::iter(&webhooks).for_each_concurrent(4, async |(repository, state, of_jobs)| {
            crate::hear(&world.store, repository, state).await;
            if *of_jobs {
                crate::hear_jobs(&world.store, repository, state).await;
            }
        });
        let until = in_time();
        let (polled, ()) = tokio::join!(world.poller.run(true, &until), hear);
        polled.expect("the poll ends");
        for (repository, states) in round {
            world.server.put(repository, states.last().expect("an end").clone());
        }
    }
    world.settle().await;
    world.an_hour_passes().await;
    world.settle().await;

    let builds = world.outcomes().await;
    assert_eq!(builds.len(), courses.len());
    for (repository, states) in &courses {
        let run = states.last().expect("an end");
        let build = &builds[&run.id.to_string()];
        let attempts = i64::try_from(run.attempts.len()).expect("a number");
        let shown = (build.repository.as_str(), build.status, build.attempt, build.attempts, build.finished_at);
        assert_eq!(shown, (*repository, status(run), attempts, attempts, run.ended_at()), "{run:?}");
        assert!(build.told.windows(2).all(|it| it[0] != it[1]), "each change is told once: {:?}", build.told);
        assert_eq!(build.told.last(), Some(&format!("{} {}", build.status, build.attempt)));
    }
}
