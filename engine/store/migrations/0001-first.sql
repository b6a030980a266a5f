-- What Weir keeps. Times are epoch milliseconds. Documents are of type json, not jsonb: their text stays as it was
-- saved, with the order of its keys and the digits of its numbers.

create table device_profile (
  id uuid primary key,
  created_time bigint not null,
  name text not null unique,
  description text,
  type text not null,
  transport_type text not null,
  provision_type text not null,
  default_rule_chain_id uuid,
  default_queue_name text,
  is_default boolean not null,
  profile_data json not null
);
create unique index one_default_profile on device_profile (is_default) where is_default;

create table device (
  id uuid primary key,
  created_time bigint not null,
  name text not null unique,
  label text,
  profile_id uuid not null references device_profile (id),
  customer_id uuid,
  device_data json not null,
  additional_info json
);
create index device_by_profile on device (profile_id);
create index device_by_customer on device (customer_id) where customer_id is not null;

create table device_credentials (
  id uuid primary key,
  created_time bigint not null,
  device_id uuid not null unique references device (id) on delete cascade,
  credentials_type text not null,
  credentials_id text not null unique,
  credentials_value text
);

-- Names of telemetry keys, so that history holds four bytes instead of the name.
create table key_dictionary (
  key_id integer generated always as identity primary key,
  key text not null unique
);

-- History. Of the five value columns exactly one is set. The partitions are made while running (partitions.ts);
-- telemetry_other takes what lies far from the present.
create table telemetry (
  ts bigint not null,
  entity_id uuid not null,
  key_id integer not null,
  tie integer not null,
  dbl_v double precision,
  long_v bigint,
  bool_v boolean,
  str_v text,
  json_v json,
  expires bigint,
  primary key (entity_id, key_id, ts, tie)
) partition by range (ts);
create table telemetry_other partition of telemetry default;
create index telemetry_expires on telemetry (expires) where expires is not null;

-- Room is left in each page, so that an update stays in its page and needs no new index entry.
create table telemetry_latest (
  ts bigint not null,
  entity_id uuid not null,
  key_id integer not null,
  tie integer not null,
  dbl_v double precision,
  long_v bigint,
  bool_v boolean,
  str_v text,
  json_v json,
  primary key (entity_id, key_id)
) with (fillfactor = 50);

create table attribute (
  entity_id uuid not null,
  scope smallint not null,
  key text not null,
  last_update_ts bigint not null,
  dbl_v double precision,
  long_v bigint,
  bool_v boolean,
  str_v text,
  json_v json,
  primary key (entity_id, scope, key)
) with (fillfactor = 70);

create table rule_chain (
  id uuid primary key,
  created_time bigint not null,
  name text not null,
  type text not null,
  root boolean not null,
  head json not null,
  live_version integer not null default 0,
  deployed_time bigint
);
create unique index one_root_chain on rule_chain (root) where root;

create table rule_chain_version (
  chain_id uuid not null references rule_chain (id) on delete cascade,
  version integer not null,
  created_time bigint not null,
  user_id uuid,
  note text not null,
  summary text not null,
  graph json not null,
  primary key (chain_id, version)
);

create table rule_chain_draft (
  chain_id uuid primary key references rule_chain (id) on delete cascade,
  graph json not null,
  based_on integer not null,
  revision integer not null,
  saved_time bigint not null,
  user_id uuid
);

create table account (
  id uuid primary key,
  created_time bigint not null,
  email text not null,
  authority text not null,
  first_name text,
  last_name text,
  phone text,
  customer_id uuid,
  additional_info json,
  enabled boolean not null default true,
  password_hash text,
  tokens_valid_from bigint not null default 0,
  failed_logins integer not null default 0,
  locked_until bigint,
  last_login bigint
);
create unique index account_by_email on account (lower(email));

create table dead_letter (
  id uuid primary key,
  time bigint not null,
  queue text not null,
  chain_id uuid,
  node_id uuid,
  node_name text,
  reason text not null,
  attempts integer not null,
  originator_type text not null,
  originator_id uuid not null,
  message_type text not null,
  record bytea not null
);
create index dead_letter_by_time on dead_letter (time);

create table setting (
  name text primary key,
  value json not null
);
