-- Logs of builds that ended long ago may go; the builder cannot delete evidence of any other kind, nor what is younger than a day.

create index evidence_build_log on evidence (created_at) where kind = 'build-log';

create function forget_build_logs(older interval, most int) returns int language sql security definer
    set search_path = public, pg_temp as $$
    with gone as (
        delete from evidence where sha256 in (
            select log.sha256 from evidence log
            where log.kind = 'build-log' and log.created_at < statement_timestamp() - greatest(older, interval '1 day')
                -- a later build that said the same has the same log
                and not exists (select from build where log_sha256 = log.sha256
                    and finished_at >= statement_timestamp() - greatest(older, interval '1 day'))
            order by log.created_at limit most)
        returning sha256)
    select count(*)::int from gone $$;
comment on function forget_build_logs is 'Deletes the oldest logs of builds that ended longer ago; gives back how many. The entries that name them by their hash stay.';

revoke all on function forget_build_logs(interval, int) from public;
grant execute on function forget_build_logs(interval, int) to slipway_builder;
