//! The built page, as browsers load it.

use std::fs;

use reqwest::{RequestBuilder, Response};

use crate::host::TestHost;

/// A host over a page of two files, beside a file that is none of the page's.
async fn start() -> (TestHost, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page");
    fs::create_dir_all(page.join("assets")).unwrap();
    fs::write(page.join("index.html"), "<!doctype html><title>Signalbox</title>").unwrap();
    fs::write(page.join("assets/app-1a2b.js"), "signal();\n".repeat(200)).unwrap();
    fs::write(folder.path().join("secrets.env"), "hush").unwrap();
    (TestHost::with(|settings| settings.page = Some(page)).await, folder)
}

async fn ask(request: RequestBuilder) -> (Response, String) {
    let answer = request.send().await.unwrap();
    let cache = answer.headers().get("cache-control").map(|it| it.to_str().unwrap().to_owned());
    (answer, cache.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn assets_are_kept_for_ever_and_the_page_is_asked_for_anew() {
    let (host, _folder) = start().await;
    let get = |path: &str| host.client.get(format!("{}{path}", host.url));
    let (asset, cache) = ask(get("/assets/app-1a2b.js")).await;
    assert_eq!((asset.status().as_u16(), cache.as_str()), (200, "public, max-age=31536000, immutable"));
    assert_eq!(asset.headers()["content-type"], "text/javascript; charset=utf-8");

    // Whatever has no extension is a route of the page, also below the assets.
    for path in ["/", "/builds", "/pipelines/7", "/assets/not-a-file"] {
        let (page, cache) = ask(get(path)).await;
        assert_eq!((page.status().as_u16(), cache.as_str()), (200, "no-cache"), "{path}");
        let tag = page.headers()["etag"].clone();
        assert!(page.text().await.unwrap().contains("<title>Signalbox</title>"), "{path}");
        let (again, _) = ask(get(path).header("if-none-match", tag)).await;
        assert_eq!(again.status(), 304, "{path}");
    }
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let (host, _folder) = start().await;
    for path in [
        "/assets/app-0000.js",
        "/favicon.ico",
        "/../secrets.env",
        "/%2e%2e/secrets.env",
        "/assets/..%2f..%2fsecrets.env",
    ] {
        let (answer, _) = ask(host.client.get(format!("{}{path}", host.url))).await;
        assert_eq!(answer.status(), 404, "{path}");
    }
    let (answer, _) = ask(host.client.post(format!("{}/builds", host.url))).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["allow"].to_str().unwrap()), (405, "GET, HEAD"));
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_travel_compressed_to_who_reads_that() {
    let (host, _folder) = start().await;
    let asset = format!("{}/assets/app-1a2b.js", host.url);
    let (plain, _) = ask(host.client.get(&asset)).await;
    assert!(!plain.headers().contains_key("content-encoding"));
    assert_eq!(plain.text().await.unwrap().len(), 2_000);
    let (gzip, _) = ask(host.client.get(&asset).header("accept-encoding", "br, gzip")).await;
    assert_eq!(gzip.headers()["content-encoding"], "gzip");
    assert_eq!(gzip.headers()["vary"], "accept-encoding");
    assert!(gzip.bytes().await.unwrap().len() < 200);
    host.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_page_the_host_says_how_to_build_it() {
    let host = TestHost::start().await;
    let answer = host.client.get(&host.url).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.unwrap().contains("cargo xtask up"));
    host.stop().await;
}
