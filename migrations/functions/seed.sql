-- The first channels and the first route, for whoever has told the environment where alerts go. One at a time looks
-- whether there are any.
create or replace function seed_alerts(p_org bigint, p_kinds text[]) returns void
language plpgsql as $$
declare
  v_route bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended('seed_alerts', p_org));
  if p_kinds = '{}'
     or exists (select from alert_channels where org_id = p_org) or exists (select from alert_routes where org_id = p_org) then
    return;
  end if;
  insert into alert_routes (org_id, name) values (p_org, 'Default branches') returning id into v_route;
  with made as (
    insert into alert_channels (org_id, kind, name)
    select p_org, kind, initcap(kind) from unnest(p_kinds) kind
    returning id)
  insert into alert_route_channels (route_id, channel_id) select v_route, id from made;
end $$;
