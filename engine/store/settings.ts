import type { Queries } from './database.ts'
import type { SettingStore } from './store.ts'

/** Small documents of Weir's own under a name. */
export function settingStore(queries: Queries): SettingStore {
  return {
    async get<T>(name: string) {
      const row = await queries.one<{ value: string }>('select value from setting where name = $1', [name])
      return row && (JSON.parse(row.value) as T)
    },
    async set(name, value) {
      await queries.run(
        'insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value',
        [name, JSON.stringify(value)],
      )
    },
  }
}
