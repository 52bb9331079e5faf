//! GitLab's words for where a pipeline or a job stands.

use domain::Status;

use crate::told::Told;

/// Our word and GitLab's own.
pub(super) fn status(told: &Told) -> (Status, String) {
    let raw = told.name().unwrap_or_else(|| "null".to_owned());
    (canonical(&raw), raw)
}

/// Our word and GitLab's own for a job. Only a job tells that it failed by taking too long; its pipeline does not.
pub(super) fn job_status(told: &Told, failure_reason: &Told) -> (Status, String) {
    let (status, raw) = status(told);
    let reason = failure_reason.raw().unwrap_or_default();
    let too_long = matches!(reason, "stuck_or_timeout_failure" | "job_execution_timeout");
    // A reason is told of jobs that did not fail, too.
    match status {
        Status::Failure if too_long => (Status::TimedOut, raw),
        status => (status, raw),
    }
}

fn canonical(word: &str) -> Status {
    match word {
        "created" | "waiting_for_resource" | "preparing" | "pending" => Status::Queued,
        "running" | "canceling" | "waiting_for_callback" => Status::Running,
        "success" => Status::Success,
        "failed" => Status::Failure,
        "canceled" => Status::Cancelled,
        "skipped" => Status::Skipped,
        "manual" | "scheduled" => Status::Blocked,
        _ => Status::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(word: &str) -> Told {
        Told::Text(word.to_owned())
    }

    #[test]
    fn every_word_has_its_status() {
        for (word, expected) in [
            ("created", Status::Queued),
            ("waiting_for_resource", Status::Queued),
            ("preparing", Status::Queued),
            ("pending", Status::Queued),
            ("running", Status::Running),
            ("canceling", Status::Running),
            ("waiting_for_callback", Status::Running),
            ("success", Status::Success),
            ("failed", Status::Failure),
            ("canceled", Status::Cancelled),
            ("skipped", Status::Skipped),
            ("manual", Status::Blocked),
            ("scheduled", Status::Blocked),
            ("cancelled", Status::Unknown),
            ("passed", Status::Unknown),
            ("", Status::Unknown),
        ] {
            assert_eq!(status(&told(word)).0, expected, "{word}");
        }
        assert_eq!(status(&Told::Absent), (Status::Unknown, "null".to_owned()));
    }

    #[test]
    fn a_job_that_failed_by_taking_too_long_timed_out() {
        for reason in ["stuck_or_timeout_failure", "job_execution_timeout"] {
            let (status, raw) = job_status(&told("failed"), &told(reason));
            assert_eq!((status, raw.as_str()), (Status::TimedOut, "failed"));
            assert_eq!(job_status(&told("success"), &told(reason)).0, Status::Success);
        }
        assert_eq!(job_status(&told("failed"), &told("script_failure")).0, Status::Failure);
        assert_eq!(job_status(&told("failed"), &Told::Absent).0, Status::Failure);
    }
}
