//! What the commands tell the person in front of them.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// One line about what is going on.
#[expect(clippy::print_stdout, reason = "the commands talk to a person")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// One line about what is made ready, beside an output that another program may read.
#[expect(clippy::print_stderr, reason = "the commands talk to a person")]
pub(crate) fn say_aside(line: &str) {
    eprintln!("{line}");
}

/// Whether a person watches the output as it comes.
pub(crate) fn is_watched() -> bool {
    rustix::termios::isatty(std::io::stdout())
}

/// A line that the next one replaces where a person watches.
pub(crate) fn say_over(line: &str, last: bool) {
    if !is_watched() {
        return say(line);
    }
    let mut out = std::io::stdout();
    let end = if last { "\n" } else { "" };
    // A terminal that went away is no reason to stop.
    let _ = write!(out, "\r\x1b[K{line}{end}").and_then(|()| out.flush());
}

/// Tells why a command failed, in one line.
#[expect(clippy::print_stderr, reason = "the commands talk to a person")]
pub fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}

/// A time as people say it.
pub(crate) fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_say_them() {
        assert_eq!(spoken(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(spoken(Duration::from_secs(59)), "59 s");
        assert_eq!(spoken(Duration::from_secs(372)), "6 min 12 s");
    }
}
