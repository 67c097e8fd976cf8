-- Who operates a stage sees whether its facts are sent. The database says whose they are, by the role that is connected.

alter table outbox add column stage text;
comment on column outbox.stage is 'The service that wrote it, by its database role; null if it was none of ours.';
update outbox set stage = coalesce(headers ->> 'slipway-stage',
    (select role from ledger_entry where subject_key = outbox.key and bytes = outbox.value limit 1));
alter table outbox alter column stage set default slipway_role();
