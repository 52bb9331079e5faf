//! Polls of GitHub: what is found, and what it costs.

use std::sync::Arc;
use std::time::Instant;

use collect::Deadline;
use domain::Status;
use domain::source::SourceState;
use jiff::SignedDuration;
use testing::fakes::github::{Fault, Run, TOKEN};
use tokio::sync::Notify;

use crate::world::{World, ago, in_time, poller};

const API: &str = "acme/api";

fn statuses(asked: &[String]) -> Vec<&str> {
    asked.iter().filter_map(|it| it.rsplit(' ').next()).collect()
}

#[tokio::test]
async fn a_second_poll_with_nothing_new_is_one_conditional_request() {
    let world = World::new(&[API], &[API]).await;
    world.server.put(API, Run::ended(1, 1, ago(50), "success"));
    world.server.put(API, Run::ended(2, 2, ago(40), "failure"));
    world.server.put(API, Run::queued(3, 3, ago(30)));
    let first = world.poll().await;
    // The repository, its runs, the jobs of both that have ended, its hooks and its owner's, and eleven days back.
    assert_eq!(first.len(), 1 + 1 + 2 + 2 + 11, "{first:#?}");
    let statuses_of: Vec<_> = world.builds().await.iter().map(|it| it.status).collect();
    assert_eq!(statuses_of, [Status::Queued, Status::Failure, Status::Success]);
    let second = world.poll().await;
    assert_eq!(second, [format!("GET /repos/{API}/actions/runs?per_page=100&exclude_pull_requests=true 304")]);
    let source = world.source().await;
    assert_eq!((source.state, source.requests.last_poll, source.requests.total), (SourceState::Ok, 1, 18));
    assert!(source.backfill.is_some_and(|it| it.done));
    assert!(source.budget.is_some_and(|it| it.limit == 5_000));
}

#[tokio::test]
async fn a_build_is_followed_to_its_end_and_its_re_run_found() {
    let world = World::new(&[API], &[API]).await;
    let run = Run::queued(1, 1, ago(50));
    world.server.put(API, run.clone());
    world.poll().await;
    let run = run.then("in_progress", None);
    world.server.put(API, run.clone());
    world.poll().await;
    assert_eq!(world.build().await.build.status, Status::Running);
    let run = run.then("completed", Some("failure")).again();
    world.server.put(API, run.clone());
    world.poll().await;
    let build = world.build().await;
    assert_eq!((build.build.attempt, build.build.status), (2, Status::Queued));
    assert_eq!(build.attempts[0].status, Status::Failure, "the first attempt was asked for");
    world.server.put(API, run.then("completed", Some("success")));
    world.poll().await;
    let told: Vec<_> = world.build().await.transitions.iter().map(|it| (it.to, it.attempt)).collect();
    let expected = [(Status::Queued, 1), (Status::Running, 1), (Status::Queued, 2), (Status::Success, 2)];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn an_attempt_that_the_provider_tells_of_late_is_asked_for_once_more() {
    let world = World::new(&[API], &[API]).await;
    let run = Run::ended(1, 1, ago(50), "failure");
    world.server.put(API, run.clone());
    let re_run = run.again().then("completed", Some("failure")).again().then("completed", Some("success"));
    crate::hear(&world.store, API, &re_run).await;
    world.poll().await;
    world.server.put(API, re_run);
    world.poll().await;
    assert_eq!(world.build().await.attempts.len(), 2, "what was not to be had is not asked for with every poll");
    world.an_hour_passes().await;
    world.poll().await;
    let attempts: Vec<_> = world.build().await.attempts.iter().map(|it| (it.attempt, it.status)).collect();
    assert_eq!(attempts, [(1, Status::Failure), (2, Status::Failure), (3, Status::Success)]);
}

#[tokio::test]
async fn an_old_build_that_is_not_over_is_asked_for_by_itself_until_it_is_gone() {
    let world = World::new(&[API], &[API]).await;
    let run = Run::queued(1, 1, ago(60 * 24 * 20)).then("in_progress", None);
    crate::hear(&world.store, API, &run).await;
    world.server.put(API, run.clone());
    for id in 2..=130 {
        world.server.put(API, Run::ended(id, id, ago(200 - id), "success"));
    }
    let itself = format!("GET /repos/{API}/actions/runs/1 200");
    assert!(world.poll().await.contains(&itself));
    assert!(world.poll().await.contains(&itself), "it still runs");
    world.server.edit(|state| state.repositories.get_mut(API).expect("it is there").runs.retain(|it| it.id != 1));
    world.poll().await;
    let builds = world.builds().await;
    let build = builds.iter().find(|it| it.external_id == "1").expect("its row stays");
    assert_eq!((build.status, build.raw_status.as_deref()), (Status::Unknown, Some("gone")));
    assert_eq!(world.poll().await.len(), 1, "nobody asks for it any more");
}

#[tokio::test]
async fn a_window_with_more_than_github_gives_is_halved() {
    let world = World::with(&[API], &[API], TOKEN, SignedDuration::from_hours(48)).await;
    for id in 1..=2_500 {
        let run = Run::ended(id, id, ago(60) - SignedDuration::from_secs(id * 50), "success");
        world.server.put(API, run.with_jobs(0));
    }
    let asked = world.poll().await;
    assert_eq!(world.builds().await.len(), 2_500);
    let pages = asked.iter().filter(|it| it.contains("created=")).count();
    assert!((25..=40).contains(&pages), "{pages} pages");
    let looked = asked.iter().filter(|it| it.contains("/jobs")).count();
    assert_eq!(looked, 200, "no more than one poll may look at");
}

#[tokio::test]
async fn runs_that_come_while_somebody_pages_are_found_in_the_same_poll() {
    let world = World::new(&[API], &[API]).await;
    for id in 1..=250 {
        world.server.put(API, Run::ended(id, id, ago(600 - id), "success"));
    }
    let mut id = 250;
    world.server.edit(|state| {
        state.meanwhile = Some(Box::new(move |repositories| {
            if id < 300 {
                id += 10;
                let new = (id - 9..=id).map(|it| Run::ended(it, it, ago(600 - it), "success"));
                repositories.get_mut(API).expect("it is there").runs.extend(new);
            }
        }));
    });
    world.poll().await;
    assert_eq!(world.builds().await.len(), 300);
}

#[tokio::test]
async fn a_number_that_is_missing_is_asked_for_and_found_or_gone() {
    let world = World::new(&[API], &[API]).await;
    for number in [1, 2, 5] {
        world.server.put(API, Run::ended(number, number, ago(100 - number), "success"));
    }
    // Run 4 shows only once somebody asks for its time: lists are not always whole.
    world.server.edit(|state| {
        let mut asked = 0;
        state.meanwhile = Some(Box::new(move |repositories| {
            asked += 1;
            if asked == 6 {
                let runs = &mut repositories.get_mut(API).expect("it is there").runs;
                runs.push(Run::ended(4, 4, ago(96), "failure"));
            }
        }));
    });
    let asked = world.poll().await;
    let source = world.source().await;
    assert_eq!((source.holes.open, source.holes.found, source.holes.gone), (0, 1, 1), "{asked:#?}");
    assert_eq!(world.builds().await.len(), 4);
}

#[tokio::test]
async fn a_run_that_could_not_start_and_old_servers_are_read() {
    let world = World::new(&[API], &[API]).await;
    world.server.edit(|state| state.repositories.get_mut(API).expect("it is there").is_old_server = true);
    world.server.put(API, Run::ended(1, 1, ago(20), "startup_failure").with_jobs(0));
    let asked = world.poll().await;
    assert!(asked.iter().any(|it| it.contains("/actions/workflows?")), "{asked:#?}");
    assert_eq!(world.build().await.build.status, Status::Failure);
    let pipelines = world.store.pipelines().await.expect("a list");
    assert_eq!(pipelines[0].external_id, "acme/api:.github/workflows/ci.yml");
    assert_eq!(pipelines[0].default_branch.as_deref(), Some("main"));
    assert_eq!(world.poll().await.len(), 1, "its jobs are not to be had, and not asked for again");
}

#[tokio::test]
async fn a_pattern_leads_to_all_that_is_in_use() {
    let world = World::new(&["acme/api", "acme/web", "acme/old"], &["acme/*", "nobody/*"]).await;
    world.server.edit(|state| state.repositories.get_mut("acme/old").expect("it is there").is_archived = true);
    world.poll().await;
    let names: Vec<_> = world.sources().await.into_iter().map(|it| (it.name, it.state)).collect();
    let expected = [("acme/api", SourceState::Ok), ("acme/web", SourceState::Ok), ("nobody/*", SourceState::Failing)];
    assert_eq!(names, expected.map(|(name, state)| (name.to_owned(), state)));
    assert_eq!(statuses(&world.poll().await), ["304", "304"], "owners are asked once an hour");
}

#[tokio::test]
async fn patterns_of_another_configuration_count_at_once() {
    let world = World::new(&["acme/api", "acme/web"], &["acme/*"]).await;
    world.poll().await;
    let other = poller(&world.server, &world.store, &["acme/api", "nobody/*"], TOKEN, SignedDuration::ZERO);
    other.run(true, &in_time()).await.expect("the poll ends");
    let names: Vec<_> = world.sources().await.into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["acme/api", "nobody/*"]);
}

#[tokio::test]
async fn what_a_pattern_led_to_stays_while_it_leads_nowhere_for_a_moment() {
    let world = World::new(&["acme/api", "acme/web"], &["acme/*"]).await;
    world.poll().await;
    let started_anew = poller(&world.server, &world.store, &["acme/*"], TOKEN, SignedDuration::ZERO);
    world.server.edit(|state| state.faults.push_back(Fault::Status(502)));
    started_anew.run(true, &in_time()).await.expect("the poll ends");
    let sources = world.sources().await;
    let states: Vec<_> = sources.iter().map(|it| (it.name.as_str(), it.state)).collect();
    let expected = [("acme/*", SourceState::Failing), ("acme/api", SourceState::Ok), ("acme/web", SourceState::Ok)];
    assert_eq!(states, expected);
}

#[tokio::test]
async fn one_source_in_trouble_does_not_hold_the_others() {
    let world = World::new(&["acme/api"], &["acme/gone", "acme/api", "acme/moved"]).await;
    world.server.edit(|state| state.renamed.insert("acme/moved".to_owned(), "acme/api".to_owned()));
    world.server.put("acme/api", Run::queued(1, 1, ago(10)));
    world.poll().await;
    let states: Vec<_> = world.sources().await.into_iter().map(|it| (it.name, it.last_error)).collect();
    assert_eq!(states[0].1, None);
    let error = states[1].1.as_ref().expect("an error");
    assert_eq!(error.message, "not found (404): it does not exist, or the token may not see it");
    assert_eq!((states[2].0.as_str(), &states[2].1), ("acme/moved", &None), "it is followed");
    assert_eq!(world.builds().await.len(), 1);
}

#[tokio::test]
async fn a_wrong_token_is_told_on_every_source_and_asked_with_once() {
    for names in [["acme/api", "acme/web"], ["acme/*", "other/*"]] {
        let world = World::with(&["acme/api", "acme/web"], &names, "hush", SignedDuration::ZERO).await;
        assert_eq!(world.poll().await.len(), 1);
        let sources = world.sources().await;
        assert_eq!(sources.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), names);
        for source in sources {
            let error = source.last_error.expect("an error").message;
            assert!(error.starts_with("the token is not accepted (401)") && !error.contains("hush"), "{error}");
        }
    }
}

#[tokio::test]
async fn limits_are_honoured_and_what_breaks_is_tried_next_time() {
    let world = World::new(&["acme/api", "acme/web"], &["acme/api", "acme/web"]).await;
    world.server.edit(|state| state.faults.push_back(Fault::Secondary(3_600)));
    assert_eq!(statuses(&world.poll().await), ["403"]);
    let sources = world.sources().await;
    assert!(sources.iter().all(|it| it.state == SourceState::Throttled), "{sources:#?}");
    assert!(world.poll().await.is_empty(), "nobody asks before the time is over");

    for fault in [Fault::Status(502), Fault::Cut, Fault::Garbage] {
        let world = World::new(&[API], &[API]).await;
        world.server.put(API, Run::queued(1, 1, ago(10)));
        world.server.edit(|state| state.faults.extend([Fault::Status(500), fault.clone()]));
        world.poll().await;
        assert_eq!(world.source().await.state, SourceState::Failing, "{fault:?}");
        world.poll().await;
        assert_eq!(world.source().await.state, SourceState::Failing, "{fault:?}");
        world.poll().await;
        assert_eq!((world.source().await.state, world.builds().await.len()), (SourceState::Ok, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_look_back_does_not_spend_the_last_of_the_budget() {
    let world = World::new(&[API], &[API]).await;
    world.server.edit(|state| state.remaining = 900);
    world.server.put(API, Run::queued(1, 1, ago(10)));
    assert_eq!(world.poll().await.len(), 4, "only what is live, and where webhooks are");
    assert!(world.source().await.backfill.is_some_and(|it| !it.done));
    world.server.edit(|state| state.remaining = 5_000);
    world.poll().await;
    world.poll().await;
    assert!(world.source().await.backfill.is_some_and(|it| it.done), "it is taken up again");
}

#[tokio::test]
async fn a_look_back_holds_up_nobody_and_is_taken_up_again() {
    let world = World::new(&[API], &[API]).await;
    world.poller.run(true, &in_time()).await.expect("the poll ends");
    assert!(!world.server.asked().iter().any(|it| it.contains("created=")), "history is no part of a poll");
    world.poller.look_back(&Deadline::at(Instant::now())).await.expect("it ends");
    assert!(world.server.asked().is_empty(), "there is no time");
    assert!(world.source().await.backfill.is_none_or(|it| !it.done));

    let late = Arc::new(Notify::new());
    world.server.edit(|state| state.late = Some(late.clone()));
    let until = in_time();
    let meanwhile = async {
        while !world.server.asked().iter().any(|it| it.contains("created=")) {
            tokio::task::yield_now().await;
        }
        world.server.put(API, Run::queued(1, 1, ago(1)));
        world.poller.run(true, &until).await.expect("the poll ends");
        assert_eq!(world.builds().await.len(), 1, "what is live comes while history waits");
        let later = Arc::new(Notify::new());
        world.server.edit(|state| state.late = Some(later.clone()));
        world.server.asked();
        late.notify_one();
        while !world.server.asked().iter().any(|it| it.contains("created=")) {
            tokio::task::yield_now().await;
        }
        let back = world.source().await.backfill.expect("how far it has come is told on the way");
        assert!(!back.done && back.reached > back.from, "{back:?}");
        later.notify_one();
    };
    let (looked, ()) = tokio::join!(world.poller.look_back(&until), meanwhile);
    looked.expect("the look back ends");
    assert!(world.source().await.backfill.is_some_and(|it| it.done));
    world.server.asked();
    world.poller.look_back(&in_time()).await.expect("it ends");
    assert!(world.server.asked().is_empty(), "there is no more");
}

#[tokio::test]
async fn a_week_without_polls_is_made_up_for() {
    let world = World::new(&[API], &[API]).await;
    world.poll().await;
    world.nobody_polls_for(8).await;
    for id in 1..=120 {
        world.server.put(API, Run::ended(id, id, ago(60 * 24 * 7 - id), "success"));
    }
    world.poll().await;
    assert_eq!(world.builds().await.len(), 120);
}

#[tokio::test]
async fn two_polls_at_once_do_no_harm_and_one_without_time_begins_nothing() {
    let world = World::new(&[API], &[API]).await;
    for id in 1..=120 {
        world.server.put(API, Run::ended(id, id, ago(200 - id), "success"));
    }
    let other = poller(&world.server, &world.store, &[API], TOKEN, SignedDuration::ZERO);
    other.run(true, &Deadline::at(Instant::now())).await.expect("it ends");
    assert!(world.server.asked().is_empty());
    let until = in_time();
    let (one, two) = tokio::join!(world.poller.run(true, &until), other.run(true, &until));
    one.expect("it ends");
    two.expect("it ends");
    assert_eq!(world.builds().await.len(), 120);
}

#[tokio::test]
async fn a_source_that_only_polls_see_is_not_missed_when_webhooks_come_too() {
    let world = World::new(&[API], &[API]).await;
    let run = Run::queued(1, 1, ago(30));
    crate::hear(&world.store, API, &run).await;
    world.server.put(API, run);
    world.poll().await;
    let source = world.source().await;
    assert!(source.last_webhook_at.is_some() && source.last_poll_at.is_some());
    assert!(!source.webhook_missing);
}
