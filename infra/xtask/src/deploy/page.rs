//! The page's way to its bucket.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::aws::Aws;
use crate::progress::say;
use crate::workspace::run;

/// Uploads the built page: first the files whose names change with what is in them, and which browsers may keep for
/// ever; then what leads to them. Those of earlier deployments stay, for pages that are open.
pub(crate) fn upload(aws: &Aws, page: &Path, bucket: &str) -> Result<()> {
    say("uploading the page");
    let sync = |from: &Path, to: &str, cache: &str| -> Command {
        let mut command = aws.command("aws");
        command.args(["s3", "sync", "--no-progress", "--only-show-errors", "--cache-control", cache]).arg(from).arg(to);
        command
    };
    let assets = format!("s3://{bucket}/assets");
    run(&mut sync(&page.join("assets"), &assets, "public, max-age=31536000, immutable"))?;
    let root = format!("s3://{bucket}");
    run(sync(page, &root, "no-cache").args(["--exclude", "assets/*", "--exclude", ".vite/*", "--exact-timestamps"]))
}
