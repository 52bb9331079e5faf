//! The template and the rest of the repository, held in step.

mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tree::{functions, root};

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_function_is_a_resource_of_the_template() {
    let template = read("infra/template.yaml");
    let built = template.lines().filter_map(|line| line.trim().strip_prefix("Binary: ")).map(str::to_owned);
    assert_eq!(built.collect::<BTreeSet<_>>(), functions());
}

/// The parts of the template that make functions, by the name of what runs in them.
fn resources() -> BTreeMap<String, String> {
    let template = read("infra/template.yaml");
    let parts = template.split("    Type: AWS::Serverless::Function\n").skip(1);
    let named = parts.map(|it| {
        let part = it.split("\n\n").next().expect("a part");
        let binary = part.split("Binary: ").nth(1).and_then(|it| it.lines().next()).expect("what runs in it");
        (binary.to_owned(), part.to_owned())
    });
    named.collect()
}

/// The names in quotes that follow a word, as `required("NAME"`.
fn quoted_after<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = String> + 'a {
    code.split(word).skip(1).filter_map(|it| it.trim_start().strip_prefix('"')?.split('"').next()).map(str::to_owned)
}

fn is_variable(name: &str) -> bool {
    name.contains('_') && name.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_')
}

/// The variables that a file's code reads or names for reading.
fn variables(path: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(path).expect("the file is read");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let words = ["required(", "optional(", "parsed(", "const TOKEN: &str =", "name:"];
    words.iter().flat_map(|word| quoted_after(code, word).collect::<Vec<_>>()).filter(|it| is_variable(it)).collect()
}

/// A part of ours that reads variables of its own, and how a function's `main.rs` calls for it.
const READERS: &[(&str, &[&str])] = &[
    ("database::from_environment(", &["shared/platform/src/database.rs"]),
    ("Gate::from_environment(", &["shared/platform/src/gate.rs"]),
    ("Intake::from_environment(", &["shared/intake/src/lib.rs", "shared/platform/src/database.rs"]),
    (
        "Logs::from_environment(",
        &["shared/logs/src/servers.rs", "shared/collect/src/gitlab/mod.rs", "shared/collect/src/jenkins/mod.rs"],
    ),
    ("Senders::from_environment(", &["shared/platform/src/mail.rs", "shared/platform/src/targets.rs"]),
    ("Polling::from_environment(", &["shared/collect/src/polling.rs"]),
    ("Retention::from_environment(", &["functions/sweeper/src/lib.rs"]),
    ("LookBack::from_environment(", &["shared/collect/src/look_back.rs"]),
    ("Github::from_environment(", &["shared/collect/src/github/settings.rs"]),
    ("Gitlab::from_environment(", &["shared/collect/src/gitlab/settings.rs", "shared/collect/src/gitlab/mod.rs"]),
    ("Jenkins::from_environment(", &["shared/collect/src/jenkins/settings.rs", "shared/collect/src/jenkins/mod.rs"]),
];

/// Code may ask for a variable that the template does not give, and the function then does not start.
#[test]
fn every_function_is_given_the_variables_that_it_reads_and_no_others() {
    for (function, resource) in resources() {
        let main = root().join("functions").join(&function).join("src/main.rs");
        let code = fs::read_to_string(&main).expect("a function has a main.rs");
        let mut read = variables(&main);
        let known = READERS.iter().filter(|(call, _)| code.contains(call)).count();
        assert_eq!(known, code.matches("::from_environment(").count(), "{function} reads what READERS does not know");
        for file in READERS.iter().filter(|(call, _)| code.contains(call)).flat_map(|(_, files)| *files) {
            read.extend(variables(&root().join(file)));
        }
        let given =
            resource.split("Variables:\n").nth(1).unwrap_or_default().split("Events:").next().unwrap_or_default();
        let given: BTreeSet<_> =
            given.lines().filter_map(|it| it.trim().split_once(':')).map(|(name, _)| name.to_owned()).collect();
        let given: BTreeSet<_> = given.into_iter().filter(|it| is_variable(it)).collect();
        assert_eq!(given, read, "{function}: what the template gives, and what is read");
    }
}

/// A setting that a function names and may not read is one that it does not have.
#[test]
fn every_function_may_read_the_settings_that_it_names() {
    let template = read("infra/template.yaml");
    let readable = |policy: &str| -> Vec<String> {
        let part = template.split(&format!("\n  {policy}:\n")).nth(1).unwrap_or_default();
        let part = part.split("\n  Read").next().unwrap_or_default();
        part.split("parameter${Settings}/").skip(1).filter_map(|it| it.lines().next()).map(str::to_owned).collect()
    };
    for (function, resource) in resources() {
        let named: BTreeSet<_> =
            resource.split("ssm:${Settings}/").skip(1).filter_map(|it| it.lines().next()).map(str::to_owned).collect();
        let policies = resource.split("!Ref Read").skip(1).filter_map(|it| it.split([',', ']', '\n']).next());
        let may: BTreeSet<_> = policies.flat_map(|it| readable(&format!("Read{it}"))).collect();
        assert_eq!(named, may, "{function}: the settings that it names, and those that it may read");
    }
}

#[test]
fn no_function_s_code_is_replaced_before_the_database_is_up_to_date() {
    let template = read("infra/template.yaml");
    let functions = template.matches("Type: AWS::Serverless::Function\n").count();
    let waiting = template.matches("Type: AWS::Serverless::Function\n    DependsOn: Migration\n").count();
    assert_eq!(waiting, functions - 1, "all wait for the migration but the function that migrates");
}

#[test]
fn a_message_stays_hidden_for_six_times_as_long_as_its_function_may_take() {
    let template = read("infra/template.yaml");
    let number = |text: &str, name: &str| -> u32 {
        let value = text.split(&format!("{name}: ")).nth(1).and_then(|it| it.lines().next()).expect("a value");
        value.parse().expect("a number")
    };
    for (function, resource) in resources() {
        for queue in resource.split("Queue: !GetAtt ").skip(1).filter_map(|it| it.split('.').next()) {
            let queue = template.split(&format!("\n  {queue}:\n")).nth(1).expect("the queue");
            assert!(number(queue, "VisibilityTimeout") >= 6 * number(&resource, "Timeout"), "{function}");
        }
    }
}

#[test]
fn both_wirings_have_the_same_routes() {
    let template = read("infra/template.yaml");
    let deployed: BTreeSet<_> =
        template.lines().filter_map(|line| line.trim().strip_prefix("Path: ")).map(str::to_owned).collect();
    let gateway = read("infra/local/src/gateway.rs");
    let routes = gateway.split(".route(\"").skip(1).filter_map(|it| it.split('"').next());
    // The rest of a path, as axum and as API Gateway write it.
    let routes = routes.map(|it| match it.split_once("{*") {
        Some((begin, rest)) => format!("{begin}{{{}", rest.replace('}', "+}")),
        None => it.to_owned(),
    });
    let only_local = ["/api/setup", "/ws"];
    let local: BTreeSet<_> = routes.filter(|it| !only_local.contains(&it.as_str())).collect();
    assert_eq!(deployed, local);
}

#[test]
fn every_queue_s_function_answers_which_messages_failed() {
    let template = read("infra/template.yaml");
    let sources = template.matches("Type: SQS\n").count();
    assert_eq!(sources, template.matches("FunctionResponseTypes: [ReportBatchItemFailures]").count());
    assert!(sources > 0);
}

/// The page is told the same by CloudFront as by the local host.
#[test]
fn both_wirings_send_the_same_headers() {
    let site = read("infra/site.yaml");
    let guard = read("infra/local/src/guard.rs");
    let policy = guard.split("const POLICY: &str = \"").nth(1).and_then(|it| it.split("\";").next()).expect("a policy");
    let policy: String = policy.split("\\\n").map(str::trim_start).collect();
    assert!(site.contains(&format!("ContentSecurityPolicy: \"{policy}\"")), "{policy}");
    for header in quoted_after(&guard, "headers.insert(").filter(|it| it.starts_with("cross-origin")) {
        assert!(site.contains(&format!("Header: {header}\n              Value: same-origin")), "{header}");
    }
    assert!(site.contains("ReferrerPolicy: no-referrer") && site.contains("ContentTypeOptions:"));
}

/// CloudFront keeps the page from whom the local host shows where to sign in.
#[test]
fn both_wirings_know_a_session_by_the_same_cookie() {
    let credentials = read("shared/access/src/credentials.rs");
    let cookie = quoted_after(&credentials, "SESSION_OF_HTTPS: &str =").next().expect("a cookie's name");
    assert!(read("infra/site.yaml").contains(&format!("cookies['{cookie}']")));
}

/// The resource of this name, as far as the next one.
fn resource<'a>(template: &'a str, name: &str) -> &'a str {
    let part = template.split(&format!("\n  {name}:\n")).nth(1).unwrap_or_else(|| panic!("there is no {name}"));
    let next = part.match_indices("\n  ").find(|(at, _)| part[at + 3..].starts_with(|it| it != ' '));
    next.map_or(part, |(at, _)| &part[..at])
}

/// The queues that functions read, by the name of the resource: what follows the stack's name in theirs.
fn queues(template: &str) -> BTreeMap<String, String> {
    let read = template.split("Queue: !GetAtt ").skip(1).filter_map(|it| it.split('.').next());
    let name = |it: &str| resource(template, it).split("QueueName: !Sub ${AWS::StackName}-").nth(1)?.lines().next();
    read.map(|it| (it.to_owned(), name(it).expect("a queue's name").to_owned())).collect()
}

#[test]
fn every_queue_gives_up_to_dead_letters_that_an_alarm_watches() {
    let (template, alarms) = (read("infra/template.yaml"), read("infra/alarms.yaml"));
    for (queue, name) in queues(&template) {
        let rules = resource(&template, &queue);
        let dead = rules.split("deadLetterTargetArn: !GetAtt ").nth(1).and_then(|it| it.split('.').next());
        let dead = resource(&template, dead.unwrap_or_else(|| panic!("{name} gives nothing up")));
        assert!(dead.contains(&format!("QueueName: !Sub ${{AWS::StackName}}-{name}-dead\n")), "{name}: {dead}");
        assert!(dead.contains("MessageRetentionPeriod: 1209600\n"), "{name}: dead letters are kept for 14 days");
        assert!(alarms.contains(&format!("Value: !Sub \"${{Stack}}-{name}-dead\"")), "nobody watches {name}-dead");
    }
}

#[test]
fn both_wirings_have_the_same_queues() {
    let deployed: BTreeSet<_> = queues(&read("infra/template.yaml")).into_values().collect();
    let host = read("infra/local/src/lib.rs");
    let fed = ["Feed { queue: ", "pollers::start(queues, "].iter().flat_map(|it| quoted_after(&host, it));
    assert_eq!(deployed, fed.collect::<BTreeSet<_>>());
}

#[test]
fn no_queue_takes_all_the_database_s_connections() {
    for (function, resource) in resources() {
        let sources = resource.matches("Type: SQS\n").count();
        assert_eq!(sources, resource.matches("MaximumConcurrency: ").count(), "{function}");
    }
}

#[test]
fn both_wirings_have_the_same_schedules() {
    let template = read("infra/template.yaml");
    let schedules = resources().into_iter().filter_map(|(function, resource)| {
        Some((function, resource.split("ScheduleExpression: ").nth(1)?.lines().next()?.to_owned()))
    });
    let expected = [
        ("poll-github", "rate(5 minutes)"),
        ("poll-gitlab", "rate(5 minutes)"),
        ("poll-jenkins", "rate(5 minutes)"),
        ("sweeper", "rate(1 minute)"),
    ];
    let expected = expected.map(|(function, rate)| (function.to_owned(), rate.to_owned()));
    assert_eq!(schedules.collect::<BTreeMap<_, _>>(), BTreeMap::from(expected));
    assert!(template.contains("SIGNALBOX_POLL_SECONDS: \"300\""), "what the page says of polls is how often they are");
    assert!(read("infra/local/src/lib.rs").contains("const SWEEP: Duration = Duration::from_mins(1);"));
    assert!(read("shared/collect/src/polling.rs").contains("parsed(\"SIGNALBOX_POLL_SECONDS\", SECONDS, 300"));
}

/// Of policies that are kept apart a role takes ten. SAM adds some: for logs, traces, a queue and a VPC.
#[test]
fn no_role_has_more_policies_than_it_takes() {
    for (function, resource) in resources() {
        let policies = resource.split("Policies:").nth(1).and_then(|it| it.split("Environment:").next());
        let ours = policies.unwrap_or_default().matches("!Ref ").count();
        let added = 3 + usize::from(resource.contains("Type: SQS\n"));
        assert!(ours + added <= 10, "{function} has {ours} policies, and SAM adds {added}");
    }
}

#[test]
fn no_secret_stands_in_a_function_s_configuration() {
    let template = read("infra/template.yaml");
    assert!(!template.contains("{{resolve:"), "what is resolved stands in plain text where it is used");
    let secret = ["_SECRET:", "_TOKEN:", "_PASSWORD:", "DATABASE_URL:", "SLACK_WEBHOOK_URL:"];
    let lines: Vec<_> =
        template.lines().map(str::trim).filter(|it| secret.iter().any(|end| it.contains(end))).collect();
    assert!(lines.len() > 20, "{lines:?}");
    assert!(lines.iter().all(|it| it.contains(": !Sub ssm:${Settings}/")), "{lines:#?}");
}

/// An alarm that nobody can explain is switched off; one that watches a metric that nobody tells never goes off.
#[test]
fn every_alarm_is_explained_and_watches_a_metric_that_is_told() {
    let (alarms, guide) = (read("infra/alarms.yaml"), read("docs/deploy.md"));
    let table =
        guide.split("## When an alarm goes off").nth(1).and_then(|it| it.split("\n## ").next()).expect("a table");
    let names = alarms.split("AlarmName: !Sub ${Stack}-").skip(1).filter_map(|it| it.lines().next());
    let names: BTreeSet<_> = names.map(str::to_owned).collect();
    let rows = table.lines().filter_map(|it| it.strip_prefix("| `")?.split(" | ").next());
    let explained = rows.flat_map(|it| it.split('`').step_by(2)).map(str::to_owned);
    assert_eq!(names, explained.collect::<BTreeSet<_>>());

    let sources = tree::files(&["functions", "shared"], &[".rs"]).into_iter();
    let code: String = sources.map(|it| fs::read_to_string(it).expect("the file is read")).collect();
    let ours = alarms.split("Namespace: Signalbox\n      MetricName: ").skip(1).filter_map(|it| it.lines().next());
    for metric in ours.chain(["Alerts", "Deliveries", "IngestTime", "OldestWork", "Polls", "PushFailures"]) {
        let told = ["count", "took", "age"].iter().any(|it| code.contains(&format!("metrics::{it}(\"{metric}\"")));
        assert!(told, "nobody tells {metric}");
    }
}

#[test]
fn the_guide_names_every_setting() {
    let (template, guide) = (read("infra/template.yaml"), read("docs/deploy.md"));
    let settings = template.split("ssm:${Settings}/").skip(1).filter_map(|it| it.lines().next());
    let missing: BTreeSet<_> = settings.filter(|it| !guide.contains(&format!("`{it}`"))).collect();
    assert!(missing.is_empty(), "the guide does not name {missing:?}");
}
