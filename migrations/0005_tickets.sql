-- Tickets that have opened their socket, until they could not be used any more: each opens one.
create table spent_tickets (
  nonce bytea primary key,
  until timestamptz not null
);
create index spent_tickets_by_end on spent_tickets (until);
