//! `POST /webhooks/github`: takes in what GitHub sends. GitHub signs the body with `X-Hub-Signature-256`.

use intake::Intake;
use platform::http::{Request, Response};
use providers::{Secrets, github};

/// The function with its parts.
pub struct Function {
    intake: Intake,
    secrets: Secrets,
}

impl Function {
    /// Takes what one of `secrets` proves to `intake`.
    pub fn new(intake: Intake, secrets: Secrets) -> Self {
        Self { intake, secrets }
    }

    /// Answers one delivery.
    pub async fn handle(&self, request: Request) -> Response {
        let verify = |request: &Request| github::verify(request.headers(), request.body(), &self.secrets);
        self.intake.receive(&request, verify).await
    }
}
