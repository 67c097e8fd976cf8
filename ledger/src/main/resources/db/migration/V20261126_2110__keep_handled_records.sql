-- Who handled a record, and why, stays for good; of the record only its bytes are forgotten after the retention. Services of the
-- version before go on: what they delete stays without an error, and what their console does is noted by the trigger.

alter table quarantine
    alter column headers drop not null,
    add column handled_at timestamptz,
    add column earlier_acts jsonb not null default '[]',
    add column forgotten_at timestamptz,
    -- null lets go of the place: a record that comes there again, or another one in a topic made anew, is kept as one of its own
    add column remembered boolean generated always as (case when forgotten_at is null then true end) stored,
    add constraint quarantine_forgotten_check check (case when forgotten_at is null then headers is not null
        else state in ('REDRIVEN', 'SKIPPED') and key is null and headers is null and value is null end),
    drop constraint quarantine_record_uq,
    add constraint quarantine_record_uq unique (stage, topic, part, off, remembered);
comment on table quarantine is 'Records that could not be taken in, with their original bytes and the reason, and who handled them how and why. The bytes of what is handled go after the retention, the row never.';
comment on column quarantine.handled_by is 'With handled_note and handled_at: the last that a person did about it.';
comment on column quarantine.earlier_acts is 'Of a record that was read again and could not be read: what persons did about it before, oldest first.';

create function quarantine_handled() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.handled_by is not null then
        new.earlier_acts := old.earlier_acts || jsonb_build_object('what', 'redriven', 'by', old.handled_by,
            'why', old.handled_note, 'at', old.handled_at);
    end if;
    new.handled_at := clock_timestamp();
    return new;
end $$;
create trigger quarantine_handled before update on quarantine for each row
    when (old.state = 'OPEN' and new.state in ('REDRIVING', 'SKIPPED')) execute function quarantine_handled();

create policy quarantine_keep on quarantine as restrictive for delete using (false);

drop index quarantine_handled;
create index quarantine_handled on quarantine (stage, coalesce(handled_at, at))
    where state in ('REDRIVEN', 'SKIPPED') and forgotten_at is null;
