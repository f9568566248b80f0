-- Rows pass through these tables' small indexes once and stay in the tables for years: what waits stands behind all that has passed and was not
-- tidied up. By default the server tidies when a fifth of a table has changed, and leaves indexes alone while it is little of the whole, so that each
-- look for the next mail or clock would walk over millions of entries of a desk that grew. So: by their number, and the indexes too.
alter table inbound_email set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, vacuum_index_cleanup = on);
alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, vacuum_index_cleanup = on);
alter table sla_clock set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, vacuum_index_cleanup = on);
alter table alert set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, vacuum_index_cleanup = on);
alter table webhook_delivery set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, vacuum_index_cleanup = on);
