-- the newest decision of a place says what comes before it: found by an index, however many digests were there
create index placement_decided on placement (app, environment, changed_at desc) where decision is not null;
