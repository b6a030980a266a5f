-- Alarms (alarms.md 1), what people said about them, where else they are shown, and what happened to them.

create table alarm (
  id uuid primary key,
  created_time bigint not null,
  type text not null,
  originator_type text not null,
  originator_id uuid not null,
  customer_id uuid,
  -- 0 is the most severe
  severity smallint not null,
  acknowledged boolean not null,
  cleared boolean not null,
  assignee_id uuid,
  start_ts bigint not null,
  end_ts bigint not null,
  ack_ts bigint not null,
  clear_ts bigint not null,
  assign_ts bigint not null,
  details json,
  propagate boolean not null,
  propagate_to_owner boolean not null,
  propagate_to_tenant boolean not null,
  propagate_relation_types text[] not null,
  -- how often it was raised, updates of the same alarm included
  occurrences bigint not null
) with (fillfactor = 70);
-- Whatever happens at the same time, before or after a crash: there is one active alarm of a type.
create unique index one_active_alarm on alarm (originator_id, type) where not cleared;
create index alarm_by_originator on alarm (originator_id, type, cleared, start_ts desc);
create index alarm_by_time on alarm (created_time);
create index alarm_by_customer on alarm (customer_id, created_time) where customer_id is not null;
create index alarm_by_assignee on alarm (assignee_id) where assignee_id is not null;
create index active_alarm_by_time on alarm (created_time) where not cleared;

create table alarm_type (
  type text primary key
);

-- The entities that an alarm is shown at: its originator, and those it propagates to.
create table alarm_entity (
  entity_id uuid not null,
  alarm_id uuid not null references alarm (id) on delete cascade,
  entity_type text not null,
  primary key (entity_id, alarm_id)
);
create index alarm_entity_by_alarm on alarm_entity (alarm_id);

create table alarm_comment (
  id uuid primary key,
  alarm_id uuid not null references alarm (id) on delete cascade,
  created_time bigint not null,
  user_id uuid,
  type text not null,
  comment json not null
);
create index alarm_comment_by_alarm on alarm_comment (alarm_id, created_time);

-- What happened to an alarm, and which message, node or person did it. Updates that follow each other are one entry.
create table alarm_history (
  seq bigint generated always as identity primary key,
  alarm_id uuid not null references alarm (id) on delete cascade,
  originator_id uuid not null,
  alarm_type text not null,
  kind text not null,
  -- of the first and the last of `count` happenings
  since bigint not null,
  ts bigint not null,
  count bigint not null,
  severity smallint not null,
  user_id uuid,
  chain_id text,
  node_id text,
  message_id text,
  -- where the message lies in the durable queue
  journal text,
  position bigint,
  rule text,
  about json
);
create index alarm_history_by_alarm on alarm_history (alarm_id, seq);
create index alarm_history_by_originator on alarm_history (originator_id, alarm_type, seq);

-- Alarms that an operator does not want to hear of for a while: one alarm, or a type of an originator.
create table alarm_shelf (
  id uuid primary key,
  created_time bigint not null,
  until bigint not null,
  originator_type text not null,
  originator_id uuid not null,
  alarm_type text not null,
  -- null = every alarm of the type
  alarm_id uuid references alarm (id) on delete cascade,
  reason text not null,
  user_id uuid
);
create unique index one_shelf_of_alarm on alarm_shelf (alarm_id) where alarm_id is not null;
create unique index one_shelf_of_type on alarm_shelf (originator_id, alarm_type) where alarm_id is null;
create index alarm_shelf_by_end on alarm_shelf (until);
