-- The queues of the rule engine. Strategies are kept as the cloud writes them.
create table queue (
  id uuid primary key,
  created_time bigint not null,
  name text not null constraint queue_name unique,
  topic text not null constraint queue_topic unique,
  poll_interval integer not null,
  partitions integer not null,
  consumer_per_partition boolean not null,
  pack_processing_timeout bigint not null,
  submit_strategy json not null,
  processing_strategy json not null,
  additional_info json
);

-- What is kept to be looked at: debug events of nodes, failures, what became of chains and nodes. `seq` orders events of
-- one millisecond. `bytes` is the length of the body, for the bound of them all.
create table event (
  seq bigint generated always as identity primary key,
  id uuid not null,
  ts bigint not null,
  entity_id uuid not null,
  kind smallint not null,
  bytes integer not null,
  body json not null
);
create index event_by_entity on event (entity_id, kind, ts, seq);
create index event_by_time on event (ts);
