-- What a rule node keeps for an entity beyond restarts, as whether a device was inside of its fence.
create table node_state (
  node_id uuid not null,
  entity_id uuid not null,
  value text not null,
  primary key (node_id, entity_id)
);
