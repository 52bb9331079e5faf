//! All measurements, for programs and for people.

use serde_json::{Value, json};

use crate::cold_start::ColdStart;
use crate::fanout::Fanout;
use crate::frames::Frames;
use crate::history::History;
use crate::ingest::Ingest;

/// What was measured.
pub(crate) struct Report {
    pub(crate) ingest: Ingest,
    pub(crate) frames: Frames,
    pub(crate) fanout: Fanout,
    pub(crate) cold_start: ColdStart,
    pub(crate) history: History,
}

impl Report {
    /// The figures by name.
    pub(crate) fn json(&self) -> Value {
        let mut figures = json!({
            "ingest": self.ingest.json(),
            "webhook_to_frame": self.frames.json(),
            "fanout": self.fanout.json(),
            "cold_start": self.cold_start.json(),
        });
        if let Value::Object(figures) = &mut figures {
            figures.extend(self.history.json());
        }
        figures
    }

    /// The figures as tables.
    pub(crate) fn tables(&self) -> String {
        let tables = [
            self.ingest.table(),
            self.history.table(),
            self.frames.table(),
            self.fanout.table(),
            self.cold_start.table(),
        ];
        tables.join("\n")
    }
}
