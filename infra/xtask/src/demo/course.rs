//! How one attempt of a build goes: how it ends, which jobs run and for how long.

use super::build::{Attempt, End, Job};
use super::company::{JobPlan, Shape, Story};
use super::dice::Dice;

const HOUR: i64 = 3600;

/// How fast an attempt runs.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    /// The time that jobs take, in percent of the usual.
    pub(crate) percent: i64,
    /// Whether it is over in a minute or so, for people who watch.
    pub(crate) quick: bool,
}

/// Decides how an attempt ends. `again` says that an earlier attempt failed, `broken` that none can end well.
pub(crate) fn draw_end(story: Story, on_main: bool, broken: bool, again: bool, dice: &mut Dice) -> End {
    if broken {
        return End::Failure;
    }
    let flaky = if story == Story::Flaky { 130 } else { 0 };
    let failing = match (again, on_main) {
        (true, _) => 180 + flaky,
        (false, true) => 12 + flaky,
        (false, false) => 95 + flaky,
    };
    let cancelled = failing + if on_main { 6 } else { 45 };
    let skipped = cancelled + 6 + if on_main || again { 0 } else { 14 };
    match dice.between(0, 1000) {
        drawn if drawn < failing => End::Failure,
        drawn if drawn < cancelled => End::Cancelled,
        drawn if drawn < cancelled + 6 => End::TimedOut,
        drawn if drawn < skipped => End::Skipped,
        _ => End::Success,
    }
}

/// Runs the jobs of a shape, stage by stage, from `queued_at` to the given end.
pub(crate) fn run(shape: Shape, queued_at: i64, end: End, pace: Pace, dice: &mut Dice) -> Attempt {
    let started_at = queued_at + if end == End::Skipped { 0 } else { queue_time(pace, dice) };
    let mut attempt = Attempt { queued_at, started_at, blocked: None, finished_at: started_at, end, jobs: Vec::new() };
    let plan = shape.jobs();
    // The job at which it ends badly; later stages do not run.
    let bad = if end == End::Success { plan.len() } else { dice.place(plan.len()) };
    for stage in plan.chunk_by(|one, next| one.0 == next.0) {
        let before = attempt.jobs.len();
        if end == End::Skipped || bad < before {
            break;
        }
        if shape.approved_stage() == Some(stage[0].0) {
            let wait = approval_time(pace, dice);
            attempt.blocked = Some((attempt.finished_at, attempt.finished_at + wait));
            attempt.finished_at += wait;
        }
        let from = attempt.finished_at;
        for (place, plan) in stage.iter().enumerate() {
            let job_end = if before + place == bad { end } else { End::Success };
            attempt.jobs.push(run_job(shape, *plan, from, job_end, pace, dice));
        }
        attempt.finished_at = attempt.jobs[before..].iter().map(|job| job.finished_at).fold(from, i64::max);
    }
    attempt.finished_at += 1;
    let skipped = plan.iter().skip(attempt.jobs.len()).map(|(stage, name, _)| {
        let at = attempt.finished_at;
        Job { name, stage, started_at: at, finished_at: at, end: End::Skipped }
    });
    let skipped: Vec<_> = skipped.collect();
    attempt.jobs.extend(skipped);
    attempt
}

fn run_job(shape: Shape, plan: JobPlan, from: i64, end: End, pace: Pace, dice: &mut Dice) -> Job {
    let (stage, name, usual) = plan;
    let whole: i64 = shape.jobs().iter().map(|job| job.2).sum();
    let seconds = if pace.quick { (usual * 60 / whole).max(4) } else { usual * pace.percent / 100 };
    let seconds = seconds * dice.between(90, 112) / 100;
    let seconds = match end {
        End::Cancelled => seconds / 2,
        End::TimedOut if pace.quick => seconds * 2,
        End::TimedOut => seconds * 4,
        End::Success | End::Failure | End::Skipped => seconds,
    };
    Job { name, stage, started_at: from, finished_at: from + seconds.max(1), end }
}

/// How long it waits for a runner: seconds mostly, minutes when all are busy.
fn queue_time(pace: Pace, dice: &mut Dice) -> i64 {
    if pace.quick {
        return dice.between(2, 9);
    }
    let crowded = dice.chance(60);
    dice.between(3, 50) + if crowded { dice.between(120, 600) } else { 0 }
}

/// How long it waits for somebody's approval: minutes, and hours when nobody looks.
fn approval_time(pace: Pace, dice: &mut Dice) -> i64 {
    if pace.quick {
        return dice.between(10, 40);
    }
    let forgotten = dice.chance(80);
    if forgotten { dice.between(HOUR, 5 * HOUR) } else { dice.between(60, 900) }
}
