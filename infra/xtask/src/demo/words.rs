//! Names and phrases: who works at the company and what they commit.

use super::dice::Dice;

/// Who works here.
const PEOPLE: [&str; 16] = [
    "aditi-rao",
    "bjarne.holt",
    "camille-d",
    "dnovak",
    "esi-mensah",
    "farid.k",
    "greta-lind",
    "hiroshi-t",
    "ines-moreau",
    "jonas-wirth",
    "kasia.w",
    "lucia-ferri",
    "mateo-s",
    "noor-ali",
    "oskar-n",
    "priya-nair",
];

/// What they do to their code, in their own words.
const WORK: [&str; 40] = [
    "Retry label printing when the carrier times out",
    "Show stock levels per warehouse",
    "Round tax per line instead of per order",
    "Drop the unused promo code table",
    "Cache exchange rates for ten minutes",
    "Fix double submit on slow connections",
    "Move session cookies to SameSite=Lax",
    "Add cursor pagination to the orders list",
    "Stop logging email addresses",
    "Split the checkout form into steps",
    "Make the address lookup cancellable",
    "Use the new barcode reader",
    "Handle a missing postal code",
    "Replace moment with native dates",
    "Index shipments by delivery day",
    "Warn before a price drops below cost",
    "Send one digest instead of many mails",
    "Let support reopen a closed ticket",
    "Read feature flags at start only",
    "Shorten the lock around stock updates",
    "Sort search results by availability",
    "Fix keyboard focus in the filter menu",
    "Tell partners when a webhook keeps failing",
    "Remove the legacy invoice export",
    "Add a dark theme to the portal",
    "Batch writes to the event log",
    "Validate customs codes before booking",
    "Fix time zone of pickup windows",
    "Limit uploads to twenty megabytes",
    "Compress images on upload",
    "Keep filters in the address bar",
    "Rename carrier to transport everywhere",
    "Add a health check for the queue",
    "Refuse refunds above the paid amount",
    "Test the returns flow end to end",
    "Show why a shipment is held",
    "Fix a race between two stock counts",
    "Load product pictures lazily",
    "Let the planner skip ferries",
    "Trim whitespace in coupon codes",
];

/// What follows when a piece of work is not done at once.
const FOLLOW_UPS: [&str; 6] =
    ["Address review", "Fix lint", "Add the missing test", "Handle the empty case", "Simplify", "Fix a typo in a name"];

/// What is bumped, with its old and its new version.
const BUMPS: [(&str, &str, &str); 8] = [
    ("tokio", "1.52.0", "1.54.1"),
    ("serde", "1.0.227", "1.0.229"),
    ("vite", "8.3.4", "8.3.8"),
    ("react", "19.2.4", "19.3.1"),
    ("axum", "0.8.7", "0.8.9"),
    ("postgres-image", "17.9", "17.10"),
    ("typescript", "6.4.1", "7.0.2"),
    ("eslint", "10.1.0", "10.2.0"),
];

/// A piece of work: who does it, on which branch, and what they call it.
pub(crate) struct Work {
    pub(crate) actor: &'static str,
    pub(crate) branch: String,
    pub(crate) title: String,
}

impl Work {
    /// The piece of work that `dice` give.
    pub(crate) fn new(dice: &mut Dice) -> Self {
        if dice.chance(90) {
            let (name, from, to) = *dice.pick(&BUMPS);
            return Self {
                actor: "dependabot[bot]",
                branch: format!("dependabot/{name}-{to}"),
                title: format!("Bump {name} from {from} to {to}"),
            };
        }
        let actor = *dice.pick(&PEOPLE);
        let title = *dice.pick(&WORK);
        let kind = if title.starts_with("Fix") { "fix" } else { *dice.pick(&["feat", "feat", "chore"]) };
        Self { actor, branch: format!("{kind}/{}", slug(title)), title: title.to_owned() }
    }

    /// The title of one of its commits: mostly its own.
    pub(crate) fn commit(&self, dice: &mut Dice) -> String {
        if self.actor != "dependabot[bot]" && dice.chance(350) {
            return (*dice.pick(&FOLLOW_UPS)).to_owned();
        }
        self.title.clone()
    }
}

/// The first words of a title, fit for the name of a branch.
fn slug(title: &str) -> String {
    let plain: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    plain.split_whitespace().take(5).collect::<Vec<_>>().join("-")
}
