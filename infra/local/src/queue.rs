//! A queue as SQS keeps one: a message that was handed out comes again unless it is deleted in time, and after too many
//! times it goes to the dead letters. Pure: the time is an argument.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How a queue behaves.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// How long a message that was handed out stays hidden from others.
    pub visibility: Duration,
    /// After how many times a message is handed out no more and becomes a dead letter.
    pub receives: u32,
}

/// A message that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The queue's id of it.
    pub id: String,
    /// What was sent; empty where the body is kept elsewhere.
    pub body: String,
    /// How often it has been handed out, this time included.
    pub receives: u32,
}

#[derive(Debug)]
struct Waiting {
    body: String,
    receives: u32,
    visible_at: Instant,
}

/// The messages of one queue.
#[derive(Debug)]
pub struct Queue {
    rules: Rules,
    /// In the order they were sent: ids sort so.
    waiting: BTreeMap<String, Waiting>,
}

impl Queue {
    /// An empty queue.
    pub fn new(rules: Rules) -> Self {
        Self { rules, waiting: BTreeMap::new() }
    }

    /// Takes a message in that nobody is handed before `visible_at`.
    pub fn send(&mut self, id: String, body: String, visible_at: Instant) {
        self.waiting.insert(id, Waiting { body, receives: 0, visible_at });
    }

    /// Hands out at most `limit` messages, oldest first, and hides them.
    pub fn receive(&mut self, limit: usize, now: Instant) -> Vec<Message> {
        let visible =
            self.waiting.iter_mut().filter(|(_, it)| it.visible_at <= now && it.receives < self.rules.receives);
        let hand_out = |(id, it): (&String, &mut Waiting)| {
            it.receives += 1;
            it.visible_at = now + self.rules.visibility;
            Message { id: id.clone(), body: it.body.clone(), receives: it.receives }
        };
        visible.take(limit).map(hand_out).collect()
    }

    /// Forgets a message that is done.
    pub fn delete(&mut self, id: &str) {
        self.waiting.remove(id);
    }

    /// Makes a message that was handed out visible again after a time.
    pub fn give_back(&mut self, id: &str, after: Duration, now: Instant) {
        if let Some(message) = self.waiting.get_mut(id) {
            message.visible_at = now + after;
        }
    }

    /// Takes out the messages that have been handed out too often and are visible again; their ids.
    pub fn dead(&mut self, now: Instant) -> Vec<String> {
        let is_dead = |it: &Waiting| it.receives >= self.rules.receives && it.visible_at <= now;
        let ids: Vec<_> = self.waiting.iter().filter(|(_, it)| is_dead(it)).map(|(id, _)| id.clone()).collect();
        for id in &ids {
            self.waiting.remove(id);
        }
        ids
    }

    /// How many messages there are, hidden ones included.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULES: Rules = Rules { visibility: Duration::from_secs(30), receives: 2 };

    fn ids(messages: &[Message]) -> Vec<&str> {
        messages.iter().map(|it| it.id.as_str()).collect()
    }

    #[test]
    fn what_is_not_deleted_in_time_comes_again_and_then_dies() {
        let start = Instant::now();
        let mut queue = Queue::new(RULES);
        queue.send("1".to_owned(), "a".to_owned(), start);
        queue.send("2".to_owned(), "b".to_owned(), start);
        assert_eq!(ids(&queue.receive(10, start)), ["1", "2"]);
        assert!(queue.receive(10, start).is_empty(), "what was handed out is hidden");
        queue.delete("2");

        let later = start + RULES.visibility;
        assert_eq!(ids(&queue.receive(10, later)), ["1"]);
        assert!(queue.dead(later).is_empty(), "its last time is still running");
        let end = later + RULES.visibility;
        assert!(queue.receive(10, end).is_empty());
        assert_eq!(queue.dead(end), ["1"]);
        assert!(queue.is_empty());
    }

    #[test]
    fn one_that_failed_does_not_hold_its_neighbours() {
        let start = Instant::now();
        let mut queue = Queue::new(RULES);
        for id in ["1", "2", "3"] {
            queue.send(id.to_owned(), String::new(), start);
        }
        assert_eq!(ids(&queue.receive(2, start)), ["1", "2"]);
        queue.give_back("1", Duration::ZERO, start);
        assert_eq!(ids(&queue.receive(2, start)), ["1", "3"]);
    }

    /// What may happen to a queue.
    #[derive(Clone, Debug)]
    enum Step {
        Send,
        Receive(usize),
        /// The oldest of the messages that are handed out.
        Delete,
        GiveBack,
        Wait(u64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            Just(Step::Send),
            (1..4_usize).prop_map(Step::Receive),
            Just(Step::Delete),
            Just(Step::GiveBack),
            (1..40_u64).prop_map(Step::Wait),
        ];
        proptest::collection::vec(step, 0..60)
    }

    proptest! {
        #[test]
        fn every_message_is_deleted_or_dead_or_still_there(steps in steps()) {
            let mut now = Instant::now();
            let mut queue = Queue::new(RULES);
            let (mut sent, mut ended) = (0, 0);
            // What is handed out, with the time at which it comes back.
            let mut out: Vec<(String, Instant)> = Vec::new();
            for step in steps {
                match step {
                    Step::Send => {
                        queue.send(format!("{sent:06}"), String::new(), now);
                        sent += 1;
                    }
                    Step::Receive(limit) => {
                        ended += queue.dead(now).len();
                        out.retain(|(_, back)| *back > now);
                        for message in queue.receive(limit, now) {
                            prop_assert!(message.receives <= RULES.receives);
                            prop_assert!(!out.iter().any(|(id, _)| *id == message.id), "handed out twice at once");
                            out.push((message.id, now + RULES.visibility));
                        }
                    }
                    Step::Delete if !out.is_empty() => {
                        let before = queue.len();
                        queue.delete(&out.remove(0).0);
                        ended += before - queue.len();
                    }
                    Step::GiveBack if !out.is_empty() => queue.give_back(&out.remove(0).0, Duration::ZERO, now),
                    Step::Delete | Step::GiveBack => {}
                    Step::Wait(seconds) => now += Duration::from_secs(seconds),
                }
                prop_assert_eq!(queue.len() + ended, sent);
            }
        }
    }
}
