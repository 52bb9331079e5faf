//! Jenkins' words for where a build stands.

use domain::Status;

use crate::told::Told;

/// Jenkins' word for a build that runs.
pub(super) const STARTED: &str = "STARTED";

/// Our word and Jenkins' own, for a phase and a result of a notification: the phase until the end, then the result, which
/// is all that the API tells.
///
/// Before its end a build has no result: some versions tell that of the build before it.
pub(super) fn status(phase: &Told, result: &Told) -> (Status, String) {
    let phase = phase.name();
    match phase.as_deref().map(str::to_ascii_uppercase).as_deref() {
        Some("QUEUED") => (Status::Queued, "QUEUED".to_owned()),
        Some("STARTED") => (Status::Running, STARTED.to_owned()),
        Some("COMPLETED" | "FINALIZED" | "FINISHED") => ended(result, false),
        _ => (Status::Unknown, phase.or_else(|| result.name()).unwrap_or_else(|| "null".to_owned())),
    }
}

/// Whether a phase is the end of a build itself, not of the clean-up after it.
pub(super) fn is_end(phase: &Told) -> bool {
    phase.raw().is_some_and(|it| it.eq_ignore_ascii_case("COMPLETED"))
}

/// Our word and Jenkins' own for a build of the API that has ended. Jenkins calls one aborted that ran out of time.
pub(super) fn ended(result: &Told, timed_out: bool) -> (Status, String) {
    let raw = result.name().unwrap_or_else(|| "null".to_owned());
    match concluded(&raw) {
        Status::Cancelled if timed_out => (Status::TimedOut, raw),
        status => (status, raw),
    }
}

/// Our word and Jenkins' own for a stage.
pub(super) fn stage_status(told: &Told) -> (Status, String) {
    let raw = told.name().unwrap_or_else(|| "null".to_owned());
    let status = match raw.as_str() {
        "IN_PROGRESS" => Status::Running,
        "PAUSED_PENDING_INPUT" => Status::Blocked,
        "NOT_EXECUTED" => Status::Skipped,
        result => concluded(result),
    };
    (status, raw)
}

/// What a result of an ended build means.
fn concluded(result: &str) -> Status {
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
        assert_eq!(read("STARTED", "FAILURE"), (Status::Running, "STARTED".to_owned()));
        assert_eq!(read("QUEUED", ""), (Status::Queued, "QUEUED".to_owned()));
        assert_eq!(read("ARCHIVED", "SUCCESS").0, Status::Unknown);
    }

    #[test]
    fn a_message_without_a_phase_is_unknown() {
        assert_eq!(read("", "SUCCESS"), (Status::Unknown, "SUCCESS".to_owned()));
        assert_eq!(status(&Told::Absent, &Told::Absent), (Status::Unknown, "null".to_owned()));
    }

    #[test]
    fn every_word_for_a_stage_has_its_status() {
        for (word, expected) in [
            ("SUCCESS", Status::Success),
            ("FAILED", Status::Failure),
            ("UNSTABLE", Status::Failure),
            ("ABORTED", Status::Cancelled),
            ("IN_PROGRESS", Status::Running),
            ("PAUSED_PENDING_INPUT", Status::Blocked),
            ("NOT_EXECUTED", Status::Skipped),
            ("null", Status::Unknown),
        ] {
            assert_eq!(stage_status(&Told::Text(word.to_owned())), (expected, word.to_owned()));
        }
    }
}
