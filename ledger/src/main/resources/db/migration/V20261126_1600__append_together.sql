-- Entries that are written together are checked together: the start of each statement costs more than what it does, and
-- there were six of them for every entry. What is refused is the same, but a constraint of the table (no such subject, a
-- place in a chain that is taken, a fact that is another's) is asked first, because this is asked when all rows are in.
-- Two deployments of one place cannot change hands within a statement, whose rows are updated in no order: their lane
-- keeps the second waiting until the first one's transaction has ended.

create type state_move as (
    machine text,
    instance text,
    subject_key text,
    from_state text,
    to_state text,
    at timestamptz,
    sound boolean
);
comment on type state_move is 'What entries that are written together do to one machine: from where the first starts to where the last ends; sound if each starts where the one before ended.';

drop trigger ledger_entry_append on ledger_entry;

create or replace function ledger_entry_append() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
declare
    wrong record;
    moves state_move[];
    machines text[];
    of text;
    stuck state_move;
begin
    with link as (
        select subject_key, subject_kind, role, seq, prev_hash, hash, hash = sha256(prev_hash || bytes)
            and coalesce(seq = lag(seq) over own + 1 and prev_hash = lag(hash) over own
                and subject_kind = lag(subject_kind) over own, true) as sound
        from entered window own as (partition by subject_key order by seq)
    ), chain as (
        select subject_key, min(subject_kind) as kind, min(seq) as first, max(seq) as last,
            (array_agg(prev_hash order by seq))[1] as prev_hash, (array_agg(hash order by seq desc))[1] as hash,
            min(seq) filter (where not sound) as unsound,
            min(role) filter (where slipway_role() is not null and role is distinct from slipway_role()) as stranger
        from link group by subject_key
    ), extended as (
        update subject set seq = chain.last, head_hash = chain.hash from chain
        where subject.key = chain.subject_key and subject.kind = chain.kind and subject.seq = chain.first - 1
            and subject.head_hash = chain.prev_hash and chain.unsound is null and chain.stranger is null
        returning subject.key
    )
    select chain.subject_key, coalesce(unsound, first) as seq, stranger, subject.seq as head into wrong
    from chain join subject on subject.key = chain.subject_key
    where chain.subject_key not in (select key from extended) order by chain.subject_key limit 1;
    if found then
        if wrong.stranger is not null then
            raise exception 'the % may not write as the %', slipway_role(), wrong.stranger using errcode = 'SL001';
        end if;
        raise exception 'entry %/% does not extend the chain, whose head is %', wrong.subject_key, wrong.seq, wrong.head
            using errcode = 'SL003';
    end if;

    select array_agg(move), array_agg(distinct machine) into moves, machines from (
        select machine, row(machine, instance, subject_key, (array_agg(from_state order by seq))[1],
            (array_agg(to_state order by seq desc))[1], max(at), bool_and(sound))::state_move as move
        from (
            select machine, instance, subject_key, seq, from_state, to_state, at, coalesce(from_state = lag(to_state)
                over (partition by machine, instance, subject_key order by seq), true) as sound
            from entered where machine is not null) as step
        group by machine, instance, subject_key) as moved;
    foreach of in array coalesce(machines, '{}') loop
        case of
            when 'build' then
                with moved as (
                    update build set state = move.to_state from unnest(moves) as move
                    where move.machine = 'build' and move.sound and build.state = move.from_state
                        and build.id = move.instance::uuid and build.id::text = move.subject_key
                    returning move.instance, move.subject_key)
                select * into stuck from unnest(moves) as move
                    where move.machine = 'build' and (move.instance, move.subject_key) not in (select instance, subject_key from moved) limit 1;
            when 'artifact' then
                with moved as (
                    update artifact set state = move.to_state from unnest(moves) as move
                    where move.machine = 'artifact' and move.sound and artifact.state = move.from_state
                        and artifact.digest = move.instance and artifact.digest = move.subject_key
                    returning move.instance, move.subject_key)
                select * into stuck from unnest(moves) as move
                    where move.machine = 'artifact' and (move.instance, move.subject_key) not in (select instance, subject_key from moved) limit 1;
            when 'placement' then
                with moved as (
                    update placement set state = move.to_state, changed_at = move.at from unnest(moves) as move
                    where move.machine = 'placement' and move.sound and placement.state = move.from_state
                        and placement.instance = move.instance and placement.digest = move.subject_key
                    returning move.instance, move.subject_key)
                select * into stuck from unnest(moves) as move
                    where move.machine = 'placement' and (move.instance, move.subject_key) not in (select instance, subject_key from moved) limit 1;
            when 'deployment' then
                with moved as (
                    update deployment set state = move.to_state from unnest(moves) as move
                    where move.machine = 'deployment' and move.sound and deployment.state = move.from_state
                        and deployment.id = move.instance::uuid and deployment.digest = move.subject_key
                    returning move.instance, move.subject_key)
                select * into stuck from unnest(moves) as move
                    where move.machine = 'deployment' and (move.instance, move.subject_key) not in (select instance, subject_key from moved) limit 1;
        end case;
        if found then
            raise exception '% % is not in state %, so it cannot move to %',
                stuck.machine, stuck.instance, stuck.from_state, stuck.to_state using errcode = 'SL004';
        end if;
    end loop;

    insert into outbox (shard, topic, key, headers, value)
        select abs(hashtext(subject_key)::bigint) % 32, 'slipway.lifecycle', subject_key,
            '{"content-type": "application/cloudevents+json; charset=UTF-8"}', bytes
        from entered order by subject_key, seq;
    return null;
end $$;
create trigger ledger_entry_append after insert on ledger_entry referencing new table as entered
    for each statement execute function ledger_entry_append();
