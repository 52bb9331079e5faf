//! Every SQL statement: one file a table or a question.
