-- Who operates a stage sees whether its facts are sent. The database says whose they are, by the role that is connected. What
-- waits just now is not looked at, so that nobody who writes has to wait: it belongs to no stage until it is sent.

alter table outbox add column stage text;
comment on column outbox.stage is 'The service that wrote it, by its database role; null if it was none of ours, or before there was this column.';
alter table outbox alter column stage set default slipway_role();
