-- Messages that were kept as tests of a chain, with what should become of them.
create table rule_chain_test (
  id uuid primary key,
  chain_id uuid not null references rule_chain (id) on delete cascade,
  created_time bigint not null,
  name text not null,
  -- JSON as a .test.json file has it
  test text not null
);
create index rule_chain_test_of_chain on rule_chain_test (chain_id, created_time);
