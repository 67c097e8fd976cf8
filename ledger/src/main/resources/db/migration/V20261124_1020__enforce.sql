-- The database holds the rules itself: an entry must extend its chain, come from the role that may write it, and start
-- from the state its machine is in. Everything that follows from an entry (heads, states, outbox) is done here, so that
-- no service can do one without the other.

create function slipway_role() returns text language sql stable as $$
    select case when session_user like 'slipway\_%' then substr(session_user, 9) end
$$;
comment on function slipway_role is 'The role of the connected service: its database role without the prefix.';

create function ledger_entry_append() returns trigger language plpgsql security definer set search_path = public as $$
declare
    head subject%rowtype;
    moved int;
begin
    if slipway_role() is not null and slipway_role() is distinct from new.role then
        raise exception 'the % may not write as the %', slipway_role(), new.role using errcode = 'SL001';
    end if;
    select * into head from subject where key = new.subject_key for update;
    if not found then
        raise exception 'no subject %', new.subject_key using errcode = 'SL002';
    end if;
    if new.subject_kind <> head.kind or new.seq <> head.seq + 1 or new.prev_hash <> head.head_hash
       or new.hash <> sha256(new.prev_hash || new.bytes) then
        raise exception 'entry %/% does not extend the chain, whose head is %', new.subject_key, new.seq, head.seq
            using errcode = 'SL003';
    end if;
    update subject set seq = new.seq, head_hash = new.hash where key = new.subject_key;
    if new.machine is not null then
        case new.machine
            when 'build' then
                update build set state = new.to_state where id = new.instance::uuid and state = new.from_state
                    and id::text = new.subject_key;
            when 'artifact' then
                update artifact set state = new.to_state where digest = new.instance and state = new.from_state
                    and digest = new.subject_key;
            when 'placement' then
                update placement set state = new.to_state, changed_at = new.at
                    where instance = new.instance and state = new.from_state and digest = new.subject_key;
            when 'deployment' then
                update deployment set state = new.to_state where id = new.instance::uuid and state = new.from_state
                    and digest = new.subject_key;
        end case;
        get diagnostics moved = row_count;
        if moved <> 1 then
            raise exception '% % is not in state %, so it cannot move to %',
                new.machine, new.instance, new.from_state, new.to_state using errcode = 'SL004';
        end if;
    end if;
    insert into outbox (shard, topic, key, headers, value)
        values (abs(hashtext(new.subject_key)::bigint) % 32, 'slipway.lifecycle', new.subject_key,
                '{"content-type": "application/cloudevents+json; charset=UTF-8"}', new.bytes);
    return new;
end $$;
create trigger ledger_entry_append before insert on ledger_entry for each row execute function ledger_entry_append();

create function ledger_entry_keep() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % refused', tg_op using errcode = 'SL005';
end $$;
create trigger ledger_entry_keep before update or delete on ledger_entry for each row execute function ledger_entry_keep();
create trigger ledger_entry_keep_all before truncate on ledger_entry for each statement execute function ledger_entry_keep();
