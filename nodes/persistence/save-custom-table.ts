import { answered } from '../sdk/answered.ts'
import { rowReader, wrongTable } from '../sdk/custom-columns.ts'
import { defineNode, field, timeOf } from '../sdk/index.ts'

/** Writes values of a message to a table of the user's own. */
export default defineNode({
  type: 'persistence/save-custom-table',
  title: 'Save to custom table',
  summary: 'Writes values of the message as one row to a table of your own in Weir’s database.',
  help: `The table is \`cs_tb_\` and the name given here, as \`cs_tb_readings\`. Where it is missing Weir makes it, with the
columns that are named here, and adds to it what is named later; so there is nothing to prepare. Numbers become
\`numeric\`, objects \`json\`. To such a table belong \`row_id\`, \`created_time\` and \`expires_time\` as well.

A table that you made yourself is left as you made it: a column that it lacks, or a value that a column can’t take, is a
failure that says so. A row with the primary key of another takes its place. \`$entityId\` as a key is the id of what the
message is about. *Keep for* needs the column \`expires_time\`, a \`bigint\` of epoch milliseconds.`,
  icon: 'table-plus',
  synonyms: ['sql', 'database', 'row', 'insert', 'store', 'postgresql', 'cassandra', 'report'],
  importsFrom: ['org.thingsboard.rule.engine.action.TbSaveToCustomCassandraTableNode'],
  outputs: ['Success'],
  line: 'tableName',

  config: {
    tableName: field.text({ label: 'Table', hint: 'Without cs_tb_ before it', default: '' }),
    fieldsMapping: field.pairs({
      columns: ['Key', 'Column'],
      label: 'Columns',
      hint: 'Key → column; $entityId is the id of the originator',
      default: {},
    }),
    defaultTtl: field.number({
      label: 'Keep for',
      hint: '0 keeps it for ever',
      default: 0,
      min: 0,
      whole: true,
      unit: 's',
    }),
  },
  configurationVersion: 1,
  versions: { 1: (old) => ({ defaultTtl: 0, ...old }) },
  check: ({ tableName, fieldsMapping }) => wrongTable(tableName, fieldsMapping),

  examples: [
    {
      title: 'A row for each reading',
      config: { tableName: 'readings', fieldsMapping: { $entityId: 'meter', kWh: 'energy' } },
      data: { kWh: 12.4, phase: 1 },
      goesTo: 'Success',
      data_after: { kWh: 12.4, phase: 1 },
    },
    {
      config: { tableName: 'readings', fieldsMapping: { kWh: 'energy' } },
      data: { temperature: 21 },
      failsWith: 'The message has no “kWh”',
    },
    {
      config: { tableName: 'readings', fieldsMapping: { kWh: 'energy' } },
      data: [12.4],
      failsWith: 'The message is not an object of keys and values',
    },
  ],

  create({ tableName, fieldsMapping, defaultTtl }, { customTables, node }) {
    const tables = answered(customTables, 'keeps no tables of your own')
    const table = tableName.trim().toLowerCase()
    const rowOf = rowReader(fieldsMapping)
    return (message, emit) => {
      const id = `${message.id} ${node.id}`
      const row = { id, ts: timeOf(message), ttl: defaultTtl, values: rowOf(message) }
      return tables.insert(table, row).then(() => emit('Success', message))
    }
  },
})
