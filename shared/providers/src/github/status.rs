//! GitHub's words for where a run or a job stands.

use domain::Status;

use crate::told::Told;

/// Our word and GitHub's own.
///
/// The action of the delivery is not asked: an `in_progress` delivery may tell of a run that is already completed.
pub(super) fn status(status: &Told, conclusion: &Told) -> (Status, String) {
    let status = status.name().unwrap_or_else(|| "null".to_owned());
    match conclusion.name() {
        Some(conclusion) => (canonical(&status, &conclusion), format!("{status}/{conclusion}")),
        None => (canonical(&status, ""), status),
    }
}

fn canonical(status: &str, conclusion: &str) -> Status {
    match status {
        "queued" | "requested" | "pending" => Status::Queued,
        "in_progress" => Status::Running,
        "waiting" => Status::Blocked,
        "completed" => concluded(conclusion),
        _ => Status::Unknown,
    }
}

fn concluded(conclusion: &str) -> Status {
    match conclusion {
        "success" => Status::Success,
        "failure" | "startup_failure" => Status::Failure,
        // GitHub gave up on it.
        "cancelled" | "stale" => Status::Cancelled,
        "timed_out" => Status::TimedOut,
        "skipped" | "neutral" => Status::Skipped,
        // A run of a fork waits for approval; the same run goes on after it.
        "action_required" => Status::Blocked,
        _ => Status::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(word: &str, conclusion: &str) -> (Status, String) {
        status(&Told::Text(word.to_owned()), &Told::Text(conclusion.to_owned()))
    }

    #[test]
    fn every_word_has_its_status() {
        for (word, conclusion, expected) in [
            ("queued", "", Status::Queued),
            ("requested", "", Status::Queued),
            ("pending", "", Status::Queued),
            ("in_progress", "", Status::Running),
            ("waiting", "", Status::Blocked),
            ("completed", "success", Status::Success),
            ("completed", "failure", Status::Failure),
            ("completed", "startup_failure", Status::Failure),
            ("completed", "cancelled", Status::Cancelled),
            ("completed", "stale", Status::Cancelled),
            ("completed", "timed_out", Status::TimedOut),
            ("completed", "skipped", Status::Skipped),
            ("completed", "neutral", Status::Skipped),
            ("completed", "action_required", Status::Blocked),
            ("completed", "", Status::Unknown),
            ("completed", "canceled", Status::Unknown),
            ("completed", "finished", Status::Unknown),
            ("Completed", "success", Status::Unknown),
            ("done", "success", Status::Unknown),
            ("in_progress", "failure", Status::Running),
        ] {
            assert_eq!(read(word, conclusion).0, expected, "{word}/{conclusion}");
        }
    }

    #[test]
    fn githubs_own_words_are_kept() {
        assert_eq!(read("completed", "failure").1, "completed/failure");
        assert_eq!(read("queued", "").1, "queued");
        assert_eq!(status(&Told::Absent, &Told::Absent), (Status::Unknown, "null".to_owned()));
    }
}
