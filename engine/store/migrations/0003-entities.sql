-- Assets, customers, entity views, relations, and what belongs to them. Entities name their customer without a foreign
-- key: who deletes a customer takes its entities back in the same transaction (customers.ts).

create table tenant (
  id uuid primary key,
  created_time bigint not null,
  title text not null,
  email text,
  phone text,
  country text,
  state text,
  city text,
  address text,
  address2 text,
  zip text,
  region text,
  additional_info json
);

create table customer (
  id uuid primary key,
  created_time bigint not null,
  title text not null unique,
  is_public boolean not null,
  email text,
  phone text,
  country text,
  state text,
  city text,
  address text,
  address2 text,
  zip text,
  additional_info json
);
create unique index one_public_customer on customer (is_public) where is_public;

create table asset_profile (
  id uuid primary key,
  created_time bigint not null,
  name text not null unique,
  description text,
  image text,
  default_rule_chain_id uuid,
  default_dashboard_id uuid,
  default_queue_name text,
  default_edge_rule_chain_id uuid,
  is_default boolean not null
);
create unique index one_default_asset_profile on asset_profile (is_default) where is_default;

create table asset (
  id uuid primary key,
  created_time bigint not null,
  name text not null unique,
  label text,
  profile_id uuid not null references asset_profile (id),
  customer_id uuid,
  additional_info json
);
create index asset_by_profile on asset (profile_id);
create index asset_by_customer on asset (customer_id) where customer_id is not null;

create table entity_view (
  id uuid primary key,
  created_time bigint not null,
  name text not null unique,
  type text not null,
  entity_type text not null,
  entity_id uuid not null,
  customer_id uuid,
  keys json not null,
  start_time bigint not null,
  end_time bigint not null,
  additional_info json
);
create index entity_view_by_entity on entity_view (entity_id);
create index entity_view_by_customer on entity_view (customer_id) where customer_id is not null;

-- Versions tell which of two states of a relation is the newer one, for those who copy them elsewhere.
create sequence relation_version;
create table relation (
  from_id uuid not null,
  from_type text not null,
  type_group text not null,
  type text not null,
  to_id uuid not null,
  to_type text not null,
  additional_info json,
  version bigint not null,
  primary key (from_id, from_type, type_group, type, to_id, to_type)
);
create index relation_by_to on relation (to_id, type_group);

alter table device_profile
  add column image text,
  add column default_dashboard_id uuid,
  add column default_edge_rule_chain_id uuid,
  add column provision_device_key text unique,
  add column firmware_id uuid,
  add column software_id uuid;

alter table device
  add column firmware_id uuid,
  add column software_id uuid;

create index account_by_customer on account (customer_id) where customer_id is not null;
