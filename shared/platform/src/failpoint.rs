//! Places at which a test ends the process as `kill -9` does. Of a release build nothing of it is left.

use std::sync::OnceLock;

use crate::config::Environment;

static ARMED: OnceLock<String> = OnceLock::new();

/// Arms the place that `SIGNALBOX_FAILPOINT` names.
pub fn arm(environment: &Environment) {
    if cfg!(debug_assertions)
        && let Some(name) = environment.optional("SIGNALBOX_FAILPOINT")
    {
        ARMED.get_or_init(|| name.to_owned());
    }
}

/// Ends the process here if this place is armed.
pub fn reach(name: &str) {
    if cfg!(debug_assertions) && ARMED.get().is_some_and(|it| it == name) {
        std::process::abort();
    }
}
