//! A breakage keeps its id while it is the same trouble to people, and nobody is left with the wrong last word.

use domain::Status::{self, Cancelled, Failure, Success};
use domain::{BuildReport, NewsKind, Sequence};
use jiff::Timestamp;

use crate::history::{at, ended};
use crate::table::Table;

const REPOSITORY: &str = "acme/api";

/// Takes in the reports one by one.
async fn table_of(reports: &[BuildReport]) -> Table {
    let table = Table::new().await;
    for (index, report) in reports.iter().enumerate() {
        table.take(&index.to_string(), std::slice::from_ref(report)).await;
    }
    table
}

/// The same about another attempt.
fn of_attempt(attempt: i64, mut report: BuildReport) -> BuildReport {
    report.sequence = Sequence::Attempt(attempt);
    report
}

/// The id, the beginning and the end, in minutes, of each breakage.
async fn breakages(table: &Table) -> Vec<(i64, i64, Option<i64>)> {
    let minutes = |time: Timestamp| time.as_second() / 60;
    let rows = table.rows(REPOSITORY).await.into_values().flatten();
    rows.map(|it| (it.id, minutes(it.stretch.opened_at), it.stretch.closed.map(|it| minutes(it.1)))).collect()
}

/// The end as it was first told, and what it is corrected to.
fn corrected(build: i64, status: Status, minutes: i64) -> BuildReport {
    let mut report = ended(build, status, minutes);
    report.run.as_mut().expect("it tells of a run").observed_at = Some(at(1_000));
    report
}

#[tokio::test]
async fn a_breakage_is_told_when_it_opens_and_when_it_closes_and_not_between() {
    let table =
        table_of(&[ended(1, Failure, 1), ended(2, Failure, 2), ended(3, Cancelled, 3), ended(4, Success, 4)]).await;
    assert_eq!(breakages(&table).await, [(1, 1, Some(4))]);
    assert_eq!(table.told(1).await, ["broken", "fixed"]);
}

#[tokio::test]
async fn a_re_run_that_is_green_closes_what_the_first_attempt_opened() {
    let re_run = of_attempt(2, ended(1, Success, 5));
    let table = table_of(&[ended(1, Failure, 1), re_run.clone()]).await;
    assert_eq!(breakages(&table).await, [(1, 1, Some(5))]);
    let table = table_of(&[re_run, ended(1, Failure, 1)]).await;
    assert_eq!(breakages(&table).await, [(1, 1, Some(5))]);
    assert_eq!(table.told(1).await, ["broken", "fixed"], "it was over when we heard of it");
}

#[tokio::test]
async fn an_earlier_failure_that_comes_late_moves_the_beginning() {
    let table = table_of(&[ended(2, Failure, 2), ended(1, Failure, 1)]).await;
    assert_eq!(breakages(&table).await, [(1, 1, None)]);
    assert_eq!(table.told(1).await, ["broken"]);
}

#[tokio::test]
async fn a_success_that_comes_late_splits_one_and_the_later_part_is_the_one_people_know() {
    let table = table_of(&[ended(1, Failure, 1), ended(3, Failure, 3), ended(2, Success, 2)]).await;
    assert_eq!(breakages(&table).await, [(2, 1, Some(2)), (1, 3, None)]);
    assert_eq!(table.told(1).await, ["broken"]);
    assert_eq!(table.told(2).await, Vec::<String>::new(), "people know it under the other's id");
}

#[tokio::test]
async fn a_success_that_was_none_joins_two() {
    let reports = [ended(1, Failure, 1), ended(2, Success, 2), ended(3, Failure, 3), corrected(2, Cancelled, 2)];
    let table = table_of(&reports).await;
    assert_eq!(breakages(&table).await, [(2, 1, None)]);
    assert_eq!((table.told(1).await, table.told(2).await), (told("bf"), told("b")));
}

#[tokio::test]
async fn a_fix_that_was_none_opens_the_same_one_again() {
    let table = table_of(&[ended(1, Failure, 1), ended(2, Success, 2), corrected(2, Failure, 2)]).await;
    assert_eq!(breakages(&table).await, [(1, 1, None)]);
    assert_eq!(table.told(1).await, told("bfb"));
}

#[tokio::test]
async fn those_who_were_told_of_a_breakage_that_never_was_are_told_that_it_is_over() {
    let table = table_of(&[ended(1, Failure, 1), corrected(1, Cancelled, 1)]).await;
    assert_eq!(breakages(&table).await, []);
    assert_eq!(table.told(1).await, told("bf"));
    let row = table.client.query_one("select retracted, closed_by from breakages", &[]).await.expect("it is kept");
    assert_eq!((row.get(0), row.get(1)), (true, None::<i64>));
}

#[tokio::test]
async fn a_breakage_moves_with_its_build_from_the_stand_in_to_the_true_pipeline() {
    let mut stand_in = ended(1, Failure, 1);
    stand_in.pipeline.external_id = None;
    let table = table_of(&[stand_in, ended(1, Failure, 1)]).await;
    let pipelines = table.rows(REPOSITORY).await.into_keys().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!((breakages(&table).await, pipelines), (vec![(1, 1, None)], vec![2]));
    assert_eq!(table.told(1).await, told("b"));
}

#[tokio::test]
async fn a_build_that_came_to_be_earlier_than_we_thought_takes_its_breakage_along() {
    let mut queued = ended(2, Status::Queued, 2);
    queued.run.as_mut().expect("it tells of a run").queued_at = Some(at(0));
    let table = table_of(&[ended(1, Success, 1), ended(2, Failure, 5), queued]).await;
    assert_eq!(breakages(&table).await, [(1, 5, Some(5))], "it was overtaken, and ended when it began");
    assert_eq!(table.told(1).await, told("bf"));
}

#[tokio::test]
async fn what_still_fails_is_told_where_a_route_asks_for_it() {
    let table = Table::new().await;
    let insert = "insert into alert_routes (name, kinds) values ('nagging', '{still_failing}')";
    table.take("1", &[ended(1, Failure, 1)]).await;
    table.take("2", &[ended(2, Failure, 2)]).await;
    table.client.batch_execute(insert).await.expect("the route is made");
    table.take("4", &[ended(4, Failure, 4)]).await;
    table.take("3", &[ended(3, Failure, 3)]).await;
    table.take("4 again", &[of_attempt(2, ended(4, Failure, 5))]).await;
    let sql = "select dedupe_key from outbox where payload ->> 'kind' = $1 order by id";
    let rows = table.client.query(sql, &[&NewsKind::StillFailing.as_str()]).await.expect("the outbox is read");
    let told: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(told, ["breakage:1:still_failing:3:1", "breakage:1:still_failing:3:2"], "the third came too late");
}

/// The kinds by their initials.
fn told(kinds: &str) -> Vec<String> {
    kinds.chars().map(|it| if it == 'b' { "broken" } else { "fixed" }.to_owned()).collect()
}
