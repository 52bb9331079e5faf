//! Jenkins' words for where a build stands.

use domain::Status;

use crate::told::Told;

/// Our word and Jenkins' own, for a phase and a result of a notification.
///
/// Before its end a build has no result: some versions tell that of the build before it.
pub(super) fn status(phase: &Told, result: &Told) -> (Status, String) {
    let (phase, result) = (phase.name(), result.name());
    let status = match phase.as_deref().map(str::to_ascii_uppercase).as_deref() {
        Some("QUEUED") => Status::Queued,
        Some("STARTED") => Status::Running,
        Some("COMPLETED" | "FINALIZED" | "FINISHED") => result.as_deref().map_or(Status::Unknown, concluded),
        _ => Status::Unknown,
    };
    let words: Vec<String> = [phase, result].into_iter().flatten().collect();
    let raw = words.join("/");
    (status, if raw.is_empty() { "null".to_owned() } else { raw })
}

/// What a result of an ended build means.
pub(super) fn concluded(result: &str) -> Status {
    match result.to_ascii_uppercase().as_str() {
        "SUCCESS" => Status::Success,
        "FAILURE" | "FAILED" | "UNSTABLE" => Status::Failure,
        "ABORTED" => Status::Cancelled,
        // The second spelling is Jenkins' own.
        "NOT_BUILT" | "NOT_BUILD" => Status::Skipped,
        _ => Status::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(phase: &str, result: &str) -> (Status, String) {
        status(&Told::Text(phase.to_owned()), &Told::Text(result.to_owned()))
    }

    #[test]
    fn every_result_of_an_ended_build_has_its_status() {
        for (result, expected) in [
            ("SUCCESS", Status::Success),
            ("FAILURE", Status::Failure),
            ("FAILED", Status::Failure),
            ("UNSTABLE", Status::Failure),
            ("Unstable", Status::Failure),
            ("ABORTED", Status::Cancelled),
            ("NOT_BUILT", Status::Skipped),
            ("NOT_BUILD", Status::Skipped),
            ("PASSED", Status::Unknown),
            ("", Status::Unknown),
        ] {
            for phase in ["COMPLETED", "FINALIZED", "FINISHED", "Completed"] {
                assert_eq!(read(phase, result).0, expected, "{phase}/{result}");
            }
        }
    }

    #[test]
    fn before_its_end_a_build_has_no_result() {
        assert_eq!(read("STARTED", "FAILURE"), (Status::Running, "STARTED/FAILURE".to_owned()));
        assert_eq!(read("QUEUED", ""), (Status::Queued, "QUEUED".to_owned()));
        assert_eq!(read("ARCHIVED", "SUCCESS").0, Status::Unknown);
    }

    #[test]
    fn a_message_without_a_phase_is_unknown() {
        assert_eq!(read("", "SUCCESS"), (Status::Unknown, "SUCCESS".to_owned()));
        assert_eq!(status(&Told::Absent, &Told::Absent), (Status::Unknown, "null".to_owned()));
    }
}
