//! `POST /webhooks/jenkins`: takes in what Jenkins sends. Jenkins' Notification plugin sends a token, and signs nothing.

use intake::Intake;
use platform::http::{Request, Response};
use providers::{Secrets, jenkins};

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
            jenkins::verify(request.headers(), request.uri().query(), request.body(), &self.secrets)
        };
        self.intake.receive(&request, verify).await
    }
}
