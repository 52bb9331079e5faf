//! The settings of the local host: the environment, and a file `.env` for what the environment does not say.

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use collect::Polling;
use domain::Provider;
use platform::config::Environment;
use platform::gate::Gate;
use senders::Senders;

/// What a local host is started with.
#[derive(Clone)]
pub struct Settings {
    /// Where to listen.
    pub address: SocketAddr,
    /// Where data is kept.
    pub data: PathBuf,
    /// A database to use in place of the embedded one.
    pub database_url: Option<String>,
    /// The address that people and providers reach it by, without a slash at the end.
    pub public_url: Option<String>,
    /// The folder of the built page.
    pub page: Option<PathBuf>,
    /// What stands before page, API and sockets.
    pub gate: Gate,
    /// What each provider's deliveries are proven with.
    pub secrets: Vec<(Provider, String)>,
    /// The ways to Slack and mail, and where alerts go whose channel does not say so itself.
    pub senders: Senders,
    /// How much is logged.
    pub log: String,
    /// How often the pollers run.
    pub poll_every: Duration,
    /// The rest of the environment, for the functions that read their own settings in it.
    pub environment: Environment,
}

impl Settings {
    /// Reads the settings. Secrets that nobody set are made once and kept with the data.
    pub fn read(page: Option<PathBuf>) -> Result<Self> {
        let mut environment = Environment::read();
        load(&mut environment, Path::new(".env"))?;
        platform::failpoint::arm(&environment);
        Self::from_environment(environment, page)
    }

    fn from_environment(mut environment: Environment, page: Option<PathBuf>) -> Result<Self> {
        let takes = "an address and a port, such as 127.0.0.1:8080";
        let address: SocketAddr = environment.parsed("SIGNALBOX_ADDR", takes, ([127, 0, 0, 1], 8080).into())?;
        let gate = Gate::optional(&environment)?;
        ensure!(
            address.ip().is_loopback() || gate.access().is_some(),
            "SIGNALBOX_ADDR is beyond this machine, and anybody could read there; set SIGNALBOX_ACCESS_TOKEN, or use 127.0.0.1"
        );
        let data = PathBuf::from(environment.optional("SIGNALBOX_DATA").unwrap_or(".signalbox"));
        fs::create_dir_all(&data).with_context(|| format!("SIGNALBOX_DATA: {} cannot be made", data.display()))?;
        let data = data.canonicalize()?;
        let public_url = environment.optional("PUBLIC_URL").map(|it| it.trim_end_matches('/').to_owned());
        let is_url =
            |it: &str| it.strip_prefix("https://").or(it.strip_prefix("http://")).is_some_and(|it| !it.is_empty());
        ensure!(public_url.as_deref().is_none_or(is_url), "PUBLIC_URL takes an address such as https://ci.example.com");
        Ok(Self {
            address,
            database_url: environment.optional("DATABASE_URL").map(str::to_owned),
            public_url,
            page,
            gate,
            senders: Senders::from_environment(&environment)?,
            secrets: secrets(&mut environment, &data.join("secrets.env"))?,
            log: environment.optional("RUST_LOG").unwrap_or("info,tokio_postgres=warn").to_owned(),
            data,
            poll_every: Duration::from_secs(Polling::from_environment(&environment)?.seconds.into()),
            environment,
        })
    }
}

impl Settings {
    /// Whether people reach this host over HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|it| it.starts_with("https://"))
    }
}

/// Puts what a file says where the environment says nothing.
fn load(environment: &mut Environment, file: &Path) -> Result<()> {
    if !file.exists() {
        return Ok(());
    }
    let lines = dotenvy::from_path_iter(file).with_context(|| format!("{} cannot be read", file.display()))?;
    for line in lines {
        let (name, value) = line.with_context(|| format!("{} has a line that cannot be read", file.display()))?;
        environment.or_insert(&name, &value);
    }
    Ok(())
}

/// The providers' secrets: from the environment, else from `file`, else made and written there.
fn secrets(environment: &mut Environment, file: &Path) -> Result<Vec<(Provider, String)>> {
    load(environment, file)?;
    let mut made = String::new();
    let mut secrets = Vec::new();
    for (provider, name) in names() {
        let secret = match environment.optional(name) {
            Some(secret) => secret.to_owned(),
            None => {
                let secret = hex::encode(rand::random::<[u8; 24]>());
                made.extend([name, "=", &secret, "\n"]);
                secret
            }
        };
        secrets.push((provider, secret));
    }
    if !made.is_empty() {
        let mut file = fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
        file.write_all(made.as_bytes())?;
        file.sync_all()?;
    }
    Ok(secrets)
}

fn names() -> [(Provider, &'static str); 3] {
    [
        (Provider::Github, "GITHUB_WEBHOOK_SECRET"),
        (Provider::Gitlab, "GITLAB_WEBHOOK_SECRET"),
        (Provider::Jenkins, "JENKINS_WEBHOOK_SECRET"),
    ]
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn read(variables: &[(&str, &str)], data: &Path) -> Result<Settings> {
        let data = ("SIGNALBOX_DATA", data.to_str().expect("a path in UTF-8"));
        let all = variables.iter().chain([&data]).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Settings::from_environment(all.collect(), None)
    }

    #[test]
    fn secrets_that_nobody_set_are_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let first = read(&[("GITLAB_WEBHOOK_SECRET", "hush")], folder.path()).unwrap();
        assert_eq!(first.secrets[1], (Provider::Gitlab, "hush".to_owned()));
        assert_eq!(first.secrets[0].1.len(), 48, "192 bits in hex");
        let again = read(&[], folder.path()).unwrap();
        assert_eq!((&again.secrets[0], &again.secrets[2]), (&first.secrets[0], &first.secrets[2]));
        assert_ne!(again.secrets[1], first.secrets[1], "one that was set is not kept");
        let file = folder.path().join("secrets.env");
        assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_cannot_be_used_is_named_with_what_it_takes() {
        let folder = tempfile::tempdir().unwrap();
        let cases = [
            ("SIGNALBOX_ADDR", "8080", "SIGNALBOX_ADDR cannot be read; it takes an address and a port"),
            ("SIGNALBOX_ADDR", "0.0.0.0:8080", "SIGNALBOX_ADDR is beyond this machine"),
            ("PUBLIC_URL", "ci.example.com", "PUBLIC_URL takes an address such as https://"),
            ("SIGNALBOX_ACCESS_TOKEN", "hush", "SIGNALBOX_ACCESS_TOKEN cannot be read; it takes at least 16"),
        ];
        for (name, value, expected) in cases {
            let error = read(&[(name, value)], folder.path()).err().expect("it is refused").to_string();
            assert!(error.starts_with(expected) && !error.contains("hush"), "{error}");
        }
    }
}
