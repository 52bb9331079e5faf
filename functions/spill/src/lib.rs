//! Takes in the deliveries that came while the database was away.

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use intake::Intake;
use platform::batch;

/// The function with its parts.
pub struct Function {
    intake: Intake,
}

impl Function {
    /// Takes deliveries to `intake`.
    pub fn new(intake: Intake) -> Self {
        Self { intake }
    }

    /// Takes in a batch; what the database does not take yet comes again.
    pub async fn handle(&self, event: SqsEvent) -> SqsBatchResponse {
        batch::each(event, |message| async move { self.intake.take_spilled(&message).await }).await
    }
}
