//! When builds happen and how they go, as a pure function of a seed, a pipeline and a cell of time.

use super::build::{Attempt, Build, End, Provider};
use super::company::{PIPELINES, Pipeline, Story};
use super::course::{Pace, draw_end, run};
use super::dice::Dice;
use super::words::Work;

/// How long a cell of time is; a pipeline has at most one build in it.
pub(crate) const CELL_SECONDS: i64 = 400;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// How long a piece of work keeps its branch.
const WORK_SECONDS: i64 = 10 * HOUR;

/// How long it takes until a slowing pipeline is looked into.
const SLOWING_SECONDS: i64 = 24 * DAY;

/// The builds of the company.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// Another seed is another company history.
    pub seed: u64,
}

impl Schedule {
    /// The builds that came to be in the week before `now` (Unix seconds), oldest first for each pipeline.
    #[must_use]
    pub fn week(self, now: i64) -> Vec<Build> {
        self.between(now - 7 * DAY, now)
    }

    /// The regular builds that came to be after `from` and not after `until`.
    #[must_use]
    pub fn between(self, from: i64, until: i64) -> Vec<Build> {
        let cells = from.div_euclid(CELL_SECONDS)..=until.div_euclid(CELL_SECONDS);
        let builds = (0..PIPELINES.len()).flat_map(|index| cells.clone().map(move |cell| (index, cell)));
        let regular = builds.filter(|(index, cell)| self.is_regular(*index, *cell));
        let built = regular.map(|(index, cell)| self.build(index, cell));
        built.filter(|build| build.created_at > from && build.created_at <= until).collect()
    }

    /// The builds of one cell for people who watch: every pipeline has one, and most of them are quick.
    #[must_use]
    pub fn lively(self, cell: i64) -> Vec<Build> {
        (0..PIPELINES.len()).map(|index| self.build(index, cell)).collect()
    }

    /// Whether the build of this pipeline and cell belongs to the company's usual work.
    fn is_regular(self, index: usize, cell: i64) -> bool {
        let pipeline = &PIPELINES[index];
        if pipeline.shape.runs_at_night() {
            return cell.rem_euclid(DAY / CELL_SECONDS) == 18 + i64::try_from(index % 9).unwrap_or(0);
        }
        self.dice(index, cell, 1).between(0, 1_000_000) < pipeline.busy * rhythm(cell * CELL_SECONDS)
    }

    /// The build of a pipeline, by its place in the list of all, in a cell.
    fn build(self, index: usize, cell: i64) -> Build {
        let pipeline = &PIPELINES[index];
        let mut dice = self.dice(index, cell, 2);
        let created_at = cell * CELL_SECONDS + dice.between(0, CELL_SECONDS);
        let on_main = !pipeline.shape.runs_on_branches() || dice.chance(380);
        let work = self.work(pipeline, created_at, &mut dice);
        let title =
            if on_main { format!("{} (#{})", work.title, dice.between(1200, 4800)) } else { work.commit(&mut dice) };
        let quick = !self.is_regular(index, cell);
        let attempts = self.attempts(index, created_at, on_main, quick, &mut dice);
        Build {
            pipeline,
            index: index as u64,
            cell,
            created_at,
            branch: if on_main { "main".to_owned() } else { work.branch },
            sha: dice.hex(40),
            title,
            actor: work.actor,
            event: event(pipeline, on_main),
            attempts,
        }
    }

    /// One of the few things that are being worked on in a repository at a time.
    fn work(self, pipeline: &Pipeline, at: i64, dice: &mut Dice) -> Work {
        let name = pipeline.repository.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let period = at.div_euclid(WORK_SECONDS).unsigned_abs();
        let one_of = dice.between(0, 4).unsigned_abs();
        Work::new(&mut Dice::new(&[self.seed, name, period, one_of]))
    }

    fn attempts(self, index: usize, created_at: i64, on_main: bool, quick: bool, dice: &mut Dice) -> Vec<Attempt> {
        let pipeline = &PIPELINES[index];
        let broken = on_main && self.is_broken(index, created_at);
        let slow = self.slowness(index, created_at);
        let mut attempts = Vec::new();
        let mut queued_at = created_at;
        loop {
            let again = !attempts.is_empty();
            let end = draw_end(pipeline.story, on_main, broken, again, dice);
            let pace = Pace { percent: slow * dice.between(85, 122) / 100, quick };
            let attempt = run(pipeline.shape, queued_at, end, pace, dice);
            let rerun = attempt.end == End::Failure && !broken && pipeline.provider != Provider::Jenkins;
            queued_at = attempt.finished_at + if quick { dice.between(15, 45) } else { dice.between(120, 1500) };
            attempts.push(attempt);
            let often = if pipeline.story == Story::Flaky { 800 } else { 220 };
            if !rerun || attempts.len() == 3 || !dice.chance(often) {
                return attempts;
            }
        }
    }

    /// Whether the main branch is broken: for hours at a fragile pipeline, for minutes now and then at any.
    fn is_broken(self, index: usize, at: i64) -> bool {
        let stretch = |kind: u64, period: i64, permille: i64, shortest: i64, longest: i64| {
            let mut dice = self.dice(index, at.div_euclid(period), kind);
            let happens = dice.chance(permille);
            let length = dice.between(shortest, longest);
            let from = dice.between(0, period - length);
            happens && (from..from + length).contains(&at.rem_euclid(period))
        };
        let long = PIPELINES[index].story == Story::Fragile && stretch(3, 40 * HOUR, 800, 2 * HOUR, 8 * HOUR);
        long || stretch(4, HOUR, 90, 900, 2100)
    }

    /// How long a slowing pipeline takes now, in percent of its usual time.
    fn slowness(self, index: usize, at: i64) -> i64 {
        if PIPELINES[index].story != Story::Slowing {
            return 100;
        }
        let phase = self.dice(index, 0, 5).between(0, SLOWING_SECONDS);
        100 + 140 * (at + phase).rem_euclid(SLOWING_SECONDS) / SLOWING_SECONDS
    }

    fn dice(self, index: usize, when: i64, what: u64) -> Dice {
        Dice::new(&[self.seed, index as u64, when.unsigned_abs(), what])
    }
}

/// How much is going on at a time of the week (UTC), in a thousandth of the busiest hour.
fn rhythm(at: i64) -> i64 {
    // 1970-01-01 was a Thursday, so day 2 of each seven is a Saturday.
    let weekend = matches!(at.div_euclid(DAY).rem_euclid(7), 2 | 3);
    let hour = at.rem_euclid(DAY) / HOUR;
    let busy = match hour {
        9 | 10 | 14 | 15 => 1000,
        8 | 11 | 13 | 16 => 820,
        7 | 12 | 17 => 560,
        6 | 18 | 19 => 260,
        20..=22 => 120,
        _ => 40,
    };
    if weekend { busy / 9 } else { busy }
}

fn event(pipeline: &Pipeline, on_main: bool) -> &'static str {
    match (pipeline.shape.runs_at_night(), on_main) {
        (true, _) => "schedule",
        (_, true) => "push",
        _ => "pull_request",
    }
}
