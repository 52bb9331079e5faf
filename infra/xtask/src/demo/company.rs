//! The company of the demo: its forty pipelines and what each of them does.

use super::build::Provider;
use super::build::Provider::{GitHub, GitLab, Jenkins};

/// A pipeline of the company.
#[derive(Debug)]
pub struct Pipeline {
    /// Who runs it.
    pub provider: Provider,
    /// The repository, the project or the job's full name.
    pub repository: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What it does.
    pub(crate) shape: Shape,
    /// How often it runs at the busiest hour, in a thousandth of a build a cell of time.
    pub(crate) busy: i64,
    /// What is special about it.
    pub(crate) story: Story,
}

/// What a pipeline does: its jobs and what starts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Service,
    Web,
    EndToEnd,
    Deploy,
    Scan,
    Nightly,
    Release,
    Infrastructure,
    Data,
    Training,
    Mobile,
}

/// What is special about a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Story {
    /// It breaks now and then, as pipelines do.
    Steady,
    /// It fails for no reason, and passes when run again.
    Flaky,
    /// It becomes slower from day to day until somebody looks into it.
    Slowing,
    /// Its main branch is red for hours now and then.
    Fragile,
}

/// A job of a pipeline: its stage, its name and how many seconds it usually takes.
pub(crate) type JobPlan = (&'static str, &'static str, i64);

impl Shape {
    /// The jobs, stage by stage; those of one stage run side by side.
    pub(crate) fn jobs(self) -> &'static [JobPlan] {
        match self {
            Self::Service => {
                &[("test", "lint", 48), ("test", "unit", 131), ("test", "integration", 258), ("build", "image", 117)]
            }
            Self::Web => {
                &[("check", "lint", 41), ("check", "types", 52), ("check", "unit", 104), ("build", "bundle", 88)]
            }
            Self::EndToEnd => {
                &[("browsers", "chromium", 412), ("browsers", "firefox", 447), ("browsers", "webkit", 496)]
            }
            Self::Deploy => &[
                ("build", "image", 126),
                ("staging", "deploy staging", 71),
                ("staging", "smoke tests", 94),
                ("production", "deploy production", 83),
            ],
            Self::Scan => &[("scan", "dependencies", 38), ("scan", "static analysis", 371), ("scan", "secrets", 25)],
            Self::Nightly => &[("prepare", "snapshot", 64), ("run", "rebuild index", 1430), ("check", "compare", 172)],
            Self::Release => &[("build", "package", 109), ("publish", "publish", 57)],
            Self::Infrastructure => &[("validate", "validate", 27), ("plan", "plan", 84), ("apply", "apply", 138)],
            Self::Data => &[("lint", "lint", 29), ("run", "models", 307), ("check", "quality", 146)],
            Self::Training => &[("prepare", "features", 220), ("train", "train", 1710), ("evaluate", "evaluate", 236)],
            Self::Mobile => &[
                ("compile", "compile", 333),
                ("test", "unit", 176),
                ("test", "screenshots", 604),
                ("package", "package", 118),
            ],
        }
    }

    /// Whether it also runs for branches that are not merged yet.
    pub(crate) fn runs_on_branches(self) -> bool {
        !matches!(self, Self::Deploy | Self::Nightly | Self::Release | Self::Training)
    }

    /// Whether it runs once a night rather than with the work of the day.
    pub(crate) fn runs_at_night(self) -> bool {
        matches!(self, Self::Nightly | Self::Training)
    }

    /// The stage before which somebody must approve.
    pub(crate) fn approved_stage(self) -> Option<&'static str> {
        match self {
            Self::Deploy => Some("production"),
            Self::Infrastructure => Some("apply"),
            _ => None,
        }
    }
}

const fn pipeline(
    provider: Provider,
    repository: &'static str,
    name: &'static str,
    shape: Shape,
    busy: i64,
    story: Story,
) -> Pipeline {
    Pipeline { provider, repository, name, shape, busy, story }
}

/// All pipelines: 24 of GitHub, 10 of GitLab, 6 of Jenkins.
pub static PIPELINES: [Pipeline; 40] = [
    pipeline(GitHub, "tidewater/storefront", "CI", Shape::Web, 460, Story::Fragile),
    pipeline(GitHub, "tidewater/storefront", "Deploy", Shape::Deploy, 110, Story::Steady),
    pipeline(GitHub, "tidewater/storefront", "End to end", Shape::EndToEnd, 250, Story::Flaky),
    pipeline(GitHub, "tidewater/checkout-api", "CI", Shape::Service, 420, Story::Slowing),
    pipeline(GitHub, "tidewater/checkout-api", "Deploy", Shape::Deploy, 100, Story::Fragile),
    pipeline(GitHub, "tidewater/inventory", "CI", Shape::Service, 300, Story::Steady),
    pipeline(GitHub, "tidewater/inventory", "Deploy", Shape::Deploy, 70, Story::Steady),
    pipeline(GitHub, "tidewater/pricing-engine", "CI", Shape::Service, 220, Story::Fragile),
    pipeline(GitHub, "tidewater/pricing-engine", "Benchmarks", Shape::Release, 40, Story::Steady),
    pipeline(GitHub, "tidewater/notifications", "CI", Shape::Service, 170, Story::Flaky),
    pipeline(GitHub, "tidewater/identity", "CI", Shape::Service, 240, Story::Steady),
    pipeline(GitHub, "tidewater/identity", "Deploy", Shape::Deploy, 60, Story::Steady),
    pipeline(GitHub, "tidewater/identity", "Security scan", Shape::Scan, 90, Story::Steady),
    pipeline(GitHub, "tidewater/search", "CI", Shape::Service, 190, Story::Fragile),
    pipeline(GitHub, "tidewater/search", "Reindex", Shape::Nightly, 0, Story::Slowing),
    pipeline(GitHub, "tidewater/design-system", "CI", Shape::Web, 160, Story::Steady),
    pipeline(GitHub, "tidewater/design-system", "Release", Shape::Release, 30, Story::Steady),
    pipeline(GitHub, "tidewater/mobile-gateway", "CI", Shape::Service, 140, Story::Steady),
    pipeline(GitHub, "tidewater/shipping-labels", "CI", Shape::Service, 130, Story::Steady),
    pipeline(GitHub, "tidewater/shipping-labels", "Deploy", Shape::Deploy, 40, Story::Fragile),
    pipeline(GitHub, "tidewater/partner-portal", "CI", Shape::Web, 150, Story::Steady),
    pipeline(GitHub, "tidewater/partner-portal", "End to end", Shape::EndToEnd, 80, Story::Flaky),
    pipeline(GitHub, "tidewater/infra-modules", "Plan", Shape::Scan, 90, Story::Steady),
    pipeline(GitHub, "tidewater/infra-modules", "Apply", Shape::Infrastructure, 50, Story::Steady),
    pipeline(GitLab, "platform/ingress", "platform/ingress", Shape::Service, 110, Story::Steady),
    pipeline(GitLab, "platform/terraform-live", "platform/terraform-live", Shape::Infrastructure, 130, Story::Fragile),
    pipeline(GitLab, "platform/observability", "platform/observability", Shape::Service, 90, Story::Steady),
    pipeline(GitLab, "platform/base-images", "platform/base-images", Shape::Release, 60, Story::Steady),
    pipeline(GitLab, "data/warehouse", "data/warehouse", Shape::Data, 160, Story::Slowing),
    pipeline(GitLab, "data/event-stream", "data/event-stream", Shape::Service, 120, Story::Flaky),
    pipeline(GitLab, "data/feature-store", "data/feature-store", Shape::Data, 80, Story::Steady),
    pipeline(GitLab, "data/reports", "data/reports", Shape::Data, 100, Story::Fragile),
    pipeline(GitLab, "science/demand-forecast", "science/demand-forecast", Shape::Training, 0, Story::Steady),
    pipeline(GitLab, "science/route-planner", "science/route-planner", Shape::Service, 90, Story::Steady),
    pipeline(Jenkins, "mobile/android-app", "android-app", Shape::Mobile, 120, Story::Flaky),
    pipeline(Jenkins, "mobile/ios-app", "ios-app", Shape::Mobile, 110, Story::Steady),
    pipeline(Jenkins, "core/billing", "billing", Shape::Service, 90, Story::Fragile),
    pipeline(Jenkins, "core/erp-sync", "erp-sync", Shape::Data, 50, Story::Steady),
    pipeline(Jenkins, "quality/regression", "regression", Shape::Nightly, 0, Story::Flaky),
    pipeline(Jenkins, "desktop/client", "client", Shape::Mobile, 60, Story::Steady),
];
