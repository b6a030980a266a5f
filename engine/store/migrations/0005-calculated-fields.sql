-- Calculated fields of devices, assets, customers and profiles, and what they remember beyond restarts.

create table calculated_field (
  id uuid primary key,
  created_time bigint not null,
  entity_type text not null,
  entity_id uuid not null,
  type text not null,
  name text not null,
  debug_settings json,
  configuration_version integer not null,
  configuration json not null,
  version bigint not null,
  additional_info json,
  unique (entity_id, type, name)
);

-- What a field knows of one of its entities: counters of alarm rules, zones it was inside of. `look` is the time at
-- which it is calculated again at the latest although nothing comes.
create table calculated_field_state (
  field_id uuid not null references calculated_field (id) on delete cascade,
  entity_id uuid not null,
  entity_type text not null,
  value text,
  look bigint,
  primary key (field_id, entity_id)
);
create index calculated_field_state_by_entity on calculated_field_state (entity_id);
create index calculated_field_state_by_look on calculated_field_state (look) where look is not null;

-- Fields that are being calculated for all of their entities; after a crash that begins anew.
create table calculated_field_sweep (
  field_id uuid primary key references calculated_field (id) on delete cascade
);

-- Whoever removes an entity, its fields go with it.
create function forget_calculated_fields() returns trigger language plpgsql as $$
begin
  delete from calculated_field where entity_id = old.id;
  delete from calculated_field_state where entity_id = old.id;
  return null;
end
$$;

create trigger forget_calculated_fields after delete on device
  for each row execute function forget_calculated_fields();
create trigger forget_calculated_fields after delete on asset
  for each row execute function forget_calculated_fields();
create trigger forget_calculated_fields after delete on customer
  for each row execute function forget_calculated_fields();
create trigger forget_calculated_fields after delete on device_profile
  for each row execute function forget_calculated_fields();
create trigger forget_calculated_fields after delete on asset_profile
  for each row execute function forget_calculated_fields();
