//! The edges: configuration, HTTP answers, queues, push and logging.
