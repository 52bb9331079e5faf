//! The house rules, as tests.

mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tree::{entries, files, functions, name, root};

/// The lines of Rust files that hold one of the words, outside of comments and tests, as `file:line`.
fn lines_with(folders: &[&str], words: &[&str], is_exempt: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(folders, &[".rs"]) {
        if is_exempt(&path) || path.components().any(|it| it.as_os_str() == "tests") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the file is read");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in (1..).zip(code.lines()) {
            if !line.trim_start().starts_with("//") && words.iter().any(|it| line.contains(it)) {
                found.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    found
}

/// The packages of ours that a package is built with.
fn dependencies(package: &Path) -> BTreeSet<String> {
    let manifest = fs::read_to_string(package.join("Cargo.toml")).expect("a manifest");
    let table = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let table = table.split("\n[").next().unwrap_or_default();
    table.lines().filter_map(|line| line.split(['.', ' ', '=']).next()).map(str::to_owned).collect()
}

#[test]
fn no_function_depends_on_a_function() {
    for function in functions() {
        let others: Vec<_> =
            dependencies(&root().join("functions").join(&function)).intersection(&functions()).cloned().collect();
        assert!(others.is_empty(), "{function} depends on {others:?}");
    }
}

#[test]
fn shared_crates_depend_downwards_only() {
    let allowed = BTreeMap::from([
        ("domain", vec![]),
        ("access", vec![]),
        ("alerts", vec!["domain"]),
        ("api", vec!["domain"]),
        ("providers", vec!["domain"]),
        ("collect", vec!["domain", "platform", "providers", "store"]),
        ("store", vec!["domain"]),
        ("platform", vec!["access", "api", "domain"]),
        ("logs", vec!["collect", "domain", "platform", "providers", "store"]),
        ("senders", vec!["alerts", "domain", "platform"]),
        ("intake", vec!["api", "domain", "platform", "providers", "store"]),
    ]);
    let ours: BTreeSet<_> = entries(&root().join("shared")).iter().map(|it| name(it)).collect();
    assert_eq!(ours, allowed.keys().map(ToString::to_string).collect());
    for (package, allowed) in allowed {
        let used: Vec<_> = dependencies(&root().join("shared").join(package)).intersection(&ours).cloned().collect();
        assert!(used.iter().all(|it| allowed.contains(&it.as_str())), "{package} depends on {used:?}");
    }
}

#[test]
fn sql_stands_in_the_store_only() {
    let words = ["select ", "insert into", "delete from", "update builds", "update outbox", "create table"];
    let found = lines_with(&["functions", "shared", "infra/local"], &words, |path| {
        path.starts_with(root().join("shared/store"))
    });
    assert!(found.is_empty(), "{found:#?}");
}

/// A pooler in transaction mode gives each transaction another session: what is kept in one is not there in the next.
#[test]
fn nothing_is_kept_in_a_session_of_the_database() {
    let words = [
        ".prepare",
        "connection.query(",
        "connection.execute(",
        "transaction.query(",
        "transaction.execute(",
        "listen ",
        "advisory_lock(",
        "create temp",
        "with hold",
        "set session",
        "set search_path",
        "set statement_timeout",
        "set lock_timeout",
        "', false)",
    ];
    let found = lines_with(&["shared/store"], &words, |_| false);
    assert!(found.is_empty(), "{found:#?}");
    for path in files(&["migrations"], &[".sql"]) {
        let text = fs::read_to_string(&path).expect("the file is read").to_lowercase();
        let found: Vec<_> = words.iter().filter(|it| text.contains(*it)).collect();
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

#[test]
fn the_environment_is_read_in_one_place() {
    let found = lines_with(&["functions", "shared", "infra/local"], &["env::var", "env::vars"], |path| {
        path.ends_with("platform/src/config.rs")
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_aws_sdks_stay_behind_platform() {
    for package in files(&["functions", "shared", "infra"], &["Cargo.toml"]) {
        let package = package.parent().expect("a folder");
        let sdk = dependencies(package).into_iter().find(|it| it.starts_with("aws-"));
        assert!(sdk.is_none() || package.ends_with("shared/platform"), "{} uses {sdk:?}", package.display());
    }
}

#[test]
fn the_core_is_pure() {
    let words = [
        "async fn",
        ".await",
        "tokio",
        "std::fs",
        "std::net",
        "std::process",
        "::now()",
        "Instant",
        "SystemTime",
        "println!",
    ];
    let found = lines_with(
        &["shared/domain/src", "shared/access/src", "shared/alerts/src", "shared/providers/src", "shared/api/src"],
        &words,
        |_| false,
    );
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_function_is_wired_in_the_local_host() {
    let wired = dependencies(&root().join("infra/local"));
    let missing: Vec<_> = functions().difference(&wired).cloned().collect();
    assert!(missing.is_empty(), "{missing:?} are not wired");
    let code: String = files(&["infra/local/src"], &[".rs"])
        .iter()
        .map(|path| fs::read_to_string(path).expect("the file is read"))
        .collect();
    for function in functions() {
        let name = format!("{}::Function", function.replace('-', "_"));
        assert!(code.contains(&name), "{name} is a dependency and not used");
    }
}

/// A route that nobody guards is open to the world.
#[test]
fn every_function_of_the_interface_stands_behind_the_gate() {
    for function in functions().into_iter().filter(|it| it.starts_with("api-") || it == "websocket") {
        let main = root().join("functions").join(&function).join("src/main.rs");
        let main = fs::read_to_string(main).expect("a function has a main.rs");
        assert!(main.contains("Gate::from_environment(&environment)?"), "{function} has no gate");
        assert!(function == "websocket" || main.contains("gate.pass("), "{function} does not ask its gate");
    }
}

#[test]
fn a_function_s_main_only_wires() {
    for function in functions() {
        let path = root().join("functions").join(&function).join("src/main.rs");
        let lines = fs::read_to_string(&path).expect("a function has a main.rs").lines().count();
        assert!(lines <= 25, "{function}/src/main.rs has {lines} lines");
    }
}

#[test]
fn no_file_is_longer_than_four_hundred_lines() {
    for path in files(&["functions", "shared", "infra", "migrations"], &[".rs", ".sql", ".py", ".sh"]) {
        let lines = fs::read_to_string(&path).expect("the file is read").lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}
