//! A GitHub of the tests' own: repositories with runs that change, served as GitHub serves them, with a ledger of what
//! was asked.

mod answers;
mod run;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub use run::{Attempt, Run};

/// The token that is accepted.
pub const TOKEN: &str = "ghp_of_the_tests";

/// What goes wrong with the next request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// An answer with this status and no body.
    Status(u16),
    /// A secondary rate limit: 403 with `retry-after`.
    Secondary(u32),
    /// The primary rate limit: 403 with nothing remaining.
    Primary,
    /// An answer that breaks off.
    Cut,
    /// 200 with something that is no JSON.
    Garbage,
}

/// What happens while somebody asks.
pub type Meanwhile = Box<dyn FnMut(&mut BTreeMap<String, Repository>) + Send>;

/// What the server knows.
#[derive(Default)]
pub struct State {
    /// Repositories by their full names.
    pub repositories: BTreeMap<String, Repository>,
    /// The webhooks of organisations, by owner.
    pub hooks: BTreeMap<String, Hook>,
    /// Where a name that is no more leads.
    pub renamed: BTreeMap<String, String>,
    /// What goes wrong with the next requests.
    pub faults: VecDeque<Fault>,
    /// Every request: method and path with query, and the status it was answered with.
    pub ledger: Vec<(String, u16)>,
    /// Done before each answer: the world goes on while somebody pages.
    pub meanwhile: Option<Meanwhile>,
    /// The next answer comes when this says so.
    pub late: Option<Arc<Notify>>,
    /// Requests left in this hour.
    pub remaining: i64,
}

/// A repository.
#[derive(Default)]
pub struct Repository {
    /// Its runs, in no order.
    pub runs: Vec<Run>,
    /// Its webhook.
    pub hook: Option<Hook>,
    /// Whether nothing happens there any more.
    pub is_archived: bool,
    /// Whether runs tell the path of their workflow.
    pub is_old_server: bool,
}

/// A webhook.
pub struct Hook {
    /// Where it leads.
    pub url: String,
    /// Each try to deliver.
    pub deliveries: Vec<Delivery>,
}

/// One try to deliver an event.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its id.
    pub id: i64,
    /// The event's.
    pub guid: String,
    /// The event's name.
    pub event: String,
    /// How it was answered.
    pub status_code: u16,
    /// When.
    pub at: jiff::Timestamp,
}

/// A running server.
pub struct Github {
    /// Where it is.
    pub url: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Github {
    /// Serves on a free port, with the repositories `names`.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start(names: &[&str]) -> Self {
        let repositories = names.iter().map(|it| ((*it).to_owned(), Repository::default())).collect();
        let state = Arc::new(Mutex::new(State { repositories, remaining: 5_000, ..State::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (served, base) = (state.clone(), url.clone());
        let app = Router::new().fallback(any(move |request| {
            let mut state = served.lock().unwrap_or_else(PoisonError::into_inner);
            let late = state.late.take();
            let answer = answers::answer(&mut state, &base, &request);
            async move {
                if let Some(late) = late {
                    late.notified().await;
                }
                answer
            }
        }));
        let task = tokio::spawn(async move { axum::serve(listener, app).await.expect("it is served") });
        Self { url, state, task }
    }

    /// Changes what the server knows.
    pub fn edit<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a run into a repository, or in the place of the one with its id.
    ///
    /// # Panics
    /// Where there is no such repository.
    pub fn put(&self, repository: &str, run: Run) {
        self.edit(|state| {
            let runs = &mut state.repositories.get_mut(repository).expect("a repository").runs;
            runs.retain(|it| it.id != run.id);
            runs.push(run);
        });
    }

    /// What was asked since the last time, as `GET /path 200`.
    pub fn asked(&self) -> Vec<String> {
        self.edit(|state| state.ledger.drain(..).map(|(request, status)| format!("{request} {status}")).collect())
    }
}

impl Drop for Github {
    fn drop(&mut self) {
        self.task.abort();
    }
}
