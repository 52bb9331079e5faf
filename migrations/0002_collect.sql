-- What the pollers keep: the provider's own number of a build, by whose gaps missed builds are seen.

alter table builds add column number bigint;
