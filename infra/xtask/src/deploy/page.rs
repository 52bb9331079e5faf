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
    let upload = |how: &[&str], from: &Path, to: &str, cache: &str| -> Command {
        let mut command = aws.command("aws");
        command.arg("s3").args(how).args(["--only-show-errors", "--cache-control", cache]).arg(from).arg(to);
        command
    };
    let assets = format!("s3://{bucket}/assets");
    run(&mut upload(&["sync"], &page.join("assets"), &assets, "public, max-age=31536000, immutable"))?;
    // No `sync`: it leaves a page of the same size that was built later, as after a newer version was deployed.
    let root = format!("s3://{bucket}");
    run(upload(&["cp", "--recursive"], page, &root, "no-cache").args(["--exclude", "assets/*", "--exclude", ".vite/*"]))
}
