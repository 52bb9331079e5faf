//! A second deployment, with a new migration, while requests come in.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use testing::delivery::Delivery;

use crate::check::Story;
use crate::stage::Stage;
use crate::stories::connect;

/// The next version's migration. It expands, as all of ours do, so that the code before it goes on.
const NAME: &str = "9999_next.sql";
const NEXT: &str = "alter table builds add column of_the_next_version text;\n";

/// What a build of the functions needs of the checkout.
const SOURCES: [&str; 6] = ["Cargo.toml", "Cargo.lock", "functions", "infra", "migrations", "shared"];

/// Builds a next version, deploys it, and asks and delivers all the while.
pub(crate) async fn goes_unnoticed(stage: &Stage) -> Result<()> {
    let story = Story::begin("a next version is built, with a migration of its own");
    let next = stage.folder.join("next");
    write_next(&next)?;
    let built = stage.folder.join("built");
    let built = built.to_str().context("a folder that is not UTF-8")?;
    stage.aws.run(&["cargo", "lambda", "build", "--bin", "migrate", "--lambda-dir", built], &next).await?;
    fs::copy(Path::new(built).join("migrate/bootstrap"), ".aws-sam/build/Migrate/bootstrap")
        .context("could not put the next version in place")?;
    story.end();

    let story = Story::begin("it is deployed under traffic, and no request fails");
    let (ended, asked) = (AtomicBool::new(false), AtomicU64::new(0));
    let deployed = async {
        // Another level of logs too, so that every function is replaced.
        let deployed = stage.sam_deploy(&["LogLevel=debug"]).await;
        ended.store(true, Ordering::Relaxed);
        deployed
    };
    let (asking, deployed) = tokio::join!(ask(stage, &ended, &asked), deployed);
    deployed?;
    asking?;
    let asked = asked.load(Ordering::Relaxed);
    ensure!(asked > 20, "only {asked} requests were made meanwhile");
    let database = connect(&stage.database_url).await?;
    database.query("select of_the_next_version from builds limit 1", &[]).await.context("the migration did not run")?;
    story.end();
    Ok(())
}

/// Delivers and asks, until it has ended.
async fn ask(stage: &Stage, ended: &AtomicBool, asked: &AtomicU64) -> Result<()> {
    for number in 1_000.. {
        if ended.load(Ordering::Relaxed) {
            break;
        }
        let delivered = stage.send(&Delivery::run(number, "success")).await?;
        ensure!(delivered.status() == 202, "delivery {number} is answered {}", delivered.status());
        let receipt: Value = delivered.json().await?;
        ensure!(receipt["outcome"] == "applied", "delivery {number}: {receipt}");
        stage.get("/api/builds?limit=5").await?;
        asked.fetch_add(2, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Copies the sources and adds a migration.
fn write_next(next: &Path) -> Result<()> {
    fs::create_dir_all(next)?;
    for source in SOURCES {
        copy(Path::new(source), &next.join(source)).with_context(|| format!("could not copy {source}"))?;
    }
    fs::write(next.join("migrations").join(NAME), NEXT)?;
    let list = next.join("shared/store/src/migrations.rs");
    let code = fs::read_to_string(&list)?;
    let (before, after) = code.split_once("pub const TABLES").context("the list of migrations is not where it was")?;
    let (tables, after) = after.split_once("];").context("the list of migrations has no end")?;
    let tables = tables.trim_end().trim_end_matches(',');
    fs::write(list, format!("{before}pub const TABLES{tables}, \"{NAME}\"];{after}"))?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    } else {
        fs::copy(from, to)?;
    }
    Ok(())
}
