//! The stage: emulator, database, and what is deployed.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use embedded_postgres::{Cluster, Options};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use testing::fakes::github::{Github, TOKEN};
use testing::fakes::slack::{Answer, FakeSlack};
use testing::fakes::smtp::{SmtpServer, Treatment};
use testing::proxy::Proxy;
use testing::time::Clock;

use crate::Args;
use crate::aws::Aws;
use crate::check::Story;
use crate::emulator::Emulator;

/// The stack's name.
pub(crate) const STACK: &str = "parity";
/// What its settings' names begin with.
const SETTINGS: &str = "/parity";

/// The repository that is polled.
pub(crate) const POLLED: &str = "acme/polled";

/// Everything that the stories are played on.
pub(crate) struct Stage {
    /// The emulator's command line.
    pub(crate) aws: Aws,
    /// The way of the functions to the database.
    pub(crate) proxy: Proxy,
    /// The database without that way.
    pub(crate) database_url: String,
    /// A client of the site.
    pub(crate) client: Client,
    /// The stack's outputs.
    pub(crate) outputs: Value,
    /// The secret of GitHub's deliveries.
    pub(crate) github_secret: String,
    /// The access token.
    pub(crate) token: String,
    /// What stands in for GitHub, with the repository [`POLLED`].
    pub(crate) github: Github,
    /// What stands in for Slack.
    pub(crate) slack: FakeSlack,
    /// The mail server.
    pub(crate) mail: SmtpServer,
    emulator: Emulator,
    cluster: Cluster,
    /// The folder of the run.
    pub(crate) folder: PathBuf,
}

impl Stage {
    /// Starts all that is there before a deployment, and puts the settings that a person gives.
    pub(crate) async fn set(args: &Args) -> Result<Self> {
        let story = Story::begin("database and emulator start");
        let cluster = tokio::task::spawn_blocking(|| Cluster::ephemeral(&Options::default())).await??;
        let database_url = cluster.database("parity")?;
        let proxy = Proxy::before(&database_url).await;
        let folder = args.folder.clone();
        if folder.exists() {
            std::fs::remove_dir_all(&folder).context("could not remove what an earlier run left")?;
        }
        std::fs::create_dir_all(&folder).context("could not make a folder for the run")?;
        let emulator = Emulator::start(&args.python, &folder).await?;
        let aws = Aws::new(&format!("http://localhost:{}", emulator.port), args);
        let url = format!("{}?sslmode=disable", proxy.url(&database_url));
        let github = Github::start(&[POLLED]).await;
        let slack = FakeSlack::start(Clock::default(), |_, _| Answer::Ok).await;
        let mail = SmtpServer::start(|_| Treatment::Take).await;
        let mut settings = mail.environment();
        settings.push(("DATABASE_URL".to_owned(), url));
        settings.push(("GITHUB_API_URL".to_owned(), github.url.clone()));
        settings.push(("GITHUB_TOKEN".to_owned(), TOKEN.to_owned()));
        settings.push(("GITHUB_REPOS".to_owned(), POLLED.to_owned()));
        settings.push(("SLACK_WEBHOOK_URL".to_owned(), slack.webhook("builds")));
        settings.push(("ALERT_EMAIL_TO".to_owned(), "team@example.com".to_owned()));
        for (name, value) in settings {
            // As JSON, since the program `aws` fetches what looks like an address.
            let setting = json!({ "Name": format!("{SETTINGS}/{name}"), "Type": "SecureString", "Value": value });
            aws.ask(&["ssm", "put-parameter", "--cli-input-json", &setting.to_string()]).await?;
        }
        let client = platform::outbound::client().no_proxy().timeout(Duration::from_mins(1)).build()?;
        story.end();
        let (outputs, github_secret, token) = (Value::Null, String::new(), String::new());
        Ok(Self {
            aws,
            proxy,
            database_url,
            client,
            outputs,
            github_secret,
            token,
            github,
            slack,
            mail,
            emulator,
            cluster,
            folder,
        })
    }

    /// Runs `cargo xtask deploy`, as a person does, with more parameters.
    pub(crate) async fn deploy(&mut self, parameters: &[&str]) -> Result<()> {
        let story = Story::begin("cargo xtask deploy");
        let push = format!("PushEndpoint=http://localhost:{}/_aws/execute-api", self.emulator.port);
        let mut arguments = vec!["deploy", "--stack", STACK, "--settings", SETTINGS, "Architecture=x86_64", &push];
        arguments.extend(parameters);
        self.aws.xtask(&arguments).await?;
        story.end();
        let stacks = self.aws.ask(&["cloudformation", "describe-stacks", "--stack-name", STACK]).await?;
        let outputs = stacks["Stacks"][0]["Outputs"].as_array().context("the stack has no outputs")?;
        let output = |it: &Value| (it["OutputKey"].as_str().unwrap_or_default().to_owned(), it["OutputValue"].clone());
        self.outputs = outputs.iter().map(output).collect::<serde_json::Map<_, _>>().into();
        self.github_secret = self.setting("GITHUB_WEBHOOK_SECRET").await?;
        self.token = self.setting("SIGNALBOX_ACCESS_TOKEN").await?;
        Ok(())
    }

    /// Deploys what stands built, with other values for some parameters.
    pub(crate) async fn sam_deploy(&self, parameters: &[&str]) -> Result<()> {
        let mut arguments = vec!["sam", "deploy", "--template-file", ".aws-sam/build/template.yaml", "--resolve-s3"];
        arguments.extend(["--no-confirm-changeset", "--no-progressbar", "--stack-name", STACK]);
        arguments.extend(["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--parameter-overrides"]);
        arguments.extend(parameters);
        self.aws.run(&arguments, &std::env::current_dir()?).await
    }

    async fn setting(&self, name: &str) -> Result<String> {
        let name = format!("{SETTINGS}/{name}");
        let answer = self.aws.ask(&["ssm", "get-parameter", "--with-decryption", "--name", &name]).await?;
        Ok(answer["Parameter"]["Value"].as_str().context("a setting without a value")?.to_owned())
    }

    /// A request to the site, by way of its CloudFront.
    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let site = self.outputs["SiteUrl"].as_str().unwrap_or_default().trim_start_matches("https://").to_owned();
        let url = format!("http://localhost:{}{path}", self.emulator.port);
        let method = method.parse().expect("a method's name");
        self.client.request(method, url).header("host", site).header("x-forwarded-proto", "https")
    }

    /// The JSON at a path, for who knows the token.
    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        let answer = self.request("GET", path).bearer_auth(&self.token).send().await?;
        ensure!(answer.status() == 200, "{path}: {}", answer.status());
        Ok(answer.json().await?)
    }

    /// Sends a delivery of GitHub's, signed.
    pub(crate) async fn send(&self, delivery: &testing::delivery::Delivery) -> Result<Response> {
        let mut request = self.request("POST", "/webhooks/github").body(delivery.body.clone());
        for (name, value) in delivery.headers(&self.github_secret) {
            request = request.header(name, value);
        }
        Ok(request.send().await?)
    }

    /// Where the live socket is.
    pub(crate) fn socket(&self) -> String {
        let address = self.outputs["SocketUrl"].as_str().unwrap_or_default();
        let api = address.trim_start_matches("wss://").split('.').next().unwrap_or_default();
        format!("ws://localhost:{}/_aws/execute-api/{api}/ws", self.emulator.port)
    }

    /// The address of one of the stack's queues.
    pub(crate) async fn queue(&self, name: &str) -> Result<String> {
        let answer = self.aws.ask(&["sqs", "get-queue-url", "--queue-name", &format!("{STACK}-{name}")]).await?;
        Ok(answer["QueueUrl"].as_str().context("a queue without an address")?.to_owned())
    }

    /// Runs `cargo xtask destroy` and looks that nothing is left.
    pub(crate) async fn destroy(&self) -> Result<()> {
        let story = Story::begin("cargo xtask destroy leaves nothing");
        self.aws.xtask(&["destroy", "--stack", STACK, "--settings", SETTINGS, "--yes"]).await?;
        let left: [(&[&str], &str); 6] = [
            (&["lambda", "list-functions"], "Functions"),
            (&["sqs", "list-queues"], "QueueUrls"),
            (&["apigatewayv2", "get-apis"], "Items"),
            (&["logs", "describe-log-groups", "--log-group-name-prefix", "/signalbox"], "logGroups"),
            (&["scheduler", "list-schedules"], "Schedules"),
            (&["cloudwatch", "describe-alarms"], "MetricAlarms"),
        ];
        for (question, list) in left {
            let answer = self.aws.ask(question).await?;
            let items = answer.get(list).cloned().unwrap_or(json!([]));
            ensure!(items == json!([]), "{list} are left: {items}");
        }
        story.end();
        Ok(())
    }

    /// Ends database and emulator.
    pub(crate) fn end(self) {
        drop(self.emulator);
        drop(self.cluster);
    }
}
