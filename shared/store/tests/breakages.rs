//! Breakages: the table says what the domain says, whatever order the reports come in, and so does what was told.

#[path = "breakages/history.rs"]
mod history;
#[path = "breakages/identity.rs"]
mod identity;
#[path = "breakages/table.rs"]
mod table;

use domain::BuildReport;
use history::histories;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use table::Table;

/// How many histories are told to the real database.
const HISTORIES: usize = 120;

/// The reports of a history, told of a repository of its own.
fn named(reports: Vec<BuildReport>, repository: &str) -> Vec<BuildReport> {
    let mut reports = reports;
    for report in &mut reports {
        repository.clone_into(&mut report.pipeline.repository);
        report.pipeline.external_id = report.pipeline.external_id.as_ref().map(|it| format!("{repository}:{it}"));
    }
    reports
}

#[tokio::test]
async fn histories_in_any_order_make_the_breakages_of_their_verdicts_and_tell_their_state() {
    let table = Table::new().await;
    let mut runner = TestRunner::deterministic();
    let strategy = histories();
    for history in 0..HISTORIES {
        let repository = format!("acme/{history:03}");
        let reports = named(strategy.new_tree(&mut runner).expect("a history").current(), &repository);
        for (index, report) in reports.iter().enumerate() {
            table.take(&format!("{repository}/{index}"), std::slice::from_ref(report)).await;
            table.check(&repository, &reports[..=index]).await;
        }
    }
}

#[tokio::test]
async fn a_delivery_of_many_reports_makes_the_same() {
    let table = Table::new().await;
    let mut runner = TestRunner::deterministic();
    let strategy = histories();
    for history in 0..HISTORIES {
        let repository = format!("acme/{history:03}");
        let reports = named(strategy.new_tree(&mut runner).expect("a history").current(), &repository);
        table.take(&repository, &reports).await;
        table.check(&repository, &reports).await;
    }
}

#[tokio::test]
async fn deliveries_that_come_at_once_see_one_another() {
    let table = Table::new().await;
    let mut runner = TestRunner::deterministic();
    let strategy = histories();
    for history in 0..HISTORIES / 2 {
        let repository = format!("acme/{history:03}");
        let reports = named(strategy.new_tree(&mut runner).expect("a history").current(), &repository);
        let tasks: Vec<_> = (reports.iter().cloned().enumerate())
            .map(|(index, report)| {
                let (table, key) = (table.clone(), format!("{repository}/{index}"));
                tokio::spawn(async move { table.take(&key, &[report]).await })
            })
            .collect();
        for task in tasks {
            task.await.expect("the delivery is taken");
        }
        table.check(&repository, &reports).await;
    }
}
