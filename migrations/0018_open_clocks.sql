-- A changed desk walks the clocks that still run: without this, over every promise ever kept.
create index sla_clock_open on sla_clock (id, desk_version_id) where met_at is null and state <> 'cancelled';
