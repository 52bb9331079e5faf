//! The page, by way of CloudFront and its bucket.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::check::Story;
use crate::stage::Stage;

/// Plays what a person meets who opens the page.
pub(crate) async fn is_hosted(stage: &Stage) -> Result<()> {
    let story = Story::begin("the page asks to sign in, and is shown to who has");
    let stranger = stage.request("GET", "/builds/7").send().await?;
    ensure!(stranger.status() == 200, "the page answers {}", stranger.status());
    for (header, part) in [("content-security-policy", "frame-ancestors 'none'"), ("referrer-policy", "no-referrer")] {
        let value = stranger.headers().get(header).and_then(|it| it.to_str().ok()).unwrap_or_default();
        ensure!(value.contains(part), "{header} is {value:?}");
    }
    ensure!(stranger.text().await?.contains("sign-in.js"), "a stranger is shown something other than the sign-in page");

    let wrong = stage.request("POST", "/api/session").json(&json!({ "token": "not the token, but long" }));
    ensure!(wrong.send().await?.status() == 401, "a wrong token signs in");
    let signed_in = stage.request("POST", "/api/session").json(&json!({ "token": stage.token })).send().await?;
    ensure!(signed_in.status() == 204, "the token does not sign in: {}", signed_in.status());
    let cookie = signed_in.headers().get("set-cookie").context("no session")?.to_str()?;
    let session = cookie.split(';').next().unwrap_or_default().to_owned();
    let page = stage.request("GET", "/builds/7").header("cookie", &session).send().await?;
    ensure!(page.headers()["cache-control"] == "no-cache", "the page is kept");
    let page = page.text().await?;
    let script =
        page.split("src=\"/assets/").nth(1).and_then(|it| it.split('"').next()).context("no script in the page")?;
    let known = stage.request("GET", "/api/pipelines").header("cookie", &session).send().await?;
    ensure!(known.status() == 200, "a session is answered {}", known.status());
    story.end();

    let story = Story::begin("what never changes is kept, what is not there is not found");
    let asset = stage.request("GET", &format!("/assets/{script}")).send().await?;
    ensure!(asset.headers()["cache-control"] == "public, max-age=31536000, immutable", "an asset is not kept");
    let missing = stage.request("GET", "/assets/gone.js").send().await?;
    ensure!(missing.status() == 404, "a missing file answers {}", missing.status());
    story.end();
    Ok(())
}
