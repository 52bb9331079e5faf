//! pgbench running the statement that our handler runs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::deliveries::Delivery;

/// The id of the first run, as it stands in reports.
const FIRST_RUN: &str = "7000000000";
/// How many statements a transaction of the script stands for: each is a transaction of its own.
const STATEMENTS: u32 = 3;

/// Statements a second at a number of clients, for `count` statements in all; `None` where pgbench is not installed.
pub(crate) fn run(database: &str, clients: usize, count: u64) -> Result<Option<f64>> {
    let Some(program) = find() else { return Ok(None) };
    let mut script = tempfile::NamedTempFile::new()?;
    script.write_all(self::script().as_bytes())?;
    let output = Command::new(program)
        .args(["--no-vacuum", "--client", &clients.to_string(), "--jobs", &clients.min(2).to_string()])
        .args([
            "--transactions",
            &(count / u64::from(STATEMENTS) / u64::try_from(clients)?).max(1).to_string(),
            "--file",
        ])
        .arg(script.path())
        .arg(database)
        .output()
        .context("pgbench does not start")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let rate =
        text.lines().find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse::<f64>().ok());
    rate.map(|it| Some(it * f64::from(STATEMENTS)))
        .with_context(|| format!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The three deliveries of a run. pgbench puts the run's number in wherever `:run` stands, and leaves every other colon
/// alone.
fn script() -> String {
    let statements = (0..u64::from(STATEMENTS)).map(|step| {
        let (delivery, reports) = Delivery::github(step).parameters();
        let reports = reports.to_string().replace(FIRST_RUN, ":run");
        let delivery = delivery.to_string().replace(&format!("bench-{step}"), &format!("{step}-:run"));
        let hash = delivery.split("\\\\x").nth(1).and_then(|it| it.get(..64)).unwrap_or_default().to_owned();
        let delivery = delivery.replace(&hash, &format!("' || md5('{step}-:run') || '"));
        format!("select outcome from take_delivery(1, ('{delivery}')::jsonb, ('{reports}')::jsonb, null);\n")
    });
    format!("\\set run random(1, 1000000000000)\n{}", statements.collect::<String>())
}

fn find() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<PathBuf> = debian.map(|it| it.path().join("bin/pgbench")).collect();
    places.push(Path::new("/usr/bin/pgbench").to_owned());
    places.push(Path::new("/usr/local/bin/pgbench").to_owned());
    places.into_iter().find(|it| it.exists())
}
