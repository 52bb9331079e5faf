//! Jenkins numbers start again when a job is deleted and made anew: two builds, one id, and reports in any order.

use domain::{BuildDetail, BuildReport, Life, PipelineRef, Provider, Run, Sequence, Status};
use jiff::{Timestamp, ToSpan};
use store::Store;
use store::builds::BuildFilter;
use store::intake::{Content, NewDelivery};
use testing::Database;

/// A time, in seconds after a fixed one.
fn at(seconds: i64) -> Timestamp {
    Timestamp::constant(1_700_000_000, 0) + seconds.seconds()
}

fn report(
    repository: &str,
    status: Status,
    told_at: i64,
    started_at: Option<i64>,
    seconds: Option<i64>,
) -> BuildReport {
    let end = status.is_terminal().then(|| at(told_at));
    BuildReport {
        pipeline: PipelineRef {
            provider: Provider::Jenkins,
            repository: repository.to_owned(),
            external_id: Some(format!("{repository}/app")),
            name: format!("{repository}/app"),
            url: None,
            default_branch: None,
        },
        external_id: format!("{repository}/app#5"),
        number: Some(5),
        life: None,
        sequence: Sequence::Attempt(1),
        run: Some(Run {
            status,
            raw_status: status.to_string(),
            observed_at: Some(at(told_at)),
            queued_at: (status == Status::Queued).then(|| at(told_at)),
            started_at: started_at.map(at),
            finished_at: end,
            ended_by: None,
            duration_seconds: seconds.map(|it| f64::from(i32::try_from(it).expect("a short time"))),
            queued_seconds: None,
            branch: None,
            commit_sha: None,
            commit_title: None,
            actor: None,
            event: None,
            web_url: None,
        }),
        jobs: Vec::new(),
    }
}

/// A build that began at `born` and ran for `seconds`: the notifications of its start, its end and its clean-up, and what
/// the API tells while it runs and after.
fn build(repository: &str, born: i64, seconds: i64, outcome: Status) -> [BuildReport; 5] {
    let died = born + seconds;
    let life = |died_at: Option<i64>| Some(Life { born_at: at(born), died_at: died_at.map(at) });
    let started = report(repository, Status::Running, born, Some(born), None);
    let completed = report(repository, outcome, died, Some(born), Some(seconds));
    // Half a minute of clean-up: longer than the first build itself ran.
    let cleaned_up = report(repository, outcome, died + 30, Some(born + 30), Some(seconds));
    [
        started.clone(),
        BuildReport { life: life(Some(died)), ..completed.clone() },
        BuildReport { life: life(None), ..started },
        BuildReport { life: life(Some(died)), ..completed },
        cleaned_up,
    ]
}

async fn take(store: &Store, key: &str, report: &BuildReport) {
    let body_sha256 = std::array::from_fn(|index| key.as_bytes().get(index).copied().unwrap_or(0));
    let reports = std::slice::from_ref(report);
    let content = Content::Reports(reports);
    let delivery =
        NewDelivery { provider: Provider::Jenkins, event: "notification", delivery_key: key, body_sha256, content };
    store.take_delivery(&delivery).await.expect("the delivery is taken");
}

/// What is shown of the builds after the reports came in this order, oldest build first.
async fn shown(store: &Store, repository: &str, order: &[BuildReport]) -> Vec<BuildDetail> {
    for (index, report) in order.iter().enumerate() {
        take(store, &format!("{repository}/{index}"), report).await;
    }
    let filter = BuildFilter { search: Some(repository.to_owned()), ..BuildFilter::default() };
    let mut shown = Vec::new();
    for build in store.builds(&filter, 10).await.expect("the builds are listed").items {
        shown.extend(store.build(build.id).await.expect("the build is read"));
    }
    shown.reverse();
    shown
}

fn permutations(items: &[usize]) -> Vec<Vec<usize>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let rest = |it: usize| items.iter().copied().filter(|other| *other != it).collect::<Vec<_>>();
    items
        .iter()
        .flat_map(|first| permutations(&rest(*first)).into_iter().map(|it| [vec![*first], it].concat()))
        .collect()
}

/// The reports of the two builds: a failure of ten seconds, and five minutes later a success of twenty.
fn two_builds(repository: &str) -> Vec<BuildReport> {
    let (first, second) = (build(repository, 0, 10, Status::Failure), build(repository, 300, 20, Status::Success));
    first.into_iter().chain(second).collect()
}

fn assert_both(shown: &[BuildDetail], repository: &str, order: &[usize]) {
    let told: Vec<_> = shown
        .iter()
        .map(|it| (it.build.external_id.as_str(), it.build.status, it.build.started_at, it.build.finished_at))
        .collect();
    let (former, plain) = (format!("{repository}/app#5~1700000000"), format!("{repository}/app#5"));
    let expected = [
        (former.as_str(), Status::Failure, Some(at(0)), Some(at(10))),
        (plain.as_str(), Status::Success, Some(at(300)), Some(at(320))),
    ];
    assert_eq!(told, expected, "{order:?}");
}

#[tokio::test]
async fn two_builds_with_one_id_are_two_rows_in_every_order() {
    let database = Database::new();
    let store = database.store();
    // The start, the end and the API's word of either: 720 orders.
    for (number, order) in permutations(&[0, 1, 3, 5, 6, 8]).iter().enumerate() {
        let repository = format!("acme-{number:04}-");
        let reports = two_builds(&repository);
        let in_order: Vec<_> = order.iter().map(|it| reports[*it].clone()).collect();
        assert_both(&shown(&store, &repository, &in_order).await, &repository, order);
    }
}

#[tokio::test]
async fn news_of_the_clean_up_and_of_a_running_build_find_their_own() {
    let database = Database::new();
    let store = database.store();
    for (number, order) in [
        [0, 1, 4, 5, 6, 9].as_slice(),
        &[0, 1, 5, 6, 9, 4],
        &[1, 6, 4, 9, 0, 5],
        &[6, 9, 4, 1, 2, 7],
        &[2, 7, 9, 6, 4, 1],
        &[7, 2, 1, 4, 6, 9],
        &[5, 2, 1, 6, 9, 0],
        &[1, 9, 5, 0, 6, 4],
    ]
    .iter()
    .enumerate()
    {
        let repository = format!("acme-{number:04}-");
        let reports = two_builds(&repository);
        let in_order: Vec<_> = order.iter().map(|it| reports[*it].clone()).collect();
        assert_both(&shown(&store, &repository, &in_order).await, &repository, order);
    }
}

#[tokio::test]
async fn notifications_from_the_middle_of_a_build_do_not_split_it() {
    let database = Database::new();
    let store = database.store();
    let mut reports = build("acme-", 100, 200, Status::Success).to_vec();
    // What a step of the build sends itself tells the present as its start or its end.
    reports.push(report("acme-", Status::Running, 130, Some(130), None));
    reports.push(report("acme-", Status::Failure, 150, Some(150), Some(0)));
    for (number, order) in permutations(&[0, 3, 5, 6]).iter().enumerate() {
        let repository = format!("acme-{number:04}-");
        let in_order: Vec<_> = order
            .iter()
            .map(|it| {
                let mut report = reports[*it].clone();
                report.pipeline.repository.clone_from(&repository);
                report
            })
            .collect();
        let shown = shown(&store, &repository, &in_order).await;
        assert_eq!(shown.len(), 1, "{order:?}: {shown:#?}");
        assert_eq!((shown[0].build.status, shown[0].build.started_at), (Status::Success, Some(at(100))));
    }
}

#[tokio::test]
async fn three_builds_with_one_id_are_three_rows() {
    let database = Database::new();
    let store = database.store();
    let one = |born: i64| build("acme-", born, 10, Status::Success)[3].clone();
    let shown = shown(&store, "acme-", &[one(300), one(0), one(600)]).await;
    let ids: Vec<_> = shown.iter().map(|it| it.build.external_id.as_str()).collect();
    assert_eq!(ids, ["acme-/app#5~1700000000", "acme-/app#5~1700000300", "acme-/app#5"]);
}
