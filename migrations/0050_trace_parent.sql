-- The span that queued a mail (W3C traceparent), so that sending it goes on in the trace of what caused it, in whichever process. Null where
-- nothing is traced.
alter table outbox add column trace_parent text;
