//! Repeatable chance: the same parts always give the same throws, on every machine and in every version.

/// A sequence of throws.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for the things that `parts` name.
    pub(crate) fn new(parts: &[u64]) -> Self {
        let mut dice = Self(0x5160_a1b0);
        for part in parts {
            dice.0 ^= *part;
            dice.0 = dice.throw();
        }
        dice
    }

    /// The next throw (`SplitMix64`).
    pub(crate) fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Whether something happens that happens `permille` times in a thousand.
    pub(crate) fn chance(&mut self, permille: i64) -> bool {
        self.between(0, 1000) < permille
    }

    /// A number from `low` up to but not including `high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).unwrap_or(1).max(1);
        low + i64::try_from(self.throw() % width).unwrap_or(0)
    }

    /// A place in a list of `length` things.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(1).max(1);
        usize::try_from(self.throw() % length).unwrap_or(0)
    }

    /// One of several things.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.place(things.len())]
    }

    /// Hexadecimal digits that look like a hash.
    pub(crate) fn hex(&mut self, digits: usize) -> String {
        let mut text = String::new();
        while text.len() < digits {
            text.push_str(&hex::encode(self.throw().to_be_bytes()));
        }
        text.truncate(digits);
        text
    }

    /// An id in the form of a UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex(32);
        format!("{}-{}-4{}-9{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }
}
