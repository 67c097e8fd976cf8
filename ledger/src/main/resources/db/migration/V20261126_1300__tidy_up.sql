-- what is done is found by its age, without reading what is not
create index job_done on job (stage, finished_at) where state = 'DONE';
create index seen_at on seen using brin (at);
create index quarantine_handled on quarantine (stage, at) where state in ('REDRIVEN', 'SKIPPED');

do $$
declare
    service text;
begin
    foreach service in array array['builder', 'scanner', 'promoter', 'deployer', 'console'] loop
        execute format('grant delete on quarantine to slipway_%s', service);
    end loop;
end $$;
