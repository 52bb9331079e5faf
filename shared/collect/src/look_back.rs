//! How far the first poll of a source looks back.

use jiff::SignedDuration;
use platform::config::{ConfigError, Environment};

const DAYS: &str = "a whole number of days up to 365";

/// How far the first poll of a source looks back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookBack(pub SignedDuration);

impl LookBack {
    /// Reads `SIGNALBOX_BACKFILL_DAYS`.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let days: u16 = environment.parsed("SIGNALBOX_BACKFILL_DAYS", DAYS, 14)?;
        if days > 365 {
            return Err(ConfigError::Invalid { name: "SIGNALBOX_BACKFILL_DAYS", takes: DAYS });
        }
        Ok(Self(SignedDuration::from_hours(i64::from(days) * 24)))
    }
}
