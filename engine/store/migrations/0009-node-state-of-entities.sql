-- What nodes keep of an entity goes with it.
create index node_state_entity on node_state (entity_id);
