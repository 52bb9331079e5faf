//! Taking in deliveries: one statement, one transaction, one round trip each.

use domain::merge::{AttemptState, BuildState, JobState};
use domain::{BuildReport, Outcome, Provider, Sequence};
use serde_json::{Value, json};
use tokio_postgres::types::Type;

use crate::row::get;
use crate::{DEFAULT_ORG, Store, StoreError};

/// The statement that takes in a delivery: organisation, delivery, reports, body.
pub const TAKE_DELIVERY: &str = "select outcome, delivery_id, outbox_id from take_delivery($1, $2, $3, $4)";

/// A delivery whose sender was proven, and what was read in it.
#[derive(Clone, Debug)]
pub struct NewDelivery<'a> {
    /// Who sent it.
    pub provider: Provider,
    /// The provider's name of the event.
    pub event: &'a str,
    /// The provider's id of the delivery, or one made of its body.
    pub delivery_key: &'a str,
    /// SHA-256 of the body as it was signed.
    pub body_sha256: [u8; 32],
    /// What it says.
    pub content: Content<'a>,
}

/// What was read in a delivery.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// News of builds.
    Reports(&'a [BuildReport]),
    /// Nothing for us; the reason is kept.
    Ignored(&'a str),
    /// Something that we cannot read; the reason and the body are kept.
    Unreadable {
        /// Why not.
        reason: &'a str,
        /// The body, to be read again once we know how.
        body: &'a [u8],
    },
}

/// A delivery that is safely in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What became of it.
    pub outcome: Outcome,
    /// The delivery's id.
    pub delivery_id: i64,
    /// The outbox row to ring for, where something that is shown has moved.
    pub outbox_id: Option<i64>,
}

impl Store {
    /// Takes in a delivery, whole or not at all.
    pub async fn take_delivery(&self, delivery: &NewDelivery<'_>) -> Result<Taken, StoreError> {
        let (row, reports, body) = parameters(delivery);
        let parameters: crate::Parameters<'_> =
            &[(&DEFAULT_ORG, Type::INT8), (&row, Type::JSONB), (&reports, Type::JSONB), (&body, Type::BYTEA)];
        let answer = match self.query(TAKE_DELIVERY, parameters).await {
            Err(error) if error.is_conflict() => self.query(TAKE_DELIVERY, parameters).await,
            answer => answer,
        };
        let rows = answer?;
        let row = rows.first().ok_or_else(|| StoreError::Row("take_delivery answers one row".to_owned()))?;
        Ok(Taken {
            outcome: crate::row::word(row, "outcome")?,
            delivery_id: get(row, "delivery_id")?,
            outbox_id: get(row, "outbox_id")?,
        })
    }
}

/// What a batch of reports has moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The places of the reports that moved what is shown of their build.
    pub moved: Vec<usize>,
    /// An outbox row to ring for, where something has moved.
    pub outbox_id: Option<i64>,
}

impl Store {
    /// Merges reports that a poller brought, all of them or none: the same merge as of a delivery, in one round trip.
    pub async fn apply_reports(&self, reports: &[BuildReport]) -> Result<Applied, StoreError> {
        let mut told: Vec<(usize, Value)> =
            reports.iter().enumerate().filter_map(|(place, it)| Some((place, report(it)?))).collect();
        // Two batches that meet take their builds in one order, and so wait for each other in turn.
        told.sort_by_cached_key(|(place, _)| {
            (reports[*place].pipeline.repository.clone(), reports[*place].external_id.clone())
        });
        let (places, values): (Vec<usize>, Vec<Value>) = told.into_iter().unzip();
        let values = Value::Array(values);
        let sql = "select place, outbox_id from apply_reports($1, $2)";
        let parameters: crate::Parameters<'_> = &[(&DEFAULT_ORG, Type::INT8), (&values, Type::JSONB)];
        let answer = match self.query(sql, parameters).await {
            Err(error) if error.is_conflict() => self.query(sql, parameters).await,
            answer => answer,
        };
        let mut applied = Applied::default();
        for row in answer? {
            let place = usize::try_from(get::<i64>(&row, "place")?).unwrap_or_default();
            applied.moved.extend(places.get(place));
            applied.outbox_id = Some(get(&row, "outbox_id")?);
        }
        Ok(applied)
    }
}

/// The parameters of [`TAKE_DELIVERY`] after the organisation.
pub fn parameters<'a>(delivery: &NewDelivery<'a>) -> (Value, Value, Option<&'a [u8]>) {
    let (outcome, error, body) = match delivery.content {
        Content::Reports(_) => (Outcome::Applied, None, None),
        Content::Ignored(reason) => (Outcome::Ignored, Some(reason), None),
        Content::Unreadable { reason, body } => (Outcome::Unreadable, Some(reason), Some(body)),
    };
    let row = json!({
        "provider": delivery.provider.as_str(),
        "event": delivery.event,
        "delivery_key": delivery.delivery_key,
        "body_sha256": bytea(&delivery.body_sha256),
        "outcome": outcome.as_str(),
        "error": error,
    });
    let reports = match delivery.content {
        Content::Reports(reports) => reports.iter().filter_map(report).collect(),
        _ => Value::Array(Vec::new()),
    };
    (row, reports, body)
}

/// A report as `apply_report` takes it; `None` for one that says nothing. The state made of it holds each job once.
pub fn report(report: &BuildReport) -> Option<Value> {
    let state = BuildState::from(report);
    let sequences = state.runs.keys().copied().chain(state.jobs.values().map(|it| it.sequence));
    let greatest = sequences.max()?;
    Some(json!({
        "pipeline": {
            "provider": report.pipeline.provider.as_str(),
            "repository": report.pipeline.repository,
            "name": report.pipeline.name,
            "external_id": report.pipeline.external_id,
            "url": report.pipeline.url,
            "default_branch": report.pipeline.default_branch,
        },
        "external_id": report.external_id,
        "number": state.number,
        "born_at": report.life.map(|it| it.born_at),
        "died_at": report.life.and_then(|it| it.died_at),
        "numbered": matches!(greatest, Sequence::Attempt(_)),
        "sequence": number(report.sequence),
        "greatest_sequence": number(greatest),
        "run": state.runs.values().next().map(run),
        "jobs": state.jobs.iter().map(|(id, state)| job(id, state)).collect::<Vec<_>>(),
    }))
}

/// An attempt in the columns of the table `attempts`.
pub fn run(state: &AttemptState) -> Value {
    json!({
        "status": state.progress.status.as_str(),
        "raw_status": state.progress.raw_status,
        "observed_at": state.progress.observed_at,
        "queued_at": state.queued_at,
        "started_at": state.started_at,
        "finished_at": state.finished_at,
        "ended_by": state.ended_by,
        "duration_seconds": state.duration_seconds,
        "queued_seconds": state.queued_seconds,
        "branch": state.branch,
        "commit_sha": state.commit_sha,
        "commit_title": state.commit_title,
        "actor": state.actor,
        "event": state.event,
        "web_url": state.web_url,
    })
}

fn job(external_id: &str, state: &JobState) -> Value {
    json!({
        "external_id": external_id,
        "sequence": number(state.sequence),
        "name": state.name,
        "stage": state.stage,
        "status": state.progress.status.as_str(),
        "raw_status": state.progress.raw_status,
        "observed_at": state.progress.observed_at,
        "queued_at": state.queued_at,
        "started_at": state.started_at,
        "finished_at": state.finished_at,
        "web_url": state.web_url,
    })
}

fn number(sequence: Sequence) -> i64 {
    match sequence {
        Sequence::Attempt(number) | Sequence::Generation(number) => number,
    }
}

/// Bytes as Postgres reads them in text.
fn bytea(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    bytes.iter().fold("\\x".to_owned(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
