//! A believable company: a week of builds through the signed front door, then a live trickle.

use anyhow::Result;

/// stub
pub async fn play_beside(_url: String, _token: Option<String>) -> Result<()> {
    Ok(())
}
