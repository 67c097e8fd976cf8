-- In the order in which the newest build of a content is asked for: an index that does not have it made PostgreSQL walk all
-- builds by their time, where it believed that many share a content.
drop index build_content;
create index build_content on build (content_identity, requested_at desc);
