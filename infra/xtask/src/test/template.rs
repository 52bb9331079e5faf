//! The checks of the templates.

use anyhow::Result;

use super::Checkout;
use crate::aws::Aws;
use crate::tools;
use crate::workspace::run;

const TEMPLATES: [&str; 5] =
    ["infra/template.yaml", "infra/site.yaml", "infra/alarms.yaml", "infra/dashboard.yaml", "infra/database.yaml"];

/// SAM's and CloudFormation's own rules, then a scan of what the templates allow; `infra/checkov.yaml` says what is
/// not asked, and why.
pub(super) fn check(checkout: &Checkout) -> Result<()> {
    let aws = Aws::find(&checkout.workspace)?;
    let root = &checkout.workspace.root;
    let mut validate = aws.command("sam");
    validate.args(["validate", "--lint", "--template-file", TEMPLATES[0]]);
    run(validate.current_dir(root).env("AWS_DEFAULT_REGION", "us-east-1"))?;
    run(aws.command("cfn-lint").current_dir(root).args(&TEMPLATES[1..]))?;
    let mut scan = aws.command_at(&tools::python(&checkout.workspace, "checks")?.join("bin/checkov"));
    for template in TEMPLATES {
        scan.args(["--file", template]);
    }
    run(scan.current_dir(root).args(["--config-file", "infra/checkov.yaml"]))
}
