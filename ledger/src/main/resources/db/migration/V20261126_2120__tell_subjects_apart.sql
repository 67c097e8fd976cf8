-- A place of an app whose name begins like an id, such as cafebabe-shop/prod, is no build: reading it as one failed, and with it
-- whatever asked for a job about that place.
create or replace function urgency(subject text) returns smallint stable language sql as $$
    select case when exists (select from build where urgent and id = case
        when subject like 'sha256:%' then (select build_id from artifact where digest = subject)
        when position('/' in subject) = 0 then subject::uuid end) then 10::smallint else 0::smallint end
$$;
