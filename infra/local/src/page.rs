//! The page: its files, read once at start.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

struct Asset {
    plain: Bytes,
    /// Compressed, where that is shorter.
    gzip: Option<Bytes>,
    kind: HeaderValue,
    tag: HeaderValue,
}

/// The files of the built page by their paths.
pub struct Page(HashMap<String, Asset>);

impl Page {
    /// Reads all files below a folder.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut assets = HashMap::new();
        let mut todo = vec![folder.to_owned()];
        while let Some(path) = todo.pop() {
            if path.is_dir() {
                let entries = fs::read_dir(&path).with_context(|| format!("{} cannot be read", path.display()))?;
                todo.extend(entries.flatten().map(|it| it.path()));
            } else {
                let name =
                    path.strip_prefix(folder)?.to_str().context("a file of the page has a name that is not UTF-8")?;
                assets.insert(format!("/{name}"), Asset::read(&path)?);
            }
        }
        anyhow::ensure!(assets.contains_key("/index.html"), "{} holds no built page", folder.display());
        Ok(Self(assets))
    }

    /// Answers a request for a file, or with the page itself for a path of its own routes. A file that is not there is
    /// a real 404.
    pub fn answer(&self, request: &Request) -> Response {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
        }
        let path = request.uri().path();
        let is_route = !path.rsplit('/').next().is_some_and(|it| it.contains('.'));
        match self.0.get(if is_route { "/index.html" } else { path }) {
            Some(asset) => asset.answer(request, !is_route && path.starts_with("/assets/")),
            None => (StatusCode::NOT_FOUND, "there is no such file").into_response(),
        }
    }

    /// Whether everybody may have the file: what the sign-in page is made of.
    pub fn is_open(path: &str) -> bool {
        ["/sign-in.html", "/sign-in.css", "/sign-in.js", "/theme.js", "/favicon.svg", "/robots.txt"].contains(&path)
    }

    /// The sign-in page, in the place of what was asked for.
    pub fn sign_in(&self) -> Response {
        let mut response = match self.0.get("/sign-in.html") {
            Some(asset) => asset.answer(&Request::new(Body::empty()), false),
            None => Self::not_built(),
        };
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        // It stands where another page will be.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.headers_mut().remove(ETAG);
        response
    }

    /// What is answered where the page has not been built.
    pub fn not_built() -> Response {
        let text = "The dashboard has not been built. `cargo xtask up` builds it and starts this server.\n";
        (StatusCode::NOT_FOUND, text).into_response()
    }
}

impl Asset {
    fn read(path: &Path) -> Result<Self> {
        let plain = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&plain)?;
        let gzip = encoder.finish()?;
        let kind = mime_guess::from_path(path).first_or_octet_stream();
        let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
        Ok(Self {
            gzip: (gzip.len() < plain.len()).then(|| gzip.into()),
            kind: kind.parse()?,
            tag: format!("\"{}\"", hex::encode(Sha256::digest(&plain).split_at(16).0)).parse()?,
            plain: plain.into(),
        })
    }

    fn answer(&self, request: &Request, is_immutable: bool) -> Response {
        let header =
            |name| request.headers().get(name).and_then(|it: &HeaderValue| it.to_str().ok()).unwrap_or_default();
        let gzip = self.gzip.as_ref().filter(|_| header(ACCEPT_ENCODING).contains("gzip"));
        let cache = if is_immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
        let is_known = header(IF_NONE_MATCH).split(',').any(|it| it.trim().trim_start_matches("W/") == self.tag);
        let mut response = if is_known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(gzip.unwrap_or(&self.plain).clone()))
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, self.kind.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(ETAG, self.tag.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if gzip.is_some() && !is_known {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}
