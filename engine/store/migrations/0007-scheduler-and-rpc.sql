-- Persistent calls of devices (device-api.md 4.3). request_id is what the device knows the call by: while a call is
-- open no other open one of the device has the same. Call and reply are text: JSON as it was written.
create table rpc (
  id uuid primary key,
  created_time bigint not null,
  device_id uuid not null references device (id) on delete cascade,
  request_id integer not null,
  expiration_time bigint not null,
  method text not null,
  params text not null,
  additional_info text,
  one_way boolean not null,
  retries integer,
  status text not null,
  is_open boolean not null,
  timeouts integer not null default 0,
  response text
);
create unique index rpc_open on rpc (device_id, request_id) where is_open;
create index rpc_expiring on rpc (expiration_time) where is_open;
create index rpc_by_device on rpc (device_id, created_time desc);
create index rpc_ended on rpc (created_time) where not is_open;
