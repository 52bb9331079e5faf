//! The one-process host: the same functions behind one address.
