-- As before, with one statement less for each entry: the head moves only from where the entry says it stands, and only
-- an entry that is refused costs a look at why.

create or replace function ledger_entry_append() returns trigger language plpgsql security definer set search_path = public as $$
declare
    head subject%rowtype;
    moved int;
begin
    if slipway_role() is not null and slipway_role() is distinct from new.role then
        raise exception 'the % may not write as the %', slipway_role(), new.role using errcode = 'SL001';
    end if;
    if new.hash = sha256(new.prev_hash || new.bytes) then
        update subject set seq = new.seq, head_hash = new.hash
            where key = new.subject_key and kind = new.subject_kind and seq = new.seq - 1 and head_hash = new.prev_hash;
        get diagnostics moved = row_count;
    else
        moved := 0;
    end if;
    if moved <> 1 then
        select * into head from subject where key = new.subject_key;
        if not found then
            raise exception 'no subject %', new.subject_key using errcode = 'SL002';
        end if;
        raise exception 'entry %/% does not extend the chain, whose head is %', new.subject_key, new.seq, head.seq
            using errcode = 'SL003';
    end if;
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
