//! Plays the company's builds at a local host: first the week that was, then everything as it happens.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::Result;
use futures_util::{TryStreamExt, stream};
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::build::{Build, Moment, Step, time};
use super::company::PIPELINES;
use super::deliveries;
use super::front_door::{FrontDoor, Known};
use super::schedule::{CELL_SECONDS, Schedule};
use crate::http;
use crate::progress::{is_watched, say, say_over};

/// The company that everybody sees.
const SEED: u64 = 20_260_101;

/// How many deliveries are on their way at once while the week is played.
const AT_ONCE: usize = 12;

/// How many seconds back an unfinished build may have begun that a former start left behind.
const LEFT_BEHIND: i64 = 8 * 24 * 3600;

/// Waits for the host at `url`, plays the week that it does not know yet, and then new builds without end.
pub async fn play_beside(url: String, token: Option<String>) -> Result<()> {
    wait_until_well(&url).await?;
    let door = FrontDoor::open(&url, token).await?;
    let schedule = Schedule { seed: SEED };
    let now = now();
    let known = known(&door, now).await?;
    let mut agenda = Agenda::default();
    let played = play_week(&door, schedule, now, &known, &mut agenda).await?;
    take_up(schedule, now, &known, &played, &mut agenda);
    say("the demo goes on with new builds as they happen; Ctrl-C ends it");
    go_on(&door, schedule, now, agenda).await
}

/// The builds that the host knows, by provider and id, with their status.
type KnownBuilds = HashMap<(String, String), String>;

async fn known(door: &FrontDoor, now: i64) -> Result<KnownBuilds> {
    let builds = door.known(&time(now - LEFT_BEHIND)).await?;
    let entry = |build: Known| ((build.provider, build.external_id), build.status);
    Ok(builds.into_iter().map(entry).collect())
}

fn key(build: &Build) -> (String, String) {
    (build.pipeline.provider.word().to_owned(), build.external_id())
}

fn is_unfinished(status: &str) -> bool {
    matches!(status, "queued" | "running" | "blocked")
}

/// What is still to come, by time.
#[derive(Default)]
struct Agenda {
    steps: BTreeMap<(i64, usize), (Rc<Build>, Step)>,
    added: usize,
}

impl Agenda {
    /// Adds the steps of a build that come after `now`.
    fn add(&mut self, build: Build, now: i64) {
        let build = Rc::new(build);
        for step in build.steps().into_iter().filter(|step| step.at > now) {
            self.steps.insert((step.at, self.added), (Rc::clone(&build), step));
            self.added += 1;
        }
    }
}

/// Plays what the host does not know of the week before `now`, each pipeline in its own order, and gives the builds of
/// that week. What is yet to happen to them goes on the agenda.
async fn play_week(
    door: &FrontDoor,
    schedule: Schedule,
    now: i64,
    known: &KnownBuilds,
    agenda: &mut Agenda,
) -> Result<HashSet<(String, String)>> {
    let week = schedule.week(now);
    let all: HashSet<_> = week.iter().map(key).collect();
    let mut pipelines: Vec<Vec<Build>> = PIPELINES.iter().map(|_| Vec::new()).collect();
    for build in week {
        agenda.add(build.clone(), now);
        if known.get(&key(&build)).is_none_or(|status| is_unfinished(status)) {
            pipelines[usize::try_from(build.index).unwrap_or(0)].push(build);
        }
    }
    let total = pipelines.iter().map(Vec::len).sum();
    if total == 0 {
        return Ok(all);
    }
    say(&format!("playing {total} builds of the last week through the webhooks"));
    let progress = Progress::new(total);
    stream::iter(pipelines.into_iter().map(Ok))
        .try_for_each_concurrent(AT_ONCE, |builds| play_in_order(door, builds, now, &progress))
        .await?;
    progress.end();
    Ok(all)
}

async fn play_in_order(door: &FrontDoor, builds: Vec<Build>, until: i64, progress: &Progress) -> Result<()> {
    for build in builds {
        play(door, &build, until, progress).await?;
        progress.one_more();
    }
    Ok(())
}

/// Plays the steps of a build that are over by `until`; that a job began is told only while it runs.
async fn play(door: &FrontDoor, build: &Build, until: i64, progress: &Progress) -> Result<()> {
    for step in build.steps().into_iter().filter(|step| step.at <= until) {
        if let Moment::JobStarted(job) = step.moment
            && build.attempts[step.attempt].jobs[job].finished_at <= until
        {
            continue;
        }
        for delivery in deliveries(build, step) {
            let outcome = door.deliver(&delivery, now()).await?;
            progress.delivered(&outcome);
        }
    }
    Ok(())
}

/// Takes up the builds that a former start left unfinished and that are not part of the week.
fn take_up(schedule: Schedule, now: i64, known: &KnownBuilds, played: &HashSet<(String, String)>, agenda: &mut Agenda) {
    let mut left: HashSet<_> = known.iter().filter(|(_, status)| is_unfinished(status)).map(|(key, _)| key).collect();
    left.retain(|key| !played.contains(*key));
    let mut cell = now.div_euclid(CELL_SECONDS);
    let oldest = cell - LEFT_BEHIND / CELL_SECONDS;
    while !left.is_empty() && cell >= oldest {
        for build in schedule.lively(cell) {
            if left.remove(&key(&build)) {
                let from = build.created_at - 1;
                agenda.add(build, from);
            }
        }
        cell -= 1;
    }
}

/// Tells everything when it happens, without end; a delivery that the host does not take is named and left.
async fn go_on(door: &FrontDoor, schedule: Schedule, began: i64, mut agenda: Agenda) -> Result<()> {
    let mut next_cell = began.div_euclid(CELL_SECONDS);
    loop {
        while next_cell * CELL_SECONDS <= now() + CELL_SECONDS {
            for build in schedule.lively(next_cell).into_iter().filter(|build| build.created_at > began) {
                agenda.add(build, began);
            }
            next_cell += 1;
        }
        let Some(first) = agenda.steps.first_entry() else {
            sleep(Duration::from_secs(1)).await;
            continue;
        };
        let wait = first.key().0 - now();
        if wait > 0 {
            // Waking up at least this often lets the next cell's builds come in time.
            sleep(Duration::from_secs(wait.unsigned_abs().min(60))).await;
            continue;
        }
        let (build, step) = first.remove();
        for delivery in deliveries(&build, step) {
            if let Err(error) = door.deliver(&delivery, now()).await {
                say(&format!("a demo delivery was not taken: {error:#}"));
            }
        }
    }
}

/// Waits without end: the caller ends the wait when the host ends.
async fn wait_until_well(url: &str) -> Result<()> {
    let client = http::client()?;
    let mut ticks = interval(Duration::from_millis(200));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let answer = client.get(format!("{url}/api/health")).send().await;
        if answer.is_ok_and(|answer| answer.status().is_success()) {
            return Ok(());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the demo plays what happens now, and has no database to ask")]
fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// How far the playing is, told in a line that replaces itself.
struct Progress {
    began: Instant,
    total: usize,
    builds: Cell<usize>,
    deliveries: Cell<usize>,
    unreadable: Cell<usize>,
}

impl Progress {
    fn new(total: usize) -> Self {
        let none = || Cell::new(0);
        Self { began: Instant::now(), total, builds: none(), deliveries: none(), unreadable: none() }
    }

    fn delivered(&self, outcome: &str) {
        self.deliveries.set(self.deliveries.get() + 1);
        if outcome == "unreadable" {
            self.unreadable.set(self.unreadable.get() + 1);
        }
    }

    fn one_more(&self) {
        self.builds.set(self.builds.get() + 1);
        let often = if is_watched() { 20 } else { 500 };
        if self.builds.get().is_multiple_of(often) {
            say_over(&self.line(), false);
        }
    }

    fn end(&self) {
        say_over(&self.line(), true);
        if self.unreadable.get() > 0 {
            say(&format!("{} deliveries could not be read by the host", self.unreadable.get()));
        }
    }

    fn line(&self) -> String {
        let tenths = self.began.elapsed().as_millis().max(1) / 100;
        let speed = self.builds.get() as u128 * 10 / tenths.max(1);
        let (builds, total, deliveries) = (self.builds.get(), self.total, self.deliveries.get());
        format!("{builds} of {total} builds, {deliveries} deliveries, {speed} builds/s")
    }
}
