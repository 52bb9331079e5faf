//! `POST /webhooks/gitlab`: takes in what GitLab sends. GitLab signs it as Standard Webhooks do, or sends `X-Gitlab-Token`.

use intake::Intake;
use platform::http::{Request, Response};
use providers::{Secrets, gitlab};

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
        let verify = |request: &Request| {
            gitlab::verify(request.headers(), request.body(), &self.secrets, platform::clock::now())
        };
        self.intake.receive(&request, verify).await
    }
}
