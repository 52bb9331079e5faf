-- Taking in one verified delivery, whole: its row, and all that its reports change. Called by `store::intake`.
create or replace function take_delivery(p_org bigint, p_delivery jsonb, p_reports jsonb, p_body bytea)
returns table (outcome text, delivery_id bigint, outbox_id bigint)
language plpgsql as $$
declare
  report jsonb;
  told deliveries := jsonb_populate_record(null::deliveries, p_delivery);
begin
  outcome := told.outcome;
  insert into deliveries (org_id, provider, event, delivery_key, body_sha256, outcome, error, body)
  values (p_org, told.provider, told.event, told.delivery_key, told.body_sha256, told.outcome, told.error, p_body)
  on conflict do nothing
  returning id into delivery_id;
  if delivery_id is null then
    outcome := 'duplicate';
    insert into deliveries (org_id, provider, event, delivery_key, body_sha256, outcome)
    values (p_org, told.provider, told.event, told.delivery_key, told.body_sha256, outcome)
    returning id into delivery_id;
  elsif outcome = 'applied' then
    for report in select r from jsonb_array_elements(p_reports) r loop
      outbox_id := coalesce(apply_report(p_org, report), outbox_id);
      perform hear_webhook(p_org, report -> 'pipeline');
    end loop;
  end if;
  return next;
end $$;
