//! `/api/session`: signing in and out, and the tickets that open sockets.

use access::{SESSION, SESSION_OF_HTTPS, SESSION_TIME};
use api::Problem;
use api::answers::{Session, SignIn, SocketTicket};
use lambda_http::http::header::{HeaderValue, SET_COOKIE};
use lambda_http::http::{HeaderMap, Method, StatusCode};
use platform::clock;
use platform::gate::Gate;
use platform::http::{self, Request, Response};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The function with its parts.
pub struct Function {
    gate: Gate,
    is_https: bool,
}

impl Function {
    /// Signs people in at `gate`. Over HTTPS the cookie is bound to that.
    pub fn new(gate: Gate, is_https: bool) -> Self {
        Self { gate, is_https }
    }

    /// Answers one request.
    pub async fn handle(&self, request: Request) -> Response {
        http::answer(self.respond(&request).await)
    }

    async fn respond(&self, request: &Request) -> anyhow::Result<Response> {
        match (request.uri().path(), request.method()) {
            ("/api/session", &Method::GET) => Ok(http::ok(&self.session(request.headers()))),
            ("/api/session", &Method::POST) => self.sign_in(request.body()).await,
            ("/api/session", &Method::DELETE) => self.answer("", 0),
            ("/api/session", _) => Err(Problem::method_not_allowed("GET, POST, DELETE").into()),
            ("/api/session/ticket", &Method::POST) => Ok(http::ok(&self.ticket())),
            ("/api/session/ticket", _) => Err(Problem::method_not_allowed("POST").into()),
            _ => Err(Problem::not_found("address").into()),
        }
    }

    fn session(&self, headers: &HeaderMap) -> Session {
        let shown = self.gate.access().map(|it| it.shown(headers, clock::now()));
        Session { required: shown.is_some(), signed_in: shown.is_none_or(|it| it == access::Shown::Access) }
    }

    async fn sign_in(&self, body: &[u8]) -> anyhow::Result<Response> {
        // An object first: a list of the fields' values would do for the type too.
        let asked = serde_json::from_slice::<Map<_, _>>(body).and_then(|it| SignIn::deserialize(Value::Object(it)));
        let asked = asked.map_err(|_| Problem::bad_parameter("token", "the access token, as {\"token\": \"…\"}"))?;
        let Some(access) = self.gate.access() else { return self.answer("", 0) };
        if !access.knows(asked.token.trim()) {
            return Err(self.gate.wrong().await.into());
        }
        let (session, _) = access.session(rand::random(), clock::now());
        self.answer(&session, SESSION_TIME.as_secs())
    }

    /// Puts a session in place of the one that the browser has; one that lasts no time removes it.
    fn answer(&self, session: &str, seconds: u64) -> anyhow::Result<Response> {
        let (name, secure) = if self.is_https { (SESSION_OF_HTTPS, "; Secure") } else { (SESSION, "") };
        // Lax, so that a link in an alert opens the page signed in; what changes anything is no link.
        let cookie = format!("{name}={session}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax{secure}");
        let mut response = http::empty(StatusCode::NO_CONTENT);
        response.headers_mut().insert(SET_COOKIE, HeaderValue::try_from(cookie)?);
        Ok(response)
    }

    fn ticket(&self) -> SocketTicket {
        let ticket = self.gate.access().map(|it| it.ticket(rand::random(), clock::now()));
        let (ticket, expires_at) = ticket.unzip();
        SocketTicket { ticket, expires_at }
    }
}
