//! Runs as GitHub tells them, by webhook and by API.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::fakes::gitlab::set;

/// How long GitHub takes to see that the last job has ended.
const SETTLED: SignedDuration = SignedDuration::from_secs(2);

/// A run with its attempts.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its id.
    pub id: i64,
    /// Its number in its workflow.
    pub number: i64,
    /// The workflow's file.
    pub workflow: String,
    /// When it came to be.
    pub created_at: Timestamp,
    /// The attempts, oldest first.
    pub attempts: Vec<Attempt>,
    /// Fields of its row that are told otherwise.
    pub odd: Value,
    /// Fields of its jobs' rows that are told otherwise.
    pub odd_jobs: Value,
}

/// One attempt of a run.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// GitHub's word.
    pub status: &'static str,
    /// GitHub's word for the end.
    pub conclusion: Option<&'static str>,
    /// When it was asked for.
    pub started_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How long before that its last job ended.
    pub settled: SignedDuration,
    /// How many jobs it has, each of which ends two minutes before the next.
    pub jobs: i64,
}

impl Run {
    /// A run of `ci.yml` that has just been asked for.
    pub fn queued(id: i64, number: i64, created_at: Timestamp) -> Self {
        let attempt = Attempt {
            status: "queued",
            conclusion: None,
            started_at: created_at,
            updated_at: created_at,
            settled: SETTLED,
            jobs: 1,
        };
        Self {
            id,
            number,
            workflow: "ci.yml".to_owned(),
            created_at,
            attempts: vec![attempt],
            odd: json!({}),
            odd_jobs: json!({}),
        }
    }

    /// A run that took a minute and ended so.
    #[must_use]
    pub fn ended(id: i64, number: i64, created_at: Timestamp, conclusion: &'static str) -> Self {
        Self::queued(id, number, created_at).then("completed", Some(conclusion))
    }

    /// The run with as many jobs in its latest attempt.
    #[must_use]
    pub fn with_jobs(mut self, jobs: i64) -> Self {
        self.attempts.iter_mut().for_each(|it| it.jobs = jobs);
        self
    }

    /// The run as it is when something has changed that is not told, such as logs that were deleted.
    #[must_use]
    pub fn touched(mut self, later: SignedDuration) -> Self {
        for attempt in &mut self.attempts {
            attempt.updated_at += later;
            attempt.settled += later;
        }
        self
    }

    /// When its latest attempt ended, if it has.
    pub fn ended_at(&self) -> Option<Timestamp> {
        let it = self.attempts.last()?;
        (it.status == "completed").then(|| it.updated_at - it.settled)
    }

    /// The run a minute later, with its latest attempt in another state.
    #[must_use]
    pub fn then(mut self, status: &'static str, conclusion: Option<&'static str>) -> Self {
        if let Some(attempt) = self.attempts.last_mut() {
            attempt.status = status;
            attempt.conclusion = conclusion;
            attempt.updated_at += SignedDuration::from_secs(60);
        }
        self
    }

    /// The run a minute later, asked for again.
    #[must_use]
    pub fn again(mut self) -> Self {
        let last = self.attempts.last().map_or(self.created_at, |it| it.updated_at);
        let at = last + SignedDuration::from_secs(60);
        let jobs = self.attempts.last().map_or(1, |it| it.jobs);
        let attempt =
            Attempt { status: "queued", conclusion: None, started_at: at, updated_at: at, settled: SETTLED, jobs };
        self.attempts.push(attempt);
        self
    }

    /// The row of the API for an attempt, counted from 1. `tells_path` is false of old servers.
    pub fn row(&self, repository: &str, attempt: usize, tells_path: bool) -> Value {
        let it = &self.attempts[attempt - 1];
        let page = format!("https://github.example/{repository}");
        let mut row = json!({
            "id": self.id, "name": "CI", "node_id": "WFR_x", "head_branch": "main", "head_sha": "9f2c1d4e", "path":
            format!(".github/workflows/{}", self.workflow), "display_title": "Round half to even", "run_number": self.number,
            "event": "push", "status": it.status, "conclusion": it.conclusion, "workflow_id": 7, "run_attempt": attempt,
            "html_url": format!("{page}/actions/runs/{}", self.id), "pull_requests": [], "created_at": seconds(self.created_at),
            "updated_at": seconds(it.updated_at), "run_started_at": seconds(it.started_at),
            "actor": { "login": "grace" }, "triggering_actor": { "login": "grace" },
            "head_commit": { "id": "9f2c1d4e", "message": "Round half to even\n\nBecause." },
            "repository": { "id": 42, "full_name": repository, "html_url": page },
        });
        set(&mut row, self.odd.clone());
        if !tells_path {
            row.as_object_mut().map(|it| it.remove("path"));
        }
        row
    }

    /// The jobs of an attempt.
    pub fn jobs(&self, attempt: usize) -> Vec<Value> {
        let it = &self.attempts[attempt - 1];
        let ended_at = |place: i64| it.updated_at - it.settled - SignedDuration::from_mins(2 * (it.jobs - 1 - place));
        let job = |place: i64| {
            let completed_at = (it.status == "completed").then(|| seconds(ended_at(place)));
            let mut job = json!({
                "id": self.id * 100 + place * 10 + i64::try_from(attempt).unwrap_or(0), "run_id": self.id,
                "run_attempt": attempt, "name": format!("test {place}"), "status": it.status, "conclusion": it.conclusion,
                "created_at": seconds(it.started_at), "started_at": seconds(it.started_at), "completed_at": completed_at,
                "workflow_name": "CI",
            });
            set(&mut job, self.odd_jobs.clone());
            job
        };
        (0..it.jobs).map(job).collect()
    }

    /// The body of the webhook that tells of the run as it stands.
    pub fn webhook(&self, repository: &str) -> Value {
        let path = format!(".github/workflows/{}", self.workflow);
        json!({
            "action": "in_progress", "workflow_run": self.row(repository, self.attempts.len(), true),
            "workflow": { "id": 7, "name": "CI", "path": path }, "repository": told(repository),
        })
    }

    /// The bodies of the webhooks that tell of the latest attempt's jobs as they stand.
    pub fn job_webhooks(&self, repository: &str) -> Vec<Value> {
        let body = |job| json!({ "action": "in_progress", "workflow_job": job, "repository": told(repository) });
        self.jobs(self.attempts.len()).into_iter().map(body).collect()
    }
}

/// A repository as webhooks tell it.
fn told(repository: &str) -> Value {
    let page = format!("https://github.example/{repository}");
    json!({ "id": 42, "full_name": repository, "html_url": page, "default_branch": "main" })
}

pub(super) fn seconds(at: Timestamp) -> String {
    format!("{at:.0}")
}
