//! What stands before everything that is not open to all, in both wirings.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use access::{Access, Shown, is_open};
use api::Problem;
use lambda_http::http::HeaderMap;
use tokio::sync::Mutex;

use crate::clock;
use crate::config::{ConfigError, Environment};
use crate::http::{self, Request, Response};

const TOKEN: &str = "SIGNALBOX_ACCESS_TOKEN";
const TAKES: &str = "at least 16 characters that nobody can guess, such as what `openssl rand -hex 24` prints";

/// How long a wrong try takes. They take turns, so that many at once are no faster.
const WRONG_TRY: Duration = Duration::from_millis(500);
/// How long a wrong try waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The gate. Without a token it is open, which is for a host that only its own machine can reach.
#[derive(Clone, Debug)]
pub struct Gate {
    access: Option<Access>,
    wrong_try: Arc<Mutex<()>>,
}

impl Gate {
    /// The gate of a Lambda function: a function without a token does not start.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        environment.required(TOKEN, TAKES)?;
        Self::optional(environment)
    }

    /// The gate of a host that may do without a token.
    pub fn optional(environment: &Environment) -> Result<Self, ConfigError> {
        let token = environment.optional(TOKEN);
        let access = token.map(Access::new).transpose();
        let access = access.map_err(|_| ConfigError::Invalid { name: TOKEN, takes: TAKES })?;
        Ok(Self { access, wrong_try: Arc::default() })
    }

    /// What the gate goes by; `None` where it is open.
    pub fn access(&self) -> Option<&Access> {
        self.access.as_ref()
    }

    /// Lets a request through to `answer`, or answers it with a problem.
    pub async fn pass(
        &self,
        request: Request,
        answer: impl AsyncFnOnce(Request) -> Response,
    ) -> Result<Response, Infallible> {
        Ok(match self.admit(request.uri().path(), request.headers()).await {
            Ok(()) => answer(request).await,
            Err(problem) => http::problem(&problem),
        })
    }

    /// Whether a request with these headers may ask for `path`.
    pub async fn admit(&self, path: &str, headers: &HeaderMap) -> Result<(), Problem> {
        if is_open(path) { Ok(()) } else { self.check(headers).await }
    }

    /// Whether the headers show access. A wrong token is answered slowly.
    pub async fn check(&self, headers: &HeaderMap) -> Result<(), Problem> {
        match self.access.as_ref().map(|it| it.shown(headers, clock::now())) {
            None | Some(Shown::Access) => Ok(()),
            Some(Shown::Nothing) => Err(Problem::sign_in("sign in, or send the access token as a bearer token")),
            Some(Shown::Wrong) => Err(self.wrong().await),
        }
    }

    /// The answer to a wrong try, in its time.
    pub async fn wrong(&self) -> Problem {
        match tokio::time::timeout(PATIENCE, self.wrong_try.lock()).await {
            Ok(_turn) => {
                tokio::time::sleep(WRONG_TRY).await;
                Problem::sign_in("the access token is wrong")
            }
            Err(_) => Problem::too_many_tries(),
        }
    }
}
