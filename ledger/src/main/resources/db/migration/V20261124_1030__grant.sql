-- One database role per service, with what it needs. The roles themselves are made by the migrator, which knows their
-- passwords. State columns are granted to nobody: only the trigger of ledger_entry moves them.

do $$
declare
    service text;
begin
    foreach service in array array['builder', 'scanner', 'promoter', 'deployer', 'console'] loop
        execute format('grant usage on schema public to slipway_%s', service);
        execute format('grant select on all tables in schema public to slipway_%s', service);
        execute format('grant insert (key, kind, chain_id) on subject to slipway_%s', service);
        -- a row lock needs the update privilege on some column; chain_id is the one that the trigger does not use
        execute format('grant update (chain_id) on subject to slipway_%s', service);
        execute format('grant insert on ledger_entry, evidence, seen, sweep, lane, job, timer, quarantine to slipway_%s', service);
        execute format('grant update on sweep, lane, job, timer, quarantine to slipway_%s', service);
        execute format('grant delete on timer, outbox, seen to slipway_%s', service);
        execute format('grant insert (shard, topic, key, headers, value), update (parked) on outbox to slipway_%s', service);
        execute format('grant delete on job to slipway_%s', service);
    end loop;
end $$;

grant insert on request to slipway_builder, slipway_console;
grant insert (id, repository, commit_id, ref, directory, rebuild, content_identity, actor, requested_at) on build to slipway_builder, slipway_console;
grant update (digest, failure_kind, failure_reason, log_sha256, finished_at) on build to slipway_builder;
grant insert (digest, app, image_repository, media_type, source_repository, commit_id, ref, build_id, run_description, packaged_at) on artifact to slipway_builder;
grant update (sbom_sha256) on artifact to slipway_scanner;
grant insert, update, delete on finding, component to slipway_scanner;
grant insert (app, environment, digest, changed_at) on placement to slipway_promoter, slipway_console;
grant update (image_repository, tag, decision, changed_at) on placement to slipway_promoter;
grant insert (id, app, environment, digest, configuration_sha256, cause, queued_at) on deployment to slipway_deployer;
grant update (failure, ended_at) on deployment to slipway_deployer;
grant insert, update on serving to slipway_deployer;

-- A service sees and touches the work of its own stage only; the console re-drives and skips for all.
do $$
declare
    relation text;
begin
    foreach relation in array array['seen', 'sweep', 'lane', 'job', 'timer', 'quarantine'] loop
        execute format('alter table %I enable row level security', relation);
        execute format('create policy %I on %I using (stage = slipway_role() or slipway_role() = ''console'')',
            relation || '_write', relation);
    end loop;
end $$;
alter table outbox enable row level security;
create policy outbox_read on outbox for select using (true);
create policy outbox_sent on outbox for delete using (true);
create policy outbox_park on outbox for update using (true);
create policy outbox_dead_letter on outbox for insert with check (topic = 'slipway.dead-letter');
