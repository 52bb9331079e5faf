//! What the host says when it is ready.

use std::fmt::Write as _;

use crate::Host;
use crate::settings::Settings;

/// The address, the webhooks and their secrets, and where the data is.
pub fn text(host: &Host, settings: &Settings) -> String {
    let mut text = format!("\n  Signalbox is ready at http://{}\n\n  Webhooks\n", host.address);
    for (provider, secret) in &settings.secrets {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "    {:<8} {}/webhooks/{provider}\n             secret {secret}",
            provider.as_str(),
            host.public_url
        );
    }
    let _ = writeln!(text, "\n  Data     {}\n  Ctrl-C stops it.\n", settings.data.display());
    text
}
